import Engine
import Models
import Store
import Testing
import TestSupport
import Wire

@Suite(.databases) struct ConsentTests {
  private func grant(
    _ shop: Shop, _ email: String = "ben@example.com", at: Timestamp? = nil,
    origin: ConsentOrigin = .phone, startJourneys: Bool? = nil
  ) throws -> FormsAPI.RecordConsent.Params {
    .init(
      email: try EmailAddress(wire: email), name: "Ben", topic: "news", basis: .consent,
      wording: "May we write to you?", grantedAt: at ?? shop.town.clock.now(),
      proof: ConsentProof(source: "call 17", agent: "Mia"), origin: origin,
      startJourneys: startJourneys)
  }

  @Test(arguments: Dialect.available)
  func `a consent by telephone makes a contact and a subscription`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    let recorded = try shop.town.call(FormsAPI.RecordConsent.self, try grant(shop))
    #expect(try shop.states(recorded.contact) == ["news": .subscribed])
    let page = try shop.town.call(FormsAPI.ListConsents.self, .init(contact: recorded.contact))
    let line = try #require(page.items.first)
    #expect((line.sequence, line.consent.id) == (1, recorded.consent))
    #expect((line.consent.act, line.consent.wording) == (.granted, "May we write to you?"))
    #expect(line.consent.proof == ConsentProof(source: "call 17", agent: "Mia"))
  }

  @Test(arguments: [
    (ConsentOrigin.import, Bool?.none, false), (.import, true, true), (.phone, nil, true),
    (.paper, false, false),
  ])
  func `an import starts no journey unless asked`(
    origin: ConsentOrigin, asked: Bool?, starts: Bool
  ) throws {
    let shop = try Shop()
    _ = try shop.town.call(
      FormsAPI.RecordConsent.self, try grant(shop, origin: origin, startJourneys: asked))
    #expect(try shop.town.events(FormsEvents.ConsentGranted.self).map(\.startsJourneys) == [starts])
  }

  @Test(arguments: Dialect.available)
  func `an old list does not bring back who has left`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    let start = shop.town.clock.now()
    let ben = try shop.town.call(FormsAPI.RecordConsent.self, try grant(shop)).contact
    try shop.town.advance(by: .days(1))
    _ = try shop.town.call(FormsAPI.SetSubscriptions.self, .init(contact: ben, all: false))
    let stale = try shop.town.refusal(
      FormsAPI.RecordConsent.self, try grant(shop, at: start, origin: .import))
    #expect(stale?.kind == .rejected)
    #expect(try shop.states(ben)["news"] == .unsubscribed)
    try shop.town.advance(by: .days(1))
    _ = try shop.town.call(FormsAPI.RecordConsent.self, try grant(shop))
    #expect(try shop.states(ben)["news"] == .subscribed)
  }

  @Test(arguments: Dialect.available)
  func `what is wrong with a consent is told at once, and nobody is made`(
    dialect: Dialect
  ) throws {
    let shop = try Shop(dialect)
    let refusal = try shop.town.refusal(
      FormsAPI.RecordConsent.self,
      .init(
        email: try EmailAddress(wire: "ben@example.com"), topic: "gossip", basis: .consent,
        wording: " ", grantedAt: shop.town.clock.now() + .days(1), proof: ConsentProof(source: ""),
        origin: .paper))
    #expect(
      refusal?.flaws == [
        "/wording required", "/proof/source required", "/topic topic", "/grantedAt past",
      ])
    #expect(try shop.town.events(FormsEvents.ContactCreated.self).isEmpty)
    let nobody = try shop.town.refusal(
      FormsAPI.RecordConsent.self,
      .init(
        topic: "news", basis: .consent, wording: "Yes", grantedAt: shop.town.clock.now(),
        proof: ConsentProof(source: "call"), origin: .phone))
    #expect(nobody?.flaws == [" required"])
  }

  @Test(arguments: Dialect.available)
  func `the ledger is read newest first, by topic and page by page`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    let ann = try shop.subscribe(topics: ["news", "offers"])
    _ = try shop.town.call(
      FormsAPI.SetSubscriptions.self, .init(contact: ann, all: false, reason: "too much"))
    func list(_ params: FormsAPI.ListConsents.Params) throws -> Page<FormsAPI.ListConsents.Line> {
      try shop.town.call(FormsAPI.ListConsents.self, params)
    }
    let all = try list(.init(contact: ann))
    // Account never needed a consent; the objection is on record all the same.
    #expect(all.items.map(\.consent.topic) == ["offers", "news", "account", "offers", "news"])
    #expect(all.items.map(\.consent.reason).prefix(3) == ["too much", "too much", "too much"])
    let news = try list(.init(contact: ann, topic: "news"))
    #expect(news.items.map(\.consent.act) == [.withdrawn, .granted])
    let page = try list(.init(contact: ann, limit: 2))
    #expect(try list(.init(contact: ann, after: page.next)).items == Array(all.items.dropFirst(2)))
    #expect(
      try shop.town.refusal(FormsAPI.ListConsents.self, .init(contact: ann, after: "x"))?.flaws
        == ["/after cursor"])
  }
}

@Suite(.databases) struct LedgerTests {
  @Test(arguments: Dialect.available)
  func `an untouched ledger verifies, in one go and in stretches`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    _ = try shop.subscribe(topics: ["news", "offers"])
    _ = try shop.subscribe("ben@example.com")
    let whole = try shop.town.call(FormsAPI.VerifyConsents.self, .init())
    #expect((whole.through, whole.head, whole.flaw) == (3, 3, nil))
    let first = try shop.town.call(FormsAPI.VerifyConsents.self, .init(limit: 2))
    let second = try shop.town.call(FormsAPI.VerifyConsents.self, .init(after: first.through))
    #expect(second.hash == whole.hash)
    #expect(try shop.town.refusal(FormsAPI.VerifyConsents.self, .init(after: 9))?.kind == .notFound)
  }

  @Test func `an erased line keeps the chain and shows no more`() throws {
    let shop = try Shop()
    let ann = try shop.subscribe(topics: ["news", "offers"])
    try shop.town.errand(of: "forms") { context in
      try context.tx.write("UPDATE consent SET payload = NULL, nonce = NULL WHERE sequence = 1")
    }
    #expect(try shop.town.call(FormsAPI.VerifyConsents.self, .init()).flaw == nil)
    let left = try shop.town.call(FormsAPI.ListConsents.self, .init(contact: ann))
    #expect(left.items.map(\.sequence) == [2])
  }

  static let tamperings: [(SQL, String)] = [
    (
      "UPDATE consent SET payload = replace(payload, 'news', 'gossip') WHERE sequence = 2",
      "Line 2 does not say what was written."
    ),
    (
      "UPDATE consent SET topic = 'offers' WHERE sequence = 2",
      "Line 2 is filed under something else."
    ),
    ("UPDATE consent SET at = at - 1 WHERE sequence = 2", "Line 2 is filed under something else."),
    (
      "UPDATE consent SET hash = digest WHERE sequence = 1",
      "Line 1 does not follow from the line before."
    ),
    ("DELETE FROM consent WHERE sequence = 2", "Line 2 is missing."),
  ]

  @Test(arguments: Dialect.available, tamperings.indices)
  func `a line that was changed or removed is found`(dialect: Dialect, index: Int) throws {
    let shop = try Shop(dialect)
    for name in ["ann", "ben", "zoe"] { _ = try shop.subscribe("\(name)@example.com") }
    let (tampering, flaw) = Self.tamperings[index]
    try shop.town.errand(of: "forms") { try $0.tx.write(tampering) }
    #expect(try shop.town.call(FormsAPI.VerifyConsents.self, .init()).flaw == flaw)
  }
}
