import Models
import Wire

/// The rules, in the order in which they are asked and shown.
enum DecisionRule: String, CaseIterable {
  case validity, source, campaign, sender, suppression, topic, consent, ticket, rating, upstream
}

/// May this message go? One function, asked when the request comes and again at the hand-over.
///
/// Every rule that concerns the message answers, so that the whole picture can be shown. One denial
/// denies; otherwise the longest deferral counts.
enum Decide {
  /// How long a bad rating keeps marketing away.
  static let ratingRest = Period.days(14)
  /// A log that was silent for longer, or is applied with more delay, may hide a withdrawal.
  static let silence = Period.seconds(10)
  /// When a question that an event should answer is asked again without one.
  static let recheck = Period.hours(1)

  static func decide(_ facts: DecisionFacts) -> Decision {
    let findings = DecisionRule.allCases.compactMap { rule in
      finding(rule, facts).map { (rule, $0) }
    }
    let reasons = findings.map { rule, finding in
      Reason(rule: rule.rawValue, verdict: finding.verdict, because: finding.because)
    }
    if reasons.contains(where: { $0.verdict == .deny }) {
      return Decision(verdict: .deny, reasons: reasons)
    }
    if reasons.contains(where: { $0.verdict == .defer }) {
      let until = findings.compactMap(\.1.until).max()
      return Decision(verdict: .defer, until: until, reasons: reasons)
    }
    return Decision(verdict: .allow, reasons: reasons)
  }

  /// What one rule says; nil when the message is none of its business.
  private static func finding(_ rule: DecisionRule, _ facts: DecisionFacts) -> Finding? {
    switch rule {
    case .validity: validity(facts)
    case .source:
      facts.source == "tickets" && facts.class == .marketing
        ? .deny("tickets may not send marketing") : nil
    case .campaign: campaign(facts)
    case .suppression: suppression(facts)
    case .sender, .topic, .consent, .ticket, .rating, .upstream:
      facts.class == .marketing ? marketing(rule, facts) : nil
    }
  }

  private static func marketing(_ rule: DecisionRule, _ facts: DecisionFacts) -> Finding? {
    switch rule {
    case .sender: sender(facts)
    case .topic: topic(facts)
    case .consent: consent(facts)
    case .ticket: ticket(facts)
    case .rating: rating(facts)
    case .upstream: upstream(facts)
    case .validity, .source, .campaign, .suppression: nil
    }
  }

  private static func validity(_ facts: DecisionFacts) -> Finding? {
    guard let until = facts.validUntil else { return nil }
    return until < facts.now
      ? .deny("it was worth sending until \(until)") : .allow("it is worth sending until \(until)")
  }

  private static func campaign(_ facts: DecisionFacts) -> Finding? {
    guard let campaign = facts.campaign else { return nil }
    switch facts.campaignState {
    case .running, .other: return .allow("the campaign \(campaign) is running")
    case .paused: return .defer("the campaign \(campaign) is paused", until: nil)
    case .stopped: return .deny("the campaign \(campaign) is stopped")
    case nil: return .deny("there is no campaign \(campaign)")
    }
  }

  private static func sender(_ facts: DecisionFacts) -> Finding? {
    guard let hasPostalAddress = facts.hasPostalAddress else { return nil }
    return hasPostalAddress
      ? .allow("the sender has a postal address")
      : .deny("the sender has no postal address, which marketing must show")
  }

  private static func suppression(_ facts: DecisionFacts) -> Finding {
    let effective = facts.suppressions.first { line in
      guard line.expiresAt.map({ $0 > facts.now }) ?? true else { return false }
      switch line.scope {
      case .all, .other: return true
      case .marketing: return facts.class == .marketing
      case .topic: return facts.class == .marketing && line.topic == facts.topic
      }
    }
    guard let effective else { return .allow("the address is not suppressed") }
    let what =
      switch effective.scope {
      case .all, .other: "everything"
      case .marketing: "marketing"
      case .topic: "the topic \(effective.topic?.wire ?? "")"
      }
    let end = effective.expiresAt.map { " until \($0)" } ?? ""
    return .deny(
      "\(effective.matched) is suppressed for \(what)\(end): \(effective.reason.rawValue)")
  }

  private static func topic(_ facts: DecisionFacts) -> Finding {
    guard let topic = facts.topic else { return .deny("marketing needs a topic") }
    guard facts.basis != nil else { return .deny("there is no topic \(topic)") }
    return .allow("the topic \(topic) exists")
  }

  private static func consent(_ facts: DecisionFacts) -> Finding {
    let topic = facts.topic?.wire ?? "the topic"
    guard facts.contact != nil else { return .deny("nobody is known under this address") }
    guard let grant = facts.grant else {
      return .deny("there is no lawful basis on record for \(topic)")
    }
    guard grant.subscribed else { return .deny("unsubscribed from \(topic) since \(grant.since)") }
    let basis = grant.basis?.rawValue ?? "consent"
    guard facts.basis != .consent || grant.basis == .consent else {
      return .deny("\(topic) needs consent, and only \(basis) is on record")
    }
    return .allow("subscribed to \(topic) since \(grant.since), basis \(basis)")
  }

  private static func ticket(_ facts: DecisionFacts) -> Finding {
    guard let number = facts.openTickets.min() else { return .allow("no ticket is open") }
    return .defer("ticket \(number) is open", until: facts.now + recheck)
  }

  private static func rating(_ facts: DecisionFacts) -> Finding {
    let bad = facts.ratings.first { $0.score <= 2 && $0.at + ratingRest > facts.now }
    guard let bad else { return .allow("no bad rating of late") }
    return .defer(
      "ticket \(bad.ticket) was rated \(bad.score) of 5 on \(bad.at)", until: bad.at + ratingRest)
  }

  private static func upstream(_ facts: DecisionFacts) -> Finding {
    for log in facts.upstream {
      let why: String? =
        if log.isStopped {
          "what \(log.service) tells cannot be applied"
        } else if let known = log.knownUntil {
          facts.now - known > silence.milliseconds
            ? "what \(log.service) told after \(known) is not known" : nil
        } else {
          "\(log.service) was not heard of yet"
        }
      if let why { return .defer(why, until: facts.now + silence) }
    }
    return .allow("the other services are heard")
  }
}

/// What one rule says.
private struct Finding {
  var verdict: Verdict
  var because: String
  var until: Timestamp?

  static func allow(_ because: String) -> Self { Self(verdict: .allow, because: because) }
  static func deny(_ because: String) -> Self { Self(verdict: .deny, because: because) }
  static func `defer`(_ because: String, until: Timestamp?) -> Self {
    Self(verdict: .defer, because: because, until: until)
  }
}
