import Foundation

/// One thing that the doctor looked at.
struct Finding: Equatable, Sendable {
  enum Verdict: String, Sendable, CaseIterable {
    case good, warning, bad
    /// It could not be looked at.
    case unknown
  }
  let verdict: Verdict
  /// What was looked at: `disk`, `SPF of example.com`.
  let subject: String
  /// What was found.
  let sentence: String
  /// What to do about it; nil when there is nothing to do.
  var advice: String?

  init(_ verdict: Verdict, _ subject: String, _ sentence: String, advice: String? = nil) {
    (self.verdict, self.subject, self.sentence, self.advice) = (verdict, subject, sentence, advice)
  }

  func lines(_ paint: Paint) -> [String] {
    let (mark, colour): (String, Paint.Colour) =
      switch verdict {
      case .good: ("ok", .green)
      case .warning: ("WARN", .yellow)
      case .bad: ("BAD", .red)
      case .unknown: ("?", .dim)
      }
    let label = paint(mark.padding(toLength: 6, withPad: " ", startingAt: 0), colour)
    return ["\(label)\(subject): \(sentence)"] + (advice.map { ["      → \($0)"] } ?? [])
  }
}

extension [Finding] {
  /// `12 ok, 1 warning, 2 bad, 1 not known`.
  var summary: String {
    let words: [(Finding.Verdict, String)] = [
      (.good, "ok"), (.warning, "to think about"), (.bad, "bad"), (.unknown, "not known"),
    ]
    return words.compactMap { verdict, word in
      let count = count { $0.verdict == verdict }
      return count == 0 ? nil : "\(count) \(word)"
    }.joined(separator: ", ")
  }
}
