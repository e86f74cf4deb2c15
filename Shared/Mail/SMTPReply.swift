/// A server's answer: a code and the text of all its lines (RFC 5321 4.2).
struct SMTPReply: Equatable {
  let code: Int
  let text: String

  var isPositive: Bool { code / 100 == 2 }
  var isTransient: Bool { code / 100 == 4 }
  var isPermanent: Bool { code / 100 == 5 }

  /// Code and text, as a person would quote it.
  var line: String { text.isEmpty ? "\(code)" : "\(code) \(text)" }
}

/// Cuts the bytes of a connection into replies, however they arrive.
struct SMTPReplyReader {
  private var buffer: [UInt8] = []
  private var start = 0
  private var texts: [String] = []

  /// A server that fills this without ending its reply is not one.
  private static let limit = 65_536

  mutating func append(_ bytes: some Collection<UInt8>) {
    buffer.removeFirst(start)
    start = 0
    buffer += bytes
  }

  /// The next whole reply; nil asks for more bytes.
  mutating func next() throws(SMTPLineFailure) -> SMTPReply? {
    while let end = buffer[start...].firstIndex(of: 0x0A) {
      let line = buffer[start..<end]
      start = end + 1
      let (code, isLast, text) = try Self.parse(line.last == 0x0D ? line.dropLast() : line)
      texts.append(text)
      if isLast {
        defer { texts = [] }
        return SMTPReply(code: code, text: texts.joined(separator: " "))
      }
    }
    if buffer.count - start + texts.count * 512 > Self.limit {
      throw .garbled("its answer does not end")
    }
    return nil
  }

  private static func parse(
    _ line: ArraySlice<UInt8>
  ) throws(SMTPLineFailure) -> (code: Int, isLast: Bool, text: String) {
    let digits = line.prefix(3)
    let separator = line.dropFirst(3).first
    guard digits.count == 3, digits.allSatisfy({ (0x30...0x39).contains($0) }),
      (0x32...0x35).contains(digits.first ?? 0), [nil, 0x20, 0x2D].contains(separator)
    else { throw .garbled(printable(line)) }
    let code = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    return (code, separator != 0x2D, printable(line.dropFirst(4)))
  }

  /// What a stranger sent, fit for a log line.
  private static func printable(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.prefix(512).map { $0 < 0x20 ? 0x20 : $0 }, as: UTF8.self)
  }
}
