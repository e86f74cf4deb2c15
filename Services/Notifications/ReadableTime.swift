import Wire

/// Times in mail, for people: `22 November 2026, 21:27 UTC` in English, and in other languages
/// `2026-11-22 21:27 UTC`, which nobody has to translate.
enum ReadableTime {
  /// The text, or what to show in its place if it is a time as the wire has it (RFC 3339).
  static func shown(_ text: String, in language: String?) -> String {
    // Most texts are none, and a refusal costs more than this look.
    guard (20...35).contains(text.utf8.count), text.utf8.first.map(isDigit) == true,
      let time = try? Timestamp(wire: text)
    else { return text }
    let parts = time.wire.split { "-T:.".contains($0) }
    let (clock, month) = ("\(parts[3]):\(parts[4]) UTC", Int(parts[1]) ?? 1)
    guard isEnglish(language) else { return "\(parts[0])-\(parts[1])-\(parts[2]) \(clock)" }
    return "\(Int(parts[2]) ?? 1) \(months[month - 1]) \(parts[0]), \(clock)"
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// A variant without a language is taken for English, as what ships is.
  private static func isEnglish(_ language: String?) -> Bool {
    language.map { $0 == "en" || $0.hasPrefix("en-") } ?? true
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
}
