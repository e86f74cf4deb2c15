/// TypeID 0.3: a type's prefix, an underscore, and a UUID in 26 digits of Crockford's base 32.
///
/// A reader of a log sees what `ticket_01h455vb4pex5vsknk084sn02q` is, and a ticket's id pasted
/// where a contact's belongs is refused. Specification: github.com/jetify-com/typeid.
public enum TypeID {
  private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  /// What each ASCII byte is worth as a digit; 255 where it is none.
  private static let values: [UInt8] = {
    var table = [UInt8](repeating: 255, count: 256)
    for (value, digit) in digits.enumerated() { table[Int(digit)] = UInt8(value) }
    return table
  }()

  /// The text of a UUID under a prefix. An empty prefix leaves out the underscore. The prefix is a
  /// name in a program's text, not input, and is not checked.
  public static func encode(prefix: String, uuid: UUIDv7) -> String {
    let count = prefix.utf8.count
    let head = count == 0 ? 0 : count + 1
    return String(unsafeUninitializedCapacity: head + 26) { buffer in
      var at = 0
      for byte in prefix.utf8 {
        buffer[at] = byte
        at += 1
      }
      if head > 0 { buffer[at] = UInt8(ascii: "_") }
      var (high, low) = (uuid.high, uuid.low)
      for position in stride(from: head + 25, through: head, by: -1) {
        buffer[position] = digits[Int(low & 31)]
        low = low >> 5 | high << 59
        high >>= 5
      }
      return head + 26
    }
  }

  /// Takes a TypeID apart; refuses all that the specification refuses, with rule `id`.
  public static func decode(_ text: String) throws(Rejection) -> (prefix: String, uuid: UUIDv7) {
    let bytes = Array(text.utf8)
    guard let start = suffixStart(bytes) else {
      throw Rejection(rule: "id", message: "must be a TypeID such as \(example)")
    }
    var (high, low): (UInt64, UInt64) = (0, 0)
    for byte in bytes[start...] {
      high = high << 5 | low >> 59
      low = low << 5 | UInt64(values[Int(byte)])
    }
    let prefix = String(decoding: bytes[..<max(0, start - 1)], as: UTF8.self)
    return (prefix, UUIDv7(high: high, low: low))
  }

  /// An id for error sentences and schemas.
  static let example = "ticket_01h455vb4pex5vsknk084sn02q"

  /// Where the 26 digits begin in a well-formed TypeID; nil if it is not one.
  private static func suffixStart(_ bytes: [UInt8]) -> Int? {
    let start = bytes.count - 26
    guard start >= 0, isSuffix(bytes[start...]) else { return nil }
    if start == 0 { return 0 }
    let prefix = bytes[..<(start - 1)]
    guard bytes[start - 1] == UInt8(ascii: "_"), isPrefix(prefix) else { return nil }
    return start
  }

  /// Whether these are 26 digits that fit in 128 bits: the first is at most 7.
  static func isSuffix(_ bytes: some Collection<UInt8>) -> Bool {
    guard bytes.count == 26, let first = bytes.first, first <= UInt8(ascii: "7") else {
      return false
    }
    return bytes.allSatisfy { values[Int($0)] != 255 }
  }

  /// Lower-case letters and inner underscores, 1 to 63 of them.
  private static func isPrefix(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard (1...63).contains(bytes.count), bytes.first != UInt8(ascii: "_"),
      bytes.last != UInt8(ascii: "_")
    else { return false }
    return bytes.allSatisfy { (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "_") }
  }
}
