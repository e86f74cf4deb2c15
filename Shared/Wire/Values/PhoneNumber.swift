/// A telephone number in E.164 form, such as `+4930123456`. Rule `phone`.
///
/// Spaces, dashes, dots, slashes and brackets that people type are dropped; the country code is
/// required, because a number without one names a different person in each country. Whether the
/// number is assigned is not checked here.
public struct PhoneNumber: WireText, CustomStringConvertible {
  /// A plus sign and 7 to 15 digits.
  public let wire: String

  /// The rule as a regular expression over the canonical form.
  public static let pattern = "^\\+[1-9][0-9]{6,14}$"

  /// Reads a number and brings it into canonical form.
  public init(wire: String) throws(Rejection) {
    var digits: [UInt8] = []
    var valid = wire.utf8.count <= 64
    for byte in wire.utf8 where valid {
      switch byte {
      case 0x30...0x39: digits.append(byte)
      case UInt8(ascii: "+"): valid = digits.isEmpty; digits.append(byte)
      case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"),
        UInt8(ascii: "("), UInt8(ascii: ")"):
        continue
      default: valid = false
      }
    }
    guard valid, (8...16).contains(digits.count), digits[0] == UInt8(ascii: "+"),
      digits[1] != UInt8(ascii: "0")
    else {
      throw Rejection(rule: "phone", message: "must be an E.164 number such as +4930123456")
    }
    self.wire = String(decoding: digits, as: UTF8.self)
  }

  private init(canonical: String) { wire = canonical }

  /// A number of the range that is kept free for examples.
  public static var placeholder: Self { Self(canonical: "+12025550100") }

  /// A string; looser than the canonical form, because typed separators are accepted.
  public static var schema: Schema {
    .string(pattern: "^\\+[-0-9 ./()]{7,63}$").described("An E.164 telephone number.")
  }

  /// The canonical form.
  public var description: String { wire }
}
