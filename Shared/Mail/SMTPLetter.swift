/// A message with its envelope, checked and ready to be spoken to any server.
struct SMTPLetter {
  private let from: String
  private let to: [String]
  /// The body as it goes over the wire: CRLF line ends, leading dots doubled, ended by the dot.
  let data: [UInt8]
  private let size: Int
  private let hasWideText: Bool
  private let hasWideHead: Bool

  init(from: String, to: [String], message: [UInt8]) throws(MailError) {
    // An empty sender is the one of bounces and automatic answers (RFC 5321 4.5.5).
    self.from = from.isEmpty ? "" : try Address.wire(from, field: "from")
    var recipients: [String] = []
    for address in to { recipients.append(try Address.wire(address, field: "to")) }
    if recipients.isEmpty { throw MailError("to", "names nobody") }
    self.to = recipients
    data = Self.stuffed(message)
    size = message.count
    hasWideText = !message.allSatisfy { $0 < 0x80 }
    hasWideHead = hasWideText && Self.headIsWide(message)
  }

  /// Whether only servers with SMTPUTF8 can take it (RFC 6531 3.2).
  var needsUTF8: Bool {
    hasWideHead || ([from] + to).contains { !$0.utf8.allSatisfy { $0 < 0x80 } }
  }

  /// MAIL and one RCPT for each recipient, with the parameters that this server understands.
  func commands(for extensions: Set<String>) -> [String] {
    var mail = "MAIL FROM:<\(from)>"
    if extensions.contains("SIZE") { mail += " SIZE=\(size)" }
    if hasWideText && extensions.contains("8BITMIME") { mail += " BODY=8BITMIME" }
    if needsUTF8 { mail += " SMTPUTF8" }
    return [mail] + to.map { "RCPT TO:<\($0)>" }
  }

  /// Doubles dots at line starts (RFC 5321 4.5.2) and makes every line end CRLF, so that no server
  /// can see the end of the message before its end.
  private static func stuffed(_ message: [UInt8]) -> [UInt8] {
    var data: [UInt8] = []
    data.reserveCapacity(message.count + message.count / 32 + 8)
    var previous: UInt8 = 0x0A
    for byte in message {
      switch byte {
      case 0x0A where previous == 0x0D: data.append(0x0A)
      case 0x0A: data += [0x0D, 0x0A]
      default:
        if previous == 0x0D { data.append(0x0A) }
        if byte == 0x2E && (previous == 0x0A || previous == 0x0D) { data.append(0x2E) }
        data.append(byte)
      }
      previous = byte
    }
    if previous == 0x0D { data.append(0x0A) }
    if previous != 0x0A && previous != 0x0D { data += [0x0D, 0x0A] }
    return data + [0x2E, 0x0D, 0x0A]
  }

  /// Looks for UTF-8 before the first empty line.
  private static func headIsWide(_ message: [UInt8]) -> Bool {
    var lineIsEmpty = true
    for byte in message {
      if byte >= 0x80 { return true }
      if byte == 0x0A && lineIsEmpty { return false }
      if byte != 0x0D { lineIsEmpty = byte == 0x0A }
    }
    return false
  }
}
