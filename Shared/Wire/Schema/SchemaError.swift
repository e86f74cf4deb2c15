/// Why no schema could be made: a mistake in a contract, found when the document is made.
///
/// Never caused by input; a start-up check and a test make every document once.
public struct SchemaError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The type or member that is to blame.
  public let subject: String
  /// What is wrong with it and what to do.
  public let reason: String

  /// One sentence.
  public var description: String { "\(subject) \(reason)" }

  init(_ subject: String, _ reason: String) {
    self.subject = subject
    self.reason = reason
  }

  init(path: String, _ reason: String) {
    self.init("The member \"\(path)\"", reason)
  }
}
