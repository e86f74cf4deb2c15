import Models
import Wire

/// What the steps of a journey must be before it is put.
enum JourneyRules {
  static let mostSteps = 100
  /// No wait and no message's worth lasts longer.
  static let longest = Period.days(365)

  /// All that is wrong with the steps.
  ///
  /// - Parameters:
  ///   - topic: the campaign's; nil when there is no such campaign, which is told elsewhere.
  ///   - templates: those there are, of those that the steps name.
  static func violations(
    of steps: [JourneyStep], topic: Slug?, templates: [Slug: Catalogue.Template]
  ) -> [Violation] {
    guard !steps.isEmpty else {
      return [Violation(path: "/steps", rule: "required", message: "must have at least one step")]
    }
    guard steps.count <= mostSteps else {
      return [
        Violation(
          path: "/steps", rule: "count", limit: .integer(Int64(mostSteps)),
          message: "must have at most \(mostSteps) steps")
      ]
    }
    return steps.enumerated().flatMap { index, step in
      violations(of: step, at: "/steps/\(index)", topic, templates)
    }
  }

  private static func violations(
    of step: JourneyStep, at path: String, _ topic: Slug?, _ templates: [Slug: Catalogue.Template]
  ) -> [Violation] {
    switch (step.send, step.wait) {
    case (let send?, nil):
      return length(send.validFor, at: path + "/send/validFor")
        + message(send, at: path + "/send", topic, templates[send.template])
    case (nil, let wait?): return length(wait, at: path + "/wait")
    case (nil, nil), (_?, _?):
      return [Violation(path: path, rule: "oneOf", message: "must be exactly one of send and wait")]
    }
  }

  private static func length(_ period: Period?, at path: String) -> [Violation] {
    guard let period, period <= .zero || period > longest else { return [] }
    return [
      Violation(
        path: path, rule: "range", limit: .string(longest.wire),
        message: "must be longer than nothing and at most \(longest)")
    ]
  }

  private static func message(
    _ send: JourneyStep.Send, at path: String, _ topic: Slug?, _ template: Catalogue.Template?
  ) -> [Violation] {
    guard let template else {
      return [
        Violation(
          path: path + "/template", rule: "template",
          message: "names no template that is known here: \(send.template)")
      ]
    }
    var violations: [Violation] = []
    if template.channel != send.channel {
      violations.append(
        Violation(
          path: path + "/channel", rule: "channel", limit: .string(template.channel.rawValue),
          message: "must be \(template.channel.rawValue), as the template \(send.template) is"))
    }
    return violations + promise(send, at: path + "/template", topic, template)
  }

  /// What a template is for: nothing a person asked for a moment ago comes from a campaign, and
  /// marketing is about what its readers have agreed to.
  private static func promise(
    _ send: JourneyStep.Send, at path: String, _ topic: Slug?, _ template: Catalogue.Template
  ) -> [Violation] {
    switch template.class {
    case .service: return []
    case .marketing:
      guard let topic, template.topic != topic else { return [] }
      let other = template.topic.map { "about \($0)" } ?? "about no topic"
      return [
        Violation(
          path: path, rule: "topic", limit: .string(topic.wire),
          message: "must be about \(topic), the campaign's topic; \(send.template) is \(other)")
      ]
    case .transactional, .other:
      return [
        Violation(
          path: path, rule: "class", limit: ["marketing", "service"],
          message: "must be a marketing or service template; "
            + "\(send.template) is \(template.class.rawValue)")
      ]
    }
  }
}
