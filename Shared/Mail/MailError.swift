/// What is wrong with a mail or with SMTP settings, in a sentence that names the offending part.
///
/// Why it exists: a mail that cannot be composed must fail before a provider sees it, and whoever
/// configured it needs to know which value to change. Passwords never appear in it.
///
///     do { bytes = try MIME.compose(mail) } catch { log("\(error)") }
///     // subject: must not hold a line break
package struct MailError: Error, Hashable, CustomStringConvertible {
  /// The part that is wrong: `subject`, `header List-Unsubscribe`, `smtp url: port`.
  package let field: String
  /// What is wrong with it, without a full stop.
  package let problem: String

  /// Both parts as one sentence.
  package var description: String { "\(field): \(problem)" }

  init(_ field: String, _ problem: String) {
    self.field = field
    self.problem = problem
  }
}
