import Models
import Mustache
import Wire

/// What holds for a template before it is kept: all that is wrong with it, at once.
enum TemplateRules {
  /// Links that templates can show; each but `unsubscribe` has to be asked for by the request.
  static let links = [
    "confirm", "subscriptions", "answer", "rating", "unsubscribe", "accept", "reset",
  ]

  static func violations(of template: Template) -> [Violation] {
    envelope(template) + part("/subject", template.subject, template)
      + part("/text", template.text, template)
      + (template.html.map { part("/html", $0, template) } ?? [])
  }

  private static func envelope(_ template: Template) -> [Violation] {
    var violations = TextRule.line("/subject", template.subject, longest: 500)
    violations += TextRule.text("/text", template.text, longest: 64 * 1024)
    violations += template.html.map { TextRule.text("/html", $0, longest: 128 * 1024) } ?? []
    if template.class == .marketing, template.topic == nil {
      violations.append(
        Violation(path: "/topic", rule: "required", message: "is needed for marketing"))
    }
    if template.channel != .email {
      violations.append(
        Violation(
          path: "/channel", rule: "channel", message: "must be email: no other has a provider"))
    }
    if template.key.wire.hasPrefix("system."), ShippedTemplates.find(template.key) == nil {
      violations.append(
        Violation(
          path: "/key", rule: "system",
          limit: .array(ShippedTemplates.all.map { .string($0.key.wire) }),
          message: "names no system template; other keys do not begin with system."))
    }
    if let shipped = ShippedTemplates.find(template.key), shipped.class != template.class {
      violations.append(
        Violation(
          path: "/class", rule: "system", limit: .string(shipped.class.rawValue),
          message: "must be \(shipped.class.rawValue), as \(template.key) is"))
    }
    return violations
  }

  private static func part(_ path: String, _ text: String, _ template: Template) -> [Violation] {
    if let flaw = syntax(text) {
      return [Violation(path: path, rule: "template", message: flaw)]
    }
    let tags = TemplateTag.all(in: text)
    var violations: [Violation] = []
    for tag in tags {
      if let (rule, flaw) = flaw(of: tag, template.class) {
        violations.append(Violation(path: path, rule: rule, message: flaw))
      }
    }
    guard template.class == .marketing, path != "/subject" else { return violations }
    for needed in ["links.unsubscribe", "sender.postalAddress"]
    where !tags.contains(TemplateTag(kind: .value, name: needed, depth: 0)) {
      violations.append(
        Violation(
          path: path, rule: needed == "links.unsubscribe" ? "unsubscribe" : "postalAddress",
          message: "must show {{\(needed)}} outside of any section, as all marketing must"))
    }
    return violations
  }

  /// What is wrong with one tag: its rule, and a sentence.
  private static func flaw(of tag: TemplateTag, _ class: MessageClass) -> (String, String)? {
    switch tag.kind {
    case .partial: return ("partial", "must not include others: {{>\(tag.name)}} is not available")
    case .delimiters: return ("delimiters", "must keep the delimiters {{ and }}")
    case .value, .section:
      guard tag.name.hasPrefix("links.") else { return nil }
      let link = String(tag.name.dropFirst("links.".count))
      guard links.contains(link) else {
        return ("link", "shows {{\(tag.name)}}; there are only \(links.joined(separator: ", "))")
      }
      guard link != "unsubscribe" || `class` == .marketing else {
        return ("link", "shows {{\(tag.name)}}, which only marketing has")
      }
      return nil
    case .sectionEnd, .silent: return nil
    }
  }

  /// Why the parser refuses a text; nil when it does not.
  private static func syntax(_ text: String) -> String? {
    do {
      _ = try MustacheTemplate(string: text)
      return nil
    } catch let error as MustacheTemplate.ParserError {
      let place = "line \(error.context.lineNumber), column \(error.context.columnNumber)"
      return "cannot be parsed: \(sentence(error.error)) (\(place))"
    } catch {
      return "cannot be parsed"
    }
  }

  private static func sentence(_ error: any Error) -> String {
    switch error as? MustacheTemplate.Error {
    case .sectionCloseNameIncorrect: "a section is closed by another name than it was opened with"
    case .unfinishedName: "a tag does not end, or has a name that cannot be one"
    case .expectedSectionEnd: "a section is not closed"
    case .invalidSetDelimiter: "a tag that sets delimiters is malformed"
    case .transformAppliedToInheritanceSection, .illegalTokenInsideInheritSection,
      .textInsideInheritSection:
      "an inherited section is malformed"
    case .invalidConfigVariableSyntax, .unrecognisedConfigVariable: "a setting is not known"
    case nil: "a tag does not end"
    }
  }
}
