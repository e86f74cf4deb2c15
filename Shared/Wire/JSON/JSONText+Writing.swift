extension [UInt8] {
  /// Appends a text as a JSON string, with no more escapes than RFC 8259 asks for.
  mutating func appendQuoted(_ text: String) {
    var text = text
    text.withUTF8 { appendQuoted($0) }
  }

  /// Appends UTF-8 as a JSON string.
  mutating func appendQuoted(_ text: UnsafeBufferPointer<UInt8>) {
    append(UInt8(ascii: "\""))
    var start = 0
    while true {
      let end = JSONText.nextSpecial(in: text, from: start, stopAtNonASCII: false)
      append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<end]))
      if end == text.count { break }
      appendEscape(text[end])
      start = end + 1
    }
    append(UInt8(ascii: "\""))
  }

  private mutating func appendEscape(_ byte: UInt8) {
    append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte)
    case 0x0A: append(UInt8(ascii: "n"))
    case 0x0D: append(UInt8(ascii: "r"))
    case 0x09: append(UInt8(ascii: "t"))
    case 0x08: append(UInt8(ascii: "b"))
    case 0x0C: append(UInt8(ascii: "f"))
    default:
      append(contentsOf: "u00".utf8)
      append(lowerHex(byte >> 4))
      append(lowerHex(byte & 15))
    }
  }

  /// Appends a whole number in decimal.
  mutating func appendDecimal<I: FixedWidthInteger>(_ number: I) {
    var rest = number.magnitude
    if number < 0 { append(UInt8(ascii: "-")) }
    if rest < 10 { return append(0x30 + UInt8(truncatingIfNeeded: rest)) }
    let start = count
    while rest > 0 {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      append(0x30 + UInt8(truncatingIfNeeded: digit))
      rest = quotient
    }
    self[start...].reverse()
  }

  /// Appends the shortest decimal that reads back as the same Double, which is finite.
  mutating func appendDouble(_ number: Double) {
    append(contentsOf: number.description.utf8)
  }

  /// Appends a moment as a JSON string.
  mutating func appendQuoted(_ moment: Timestamp) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Timestamp.wireLength) { buffer in
      buffer.initialize(repeating: 0)
      let length = moment.write(to: buffer)
      append(UInt8(ascii: "\""))
      append(contentsOf: UnsafeBufferPointer(rebasing: buffer[..<length]))
      append(UInt8(ascii: "\""))
    }
  }
}
