/// The tags of a Mustache template, in order: what its rules are about.
///
/// It reads a template that the parser has already accepted, so a tag that does not end is skipped.
struct TemplateTag: Equatable {
  enum Kind: Equatable {
    /// `{{name}}`, `{{{name}}}` or `{{&name}}`.
    case value
    /// `{{#name}}` or `{{^name}}`.
    case section
    case sectionEnd
    /// `{{>name}}` or `{{<name}}`.
    case partial
    /// `{{=<% %>=}}`.
    case delimiters
    /// Comments and settings.
    case silent
  }
  let kind: Kind
  let name: String
  /// How many sections it stands in; 0 is shown whatever the data.
  let depth: Int

  static func all(in text: String) -> [TemplateTag] {
    var tags: [TemplateTag] = []
    var depth = 0
    var rest = Substring(text)
    while let start = rest.firstRange(of: "{{") {
      rest = rest[start.upperBound...]
      let isTriple = rest.first == "{"
      guard let end = rest.firstRange(of: isTriple ? "}}}" : "}}") else { break }
      let content = rest[..<end.lowerBound]
      rest = rest[end.upperBound...]
      let kind = kind(of: content.first)
      if kind == .sectionEnd { depth = max(0, depth - 1) }
      tags.append(TemplateTag(kind: kind, name: name(in: content), depth: depth))
      if kind == .section { depth += 1 }
    }
    return tags
  }

  private static func kind(of sigil: Character?) -> Kind {
    switch sigil {
    case "#", "^": .section
    case "/": .sectionEnd
    case ">", "<", "$": .partial
    case "=": .delimiters
    case "!", "%": .silent
    default: .value
    }
  }

  private static func name(in content: Substring) -> String {
    String(content.drop { "#^/><$={&".contains($0) || $0.isWhitespace }.prefix { !$0.isWhitespace })
  }
}
