/// Names and values as a browser's form sends them, in their order
/// (`application/x-www-form-urlencoded`, URL Standard section 5).
struct FormBody: Sendable {
  private let pairs: [(name: String, value: String)]

  /// Reads a body or a query. There is no wrong one: what is odd reads as some text.
  init(_ text: some StringProtocol) {
    pairs = text.utf8.split(separator: UInt8(ascii: "&")).map { pair in
      let parts = pair.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      let value = parts.count == 2 ? Self.decode(parts[1]) : ""
      // Browsers end the lines of a text area with CR LF, whatever was typed.
      return (Self.decode(parts[0]), value.replacing("\r\n", with: "\n"))
    }
  }

  private static func decode(_ bytes: some Collection<UInt8>) -> String {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var rest = bytes[...]
    while let byte = rest.popFirst() {
      let digits = rest.prefix(2).compactMap(hexDigit)
      if byte == UInt8(ascii: "%"), digits.count == 2 {
        decoded.append(digits[0] << 4 | digits[1])
        rest = rest.dropFirst(2)
      } else {
        decoded.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      }
    }
    return String(decoding: decoded, as: UTF8.self)
  }

  private static func hexDigit(_ byte: UInt8) -> UInt8? {
    Character(Unicode.Scalar(byte)).hexDigitValue.map(UInt8.init)
  }

  var names: [String] { pairs.map(\.name) }
  var values: [String] { pairs.map(\.value) }

  /// The first value of that name.
  subscript(name: String) -> String? {
    pairs.first { $0.name == name }?.value
  }

  /// The first value of that name, if there is more to it than blanks.
  func text(_ name: String) -> String? {
    self[name].flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
  }

  /// All values of that name.
  func all(_ name: String) -> [String] {
    pairs.filter { $0.name == name }.map(\.value)
  }

  /// The first values of the names that begin so, by the rest of the name.
  func values(under prefix: String) -> [String: String] {
    Dictionary(
      pairs.filter { $0.name.hasPrefix(prefix) }.map {
        (String($0.name.dropFirst(prefix.count)), $0.value)
      },
      uniquingKeysWith: { first, _ in first })
  }
}
