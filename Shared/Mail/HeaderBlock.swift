import CGMime

/// The header lines of a mail in the making: encoded by RFC 2047, folded by RFC 5322, ended by CRLF.
///
/// Folding is done here and not by GMime, which would encode long words: a `List-Unsubscribe` link
/// must arrive as it is (RFC 8058), so lines break at spaces only and a word that does not fit into
/// 998 characters is refused.
struct HeaderBlock {
  private(set) var bytes: [UInt8] = []

  /// Adds a header of free text; words beyond ASCII become encoded words.
  mutating func add(_ name: String, text: String, field: String) throws(MailError) {
    try Self.check(text, field: field)
    if text.utf8.allSatisfy({ $0 < 0x80 }) {
      return try add(name, raw: text, field: field)
    }
    let encoded = GMime.take(g_mime_utils_header_encode_text(nil, text, "utf-8"))
    try add(name, raw: encoded ?? text, field: field)
  }

  /// Adds a header that names one mailbox.
  mutating func add(_ header: String, mailbox: Mailbox, field: String) throws(MailError) {
    let address = try Address.wire(mailbox.address, field: field)
    try Self.check(mailbox.name ?? "", field: "\(field) name")
    guard let name = mailbox.name, !name.isEmpty else {
      return try add(header, raw: address, field: field)
    }
    let phrase = GMime.take(g_mime_utils_header_encode_phrase(nil, name, "utf-8"))
    try add(header, raw: "\(phrase ?? "") <\(address)>", field: field)
  }

  /// Adds a header whose value is ready for the wire, folding it at its spaces.
  mutating func add(_ name: String, raw value: String, field: String) throws(MailError) {
    var line = Array("\(name):".utf8)
    for word in Self.words(of: value) {
      if line.count + word.count > 78, line.count > name.utf8.count + 1 {
        bytes += line + [0x0D, 0x0A]
        line = []
      }
      line += word
      if line.count > 998 {
        throw MailError(field, "holds a word that is too long for a header line (998 bytes)")
      }
    }
    bytes += line + [0x0D, 0x0A]
  }

  /// Refuses whatever could start a header of its own or end the header block.
  static func check(_ value: String, field: String) throws(MailError) {
    for byte in value.utf8 where byte < 0x20 && byte != 0x09 || byte == 0x7F {
      let isBreak = byte == 0x0D || byte == 0x0A
      throw MailError(field, "must not hold \(isBreak ? "a line break" : "a control character")")
    }
  }

  /// Each word with the white space before it, so that what unfolds is what was folded.
  private static func words(of value: String) -> [[UInt8]] {
    var words: [[UInt8]] = []
    var word: [UInt8] = [0x20]
    var inWord = false
    for byte in value.utf8.drop(while: { $0 == 0x20 || $0 == 0x09 }) {
      let isSpace = byte == 0x20 || byte == 0x09
      if isSpace && inWord {
        words.append(word)
        word = []
      }
      inWord = !isSpace
      word.append(byte)
    }
    if inWord { words.append(word) }
    return words
  }
}
