import Models
import Wire

/// What a campaign must be before it is put, and how its state may change.
enum CampaignRules {
  /// All that is wrong with a campaign.
  static func violations(
    of params: CampaignsAPI.PutCampaign.Params, knowsTopic: Bool, knowsSender: Bool
  ) -> [Violation] {
    var violations = line(params.name, at: "/name", longest: 200)
    if !knowsTopic {
      violations.append(
        Violation(path: "/topic", rule: "topic", message: "names no topic that is known here"))
    }
    if !knowsSender {
      violations.append(
        Violation(path: "/sender", rule: "sender", message: "names no sender that is known here"))
    }
    return violations + (params.budget.map(budget) ?? [])
  }

  private static func budget(_ money: Money) -> [Violation] {
    var violations: [Violation] = []
    if money.amount < 0 {
      violations.append(
        Violation(
          path: "/budget/amount", rule: "range", limit: 0, message: "must not be negative"))
    }
    let letters = money.currency.utf8
    if letters.count != 3 || !letters.allSatisfy((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains) {
      violations.append(
        Violation(
          path: "/budget/currency", rule: "currency", limit: "^[A-Z]{3}$",
          message: "must be an ISO 4217 code such as EUR"))
    }
    return violations
  }

  /// A line of text that has to say something.
  static func line(_ text: String, at path: String, longest: Int) -> [Violation] {
    guard text.contains(where: { !$0.isWhitespace }) else {
      return [Violation(path: path, rule: "required", message: "must not be empty")]
    }
    guard text.unicodeScalars.count <= longest else {
      return [
        Violation(
          path: path, rule: "length", limit: .integer(Int64(longest)),
          message: "must have at most \(longest) characters")
      ]
    }
    guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
      return [
        Violation(
          path: path, rule: "line", message: "must be one line without control characters")
      ]
    }
    return []
  }

  /// Whether a campaign that is `state` has to change in order to be `goal`.
  ///
  /// - Throws: `rejected` for what was stopped: its messages are cancelled, and nobody could say
  ///   which of its people should get what.
  static func mustChange(
    _ key: Slug, from state: Campaign.State, to goal: Campaign.State
  ) throws(ServiceError) -> Bool {
    if state == goal { return false }
    guard state != .stopped else {
      let act = goal == .paused ? "paused" : "resumed"
      throw .rejected("The campaign \(key) is stopped and cannot be \(act); put a new one.")
    }
    return true
  }
}
