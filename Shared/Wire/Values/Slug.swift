/// The key of something configured: a topic, a queue, a template. Rule `key`.
///
/// Lower-case letters, digits, dot, dash and underscore, beginning with a letter or digit, at most
/// 64 of them, so that a key can stand in a URL, a file name and an event type unescaped.
public struct Slug: WireText, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
  /// The key itself.
  public let wire: String

  /// The rule as a regular expression, for schemas and messages.
  public static let pattern = "^[a-z0-9][a-z0-9._-]{0,63}$"

  /// Reads a key; it is not trimmed or lower-cased, because two spellings of one key mislead.
  public init(wire: String) throws(Rejection) {
    guard Self.isKey(wire.utf8) else {
      throw Rejection(
        rule: "key", limit: .string(Self.pattern),
        message: "must be 1 to 64 of a-z 0-9 . _ - beginning with a letter or digit")
    }
    self.wire = wire
  }

  /// A key in a program's text; traps if it is none.
  public init(stringLiteral value: String) {
    precondition(Self.isKey(value.utf8), "\(value) is not a key")
    wire = value
  }

  private static func isKey(_ text: String.UTF8View) -> Bool {
    guard (1...64).contains(text.count), let first = text.first else { return false }
    return isAlphanumeric(first)
      && text.allSatisfy { isAlphanumeric($0) || $0 == 0x2E || $0 == 0x5F || $0 == 0x2D }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
  }

  /// The key `key`.
  public static var placeholder: Self { "key" }

  /// A string of the pattern.
  public static var schema: Schema { .string(pattern: pattern) }

  /// The key itself.
  public var description: String { wire }

  /// Order of the bytes.
  public static func < (left: Self, right: Self) -> Bool { left.wire < right.wire }
}
