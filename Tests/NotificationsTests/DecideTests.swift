import Models
import Testing
import Wire

@testable import NotificationsService

@Suite struct DecideTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let facts: DecisionFacts
    let verdict: Verdict
    let rule: String?
    var until: Timestamp?

    init(
      _ name: String, _ verdict: Verdict, by rule: String? = nil, until: Timestamp? = nil,
      _ change: (inout DecisionFacts) -> Void = { _ in }
    ) {
      var facts = DecideTests.sound
      change(&facts)
      (testDescription, self.facts, self.verdict) = (name, facts, verdict)
      (self.rule, self.until) = (rule, until)
    }
  }

  static let now = Timestamp(milliseconds: 1_772_442_000_000)

  /// Marketing to somebody who wants it, about whom nothing is wrong.
  static var sound: DecisionFacts {
    var facts = DecisionFacts(now: now, class: .marketing)
    facts.source = "campaigns"
    facts.topic = "news"
    facts.basis = .consent
    facts.contact = Post.ann
    (facts.campaign, facts.campaignState) = ("welcome", .running)
    facts.hasPostalAddress = true
    facts.grant = .init(subscribed: true, basis: .consent, since: now - .days(1))
    facts.upstream = [.init(service: "forms", knownUntil: now)]
    return facts
  }

  static let rows: [Row] = [
    Row("all is well", .allow),
    Row("still worth sending", .allow) { $0.validUntil = now },
    Row("no longer worth sending", .deny, by: "validity") { $0.validUntil = now - .seconds(1) },
    Row("tickets may not sell", .deny, by: "source") { $0.source = "tickets" },
    Row("tickets may serve", .allow) { ($0.source, $0.class) = ("tickets", .service) },
    Row("a paused campaign", .defer, by: "campaign") { $0.campaignState = .paused },
    Row("a stopped campaign", .deny, by: "campaign") { $0.campaignState = .stopped },
    Row("an unknown campaign", .deny, by: "campaign") { $0.campaignState = nil },
    Row("no postal address", .deny, by: "sender") { $0.hasPostalAddress = false },
    Row("no postal address in service mail", .allow) {
      ($0.class, $0.hasPostalAddress) = (.service, false)
    },
    Row("suppressed for everything", .deny, by: "suppression") {
      $0.suppressions = [.init(matched: "the address", scope: .all, reason: .hardBounce)]
    },
    Row("suppressed, transactional", .deny, by: "suppression") {
      $0.class = .transactional
      $0.suppressions = [.init(matched: "the address", scope: .all, reason: .erased)]
    },
    Row("a complaint", .deny, by: "suppression") {
      $0.suppressions = [.init(matched: "the address", scope: .marketing, reason: .complaint)]
    },
    Row("a complaint does not stop service", .allow) {
      $0.class = .service
      $0.suppressions = [.init(matched: "the address", scope: .marketing, reason: .complaint)]
    },
    Row("the domain's topic", .deny, by: "suppression") {
      $0.suppressions = [
        .init(matched: "the domain", scope: .topic, topic: "news", reason: .manual)
      ]
    },
    Row("another topic", .allow) {
      $0.suppressions = [
        .init(matched: "the address", scope: .topic, topic: "offers", reason: .manual)
      ]
    },
    Row("an expired suppression", .allow) {
      $0.suppressions = [
        .init(matched: "the address", scope: .all, reason: .manual, expiresAt: now)
      ]
    },
    Row("a suppression that lasts", .deny, by: "suppression") {
      $0.suppressions = [
        .init(matched: "the address", scope: .all, reason: .manual, expiresAt: now + .hours(1))
      ]
    },
    Row("no topic", .deny, by: "topic") { $0.topic = nil },
    Row("a topic that is gone", .deny, by: "topic") { $0.basis = nil },
    Row("a stranger", .deny, by: "consent") { ($0.contact, $0.grant) = (nil, nil) },
    Row("no basis on record", .deny, by: "consent") { $0.grant = nil },
    Row("unsubscribed", .deny, by: "consent") {
      $0.grant = .init(subscribed: false, basis: nil, since: now)
    },
    Row("a customer is no consent", .deny, by: "consent") {
      $0.grant?.basis = .existingCustomer
    },
    Row("a customer is basis enough", .allow) {
      $0.basis = .existingCustomer
      $0.grant?.basis = .existingCustomer
    },
    Row("no consent for service mail", .allow) { ($0.class, $0.grant) = (.service, nil) },
    Row("an open ticket", .defer, by: "ticket", until: now + .hours(1)) { $0.openTickets = [7] },
    Row("an open ticket is served", .allow) { ($0.class, $0.openTickets) = (.service, [7]) },
    Row("a bad rating", .defer, by: "rating", until: now + .days(13)) {
      $0.ratings = [.init(ticket: 7, score: 2, at: now - .days(1))]
    },
    Row("a fair rating", .allow) { $0.ratings = [.init(ticket: 7, score: 3, at: now)] },
    Row("an old bad rating", .allow) {
      $0.ratings = [.init(ticket: 7, score: 1, at: now - .days(14))]
    },
    Row("both: the longer counts", .defer, by: "ticket", until: now + .days(14)) {
      $0.openTickets = [7]
      $0.ratings = [.init(ticket: 7, score: 1, at: now)]
    },
    Row("a silent log", .defer, by: "upstream", until: now + .seconds(10)) {
      $0.upstream = [.init(service: "forms", knownUntil: now - .milliseconds(10_001))]
    },
    Row("a log heard ten seconds ago", .allow) {
      $0.upstream = [.init(service: "forms", knownUntil: now - .seconds(10))]
    },
    Row("a log never heard", .defer, by: "upstream", until: now + .seconds(10)) {
      $0.upstream = [.init(service: "forms", knownUntil: nil)]
    },
    Row("a stopped follower", .defer, by: "upstream", until: now + .seconds(10)) {
      $0.upstream = [.init(service: "forms", isStopped: true, knownUntil: now)]
    },
    Row("silence does not stop what was asked for", .allow) {
      $0.class = .transactional
      $0.upstream = [.init(service: "forms", knownUntil: nil)]
    },
    Row("a denial beats a deferral", .deny, by: "consent") {
      $0.openTickets = [7]
      $0.grant = nil
    },
  ]

  @Test(arguments: rows)
  func `one function decides`(row: Row) {
    let decision = Decide.decide(row.facts)
    #expect(decision.verdict == row.verdict)
    if let rule = row.rule { #expect(decision.deciding?.rule == rule) }
    #expect(decision.until == row.until)
  }

  @Test func `every rule that was asked is shown, in order`() {
    let order = DecisionRule.allCases.map(\.rawValue)
    var facts = Self.sound
    facts.validUntil = Self.now
    let asked = Decide.decide(facts).reasons.map(\.rule)
    #expect(asked == order.filter { $0 != "source" })
    facts.class = .transactional
    #expect(Decide.decide(facts).reasons.map(\.rule) == ["validity", "campaign", "suppression"])
  }

  @Test(arguments: [
    ("validity", Verdict.deny, Step.expire), ("campaign", .defer, .hold),
    ("campaign", .deny, .cancel(because: "so")), ("consent", .deny, .deny),
    ("ticket", .defer, .wait(until: now)), ("topic", .allow, .send),
  ])
  func `what is done follows from the rule that decided`(
    rule: String, verdict: Verdict, step: Step
  ) {
    let reason = Reason(rule: rule, verdict: verdict, because: "so")
    let decision = Decision(verdict: verdict, until: Self.now, reasons: [reason])
    #expect(decision.step(now: Self.now) == step)
  }
}
