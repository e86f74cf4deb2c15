import Models
import Wire

/// How a subscription follows from what was said. Pure.
enum SubscriptionRules {
  /// The state of one topic of one contact.
  ///
  /// Who has agreed stays subscribed while another submission waits for its click; who has left and
  /// asks again is pending until the click comes.
  ///
  /// - Returns: nil when nothing was ever said.
  static func state(last act: ConsentAct?, isAwaited: Bool) -> Subscription.State? {
    if act == .granted { return .subscribed }
    if isAwaited { return .pending }
    return act == .withdrawn ? .unsubscribed : nil
  }

  /// What is wrong with a wish to change subscriptions.
  ///
  /// - Parameters:
  ///   - hasTopicOfMail: whether the token is that of a mail about a topic.
  ///   - allowed: the topics that may be named.
  static func violations(
    of params: FormsAPI.SetSubscriptions.Params, hasTopicOfMail: Bool, allowed: Set<Slug>
  ) -> [Violation] {
    let given = [params.changes != nil, params.all != nil, params.oneClick != nil]
    var violations =
      TextRules.optional(params.reason, at: "/reason", longest: 2_000)
      + TextRules.context(params.context)
    if given.filter(\.self).count != 1 {
      violations.append(
        Violation(path: "", rule: "oneOf", message: "must have one of changes, all and oneClick"))
    }
    if params.all == true {
      violations.append(
        Violation(path: "/all", rule: "false", message: "can only be false: unsubscribe from all"))
    }
    if let oneClick = params.oneClick, !(oneClick && hasTopicOfMail) {
      violations.append(
        Violation(
          path: "/oneClick", rule: "token",
          message: "must be true and come with the token of a mail about a topic"))
    }
    return violations + changes(params.changes, allowed)
  }

  private static func changes(
    _ changes: [SubscriptionChange]?, _ allowed: Set<Slug>
  ) -> [Violation] {
    guard let changes else { return [] }
    guard (1...100).contains(changes.count) else {
      return [Violation(path: "/changes", rule: "count", limit: 100, message: "must be 1 to 100")]
    }
    var seen: Set<Slug> = []
    return changes.enumerated().flatMap { index, change in
      var violations = TextRules.optional(
        change.wording, at: "/changes/\(index)/wording", longest: 10_000)
      if !allowed.contains(change.topic) {
        violations.append(
          Violation(
            path: "/changes/\(index)/topic", rule: "topic",
            message: "names no topic that can be changed here"))
      }
      if !seen.insert(change.topic).inserted {
        violations.append(
          Violation(
            path: "/changes/\(index)/topic", rule: "duplicate", message: "is changed twice"))
      }
      return violations
    }
  }
}
