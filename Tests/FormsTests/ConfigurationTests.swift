import Models
import Store
import Testing
import TestSupport
import Wire

@Suite(.databases) struct TopicTests {
  @Test(arguments: Dialect.available)
  func `a topic that is put again unchanged keeps its version and tells nothing`(
    dialect: Dialect
  ) throws {
    let town = try Shop(dialect).town
    let told = town.log("forms").count
    let again = try town.call(
      FormsAPI.PutTopic.self, .init(key: "news", name: "News", basis: .consent))
    #expect(again.version == 1)
    #expect(town.log("forms").count == told)
    let changed = try town.call(
      FormsAPI.PutTopic.self,
      .init(key: "news", name: "News!", basis: .consent, tracking: Tracking.none, version: 1))
    #expect(changed.version == 2)
    #expect(try town.call(FormsAPI.GetTopic.self, .init(key: "news")) == changed)
  }

  @Test(arguments: Dialect.available)
  func `a stale version is a conflict and an unknown key is not found`(dialect: Dialect) throws {
    let town = try Shop(dialect).town
    let stale = try town.refusal(
      FormsAPI.PutTopic.self, .init(key: "news", name: "N", basis: .consent, version: 7))
    #expect(stale?.kind == .conflict)
    let absent = try town.refusal(
      FormsAPI.PutTopic.self, .init(key: "other", name: "N", basis: .consent, version: 1))
    #expect(absent?.kind == .conflict)
    #expect(try town.refusal(FormsAPI.GetTopic.self, .init(key: "gossip"))?.kind == .notFound)
    #expect(try town.refusal(FormsAPI.DeleteTopic.self, .init(key: "gossip"))?.kind == .notFound)
    let blank = try town.refusal(
      FormsAPI.PutTopic.self, .init(key: "blank", name: " ", basis: .consent))
    #expect(blank?.flaws == ["/name required"])
  }

  @Test(arguments: Dialect.available)
  func `topics are listed by key, page by page`(dialect: Dialect) throws {
    let town = try Shop(dialect).town
    let first = try town.call(FormsAPI.ListTopics.self, .init(limit: 2))
    #expect(first.items.map(\.key) == ["account", "news"])
    let second = try town.call(FormsAPI.ListTopics.self, .init(after: first.next, limit: 2))
    #expect(second.items.map(\.key) == ["offers"])
    #expect(second.next == nil)
    #expect(try town.refusal(FormsAPI.ListTopics.self, .init(limit: 0))?.flaws == ["/limit range"])
  }

  @Test(arguments: Dialect.available)
  func `a topic in use stays`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    let offered = try shop.town.refusal(FormsAPI.DeleteTopic.self, .init(key: "news"))
    #expect(offered?.kind == .rejected)
    #expect(offered?.message.contains("newsletter") == true)

    _ = try shop.town.call(
      FormsAPI.RecordConsent.self,
      .init(
        email: try EmailAddress(wire: "ben@example.com"), topic: "account",
        basis: .existingCustomer, wording: "Customer since 2020", grantedAt: shop.town.clock.now(),
        proof: ConsentProof(source: "shop"), origin: .api))
    #expect(
      try shop.town.refusal(FormsAPI.DeleteTopic.self, .init(key: "account"))?.kind == .rejected)
    _ = try shop.town.call(
      FormsAPI.SetSubscriptions.self,
      .init(email: try EmailAddress(wire: "ben@example.com"), all: false))
    #expect(try shop.town.call(FormsAPI.DeleteTopic.self, .init(key: "account")).key == "account")
    #expect(try shop.town.events(FormsEvents.TopicDeleted.self).map(\.key) == ["account"])
  }
}

@Suite(.databases) struct FormTests {
  @Test(arguments: Dialect.available)
  func `each change of a form is a version that stays readable`(dialect: Dialect) throws {
    let town = try Shop(dialect).town
    var changed = Shop.newsletter
    changed.title = "The letter"
    #expect(try town.call(FormsAPI.PutForm.self, changed).version == 2)
    #expect(try town.call(FormsAPI.PutForm.self, changed).version == 2)
    #expect(try town.call(FormsAPI.GetForm.self, .init(key: "newsletter")).title == "The letter")
    let first = try town.call(FormsAPI.GetForm.self, .init(key: "newsletter", version: 1))
    #expect(first.title == "Newsletter")
    #expect(
      try town.refusal(FormsAPI.GetForm.self, .init(key: "newsletter", version: 3))?.kind
        == .notFound)
  }

  @Test(arguments: Dialect.available)
  func `a deleted form keeps its versions and goes on counting`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    let submitted = try shop.signUp()
    #expect(
      try shop.town.refusal(FormsAPI.DeleteForm.self, .init(key: "newsletter", version: 9))?.kind
        == .conflict)
    _ = try shop.town.call(FormsAPI.DeleteForm.self, .init(key: "newsletter", version: 1))
    #expect(
      try shop.town.refusal(FormsAPI.GetForm.self, .init(key: "newsletter"))?.kind == .notFound)
    #expect(
      try shop.town.call(FormsAPI.GetForm.self, .init(key: "newsletter", version: 1)).version == 1)
    #expect(try shop.confirm(submitted.submission).topics == ["news"])
    #expect(try shop.town.call(FormsAPI.PutForm.self, Shop.newsletter).version == 2)
  }

  @Test(arguments: Dialect.available)
  func `a form that is wrong is refused with all that is wrong`(dialect: Dialect) throws {
    let town = try Shop(dialect).town
    let refusal = try town.refusal(
      FormsAPI.PutForm.self,
      .init(
        key: "bad", kind: .doubleOptIn, title: " ", fields: [],
        consents: [FormConsent(topic: "gossip", wording: "Yes")]))
    #expect(refusal?.kind == .invalid)
    #expect(refusal?.flaws == ["/title required", "/fields address", "/consents/0/topic topic"])
    #expect(try town.refusal(FormsAPI.GetForm.self, .init(key: "bad"))?.kind == .notFound)
  }

  @Test func `a browser sees a form as it is now, without where its tickets go`() throws {
    let town = try Shop().town
    #expect(try town.call(FormsAPI.GetForm.self, .init(key: "support")).queue == "default")
    #expect(try town.call(FormsAPI.GetForm.self, .init(key: "support"), as: .browser).queue == nil)
    let earlier = try town.refusal(
      FormsAPI.GetForm.self, .init(key: "support", version: 1), as: .browser)
    #expect(earlier?.kind == .forbidden)
    #expect(try town.refusal(FormsAPI.ListForms.self, .init(), as: .browser)?.kind == .forbidden)
  }

  @Test func `forms are listed by key`() throws {
    let town = try Shop().town
    let page = try town.call(FormsAPI.ListForms.self, .init(limit: 3))
    #expect(page.items.map(\.key) == ["newsletter", "offers", "rating"])
    let rest = try town.call(FormsAPI.ListForms.self, .init(after: page.next))
    #expect(rest.items.map(\.key) == ["support"])
  }
}
