import Models
import Wire

/// What is done because of a decision.
enum Step: Equatable {
  case send, deny, expire
  case hold
  case cancel(because: String)
  case wait(until: Timestamp)
}

extension Decision {
  /// The reason that decided: the first with the decision's own verdict.
  var deciding: Reason? {
    reasons.first { $0.verdict == verdict }
  }

  /// What to do with the message now.
  func step(now: Timestamp) -> Step {
    let rule = deciding.flatMap { DecisionRule(rawValue: $0.rule) }
    switch (verdict, rule) {
    case (.allow, _): return .send
    case (.deny, .validity): return .expire
    case (.deny, .campaign): return .cancel(because: deciding?.because ?? "")
    case (.deny, _), (.other, _): return .deny
    case (.defer, .campaign): return .hold
    case (.defer, _): return .wait(until: until ?? now + Decide.recheck)
    }
  }
}
