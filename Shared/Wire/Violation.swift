/// One thing that is wrong with one value of a request.
///
/// Rules are stable names, so that a frontend can show its own sentence in its own language; the
/// message is the English one. This module's rules: `required`, `unknown`, `type`, `range`, `enum`,
/// `email`, `phone`, `key`, `id`, `timestamp`, `duration`; services add theirs.
public struct Violation: Codable, Sendable, Hashable {
  /// Where the value is, as a JSON Pointer (RFC 6901) relative to the params: `/requester/email`.
  public let path: String
  /// The stable name of the rule.
  public let rule: String
  /// What the rule allows, where that is one value: a maximum, a list, a pattern.
  public let limit: JSON?
  /// The sentence for people, to be read after the name of the value: `is required`.
  public let message: String

  /// A violation of `rule` at `path`.
  public init(path: String, rule: String, limit: JSON? = nil, message: String) {
    self.path = path
    self.rule = rule
    self.limit = limit
    self.message = message
  }

  /// A refused text at `path`.
  public init(path: String, _ rejection: Rejection) {
    self.init(
      path: path, rule: rejection.rule, limit: rejection.limit, message: rejection.message)
  }
}
