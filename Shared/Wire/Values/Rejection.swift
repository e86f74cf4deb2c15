/// Why a text was refused by a value's own rule.
///
/// A `WireText` initialiser throws it; decoding turns it into a `Violation` at the value's path,
/// so that a person who filled in a form sees the sentence next to the field.
///
///     throw Rejection(rule: "phone", message: "must be an E.164 number such as +4930123456")
public struct Rejection: Error, Sendable, Hashable, CustomStringConvertible {
  /// The stable name of the rule, for programs and translators.
  public let rule: String
  /// What the rule allows, where that is one value: a maximum, a pattern, a list.
  public let limit: JSON?
  /// The sentence for people, in English, to be read after the name of the value.
  public let message: String

  /// A refusal by `rule`, with the sentence to show.
  public init(rule: String, limit: JSON? = nil, message: String) {
    self.rule = rule
    self.limit = limit
    self.message = message
  }

  /// The rule and its sentence, for logs.
  public var description: String { "\(rule): \(message)" }
}
