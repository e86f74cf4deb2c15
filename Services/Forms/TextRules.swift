import Models
import Wire

/// What texts of requests must be, beyond being texts.
enum TextRules {
  /// A text that has to say something.
  static func required(_ text: String, at path: String, longest: Int) -> [Violation] {
    guard text.contains(where: { !$0.isWhitespace }) else {
      return [Violation(path: path, rule: "required", message: "must not be empty")]
    }
    return optional(text, at: path, longest: longest)
  }

  /// A text that may be missing or empty.
  static func optional(_ text: String?, at path: String, longest: Int) -> [Violation] {
    guard let text, text.unicodeScalars.count > longest else { return [] }
    return [Violation(path: path, tooLong(longest))]
  }

  static func tooLong(_ longest: Int) -> Rejection {
    Rejection(
      rule: "length", limit: .integer(Int64(longest)),
      message: "must have at most \(longest) characters")
  }

  /// A language tag in the shape of BCP 47: `de`, `pt-BR`, `zh-Hant-TW`.
  static func language(_ tag: String?, at path: String) -> [Violation] {
    guard let tag else { return [] }
    let parts = tag.split(separator: "-", omittingEmptySubsequences: false)
    let isTag =
      (2...8).contains(parts[0].count) && parts[0].allSatisfy { $0.isASCII && $0.isLetter }
      && tag.utf8.count <= 35
      && parts.dropFirst().allSatisfy { part in
        (1...8).contains(part.count)
          && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
      }
    guard !isTag else { return [] }
    return [
      Violation(path: path, rule: "language", message: "must be a BCP 47 tag such as de or pt-BR")
    ]
  }

  /// Where a submission says it came from.
  static func context(_ context: SubmissionContext?) -> [Violation] {
    guard let context else { return [] }
    let texts: [(String, String?)] = [
      ("ip", context.ip), ("userAgent", context.userAgent), ("url", context.url),
      ("referrer", context.referrer), ("visitor", context.visitor),
      ("utm/source", context.utm?.source), ("utm/medium", context.utm?.medium),
      ("utm/campaign", context.utm?.campaign), ("utm/term", context.utm?.term),
      ("utm/content", context.utm?.content),
    ]
    return texts.flatMap { optional($0.1, at: "/context/\($0.0)", longest: 2_000) }
  }
}
