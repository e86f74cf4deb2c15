import Engine
import Models
import Store
import Testing
import TestSupport
import Wire

@Suite(.databases) struct SubscriptionTests {
  @Test(arguments: Dialect.available)
  func `the link of a mail shows the topics and nobody's name`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    let ann = try shop.subscribe(topics: ["news", "offers"])
    let seen = try shop.town.call(
      FormsAPI.GetSubscriptions.self,
      .init(token: try shop.subscriptionsToken(ann, topic: "news")), as: .browser)
    #expect(seen.topics.map(\.topic) == ["news", "offers"])
    #expect(seen.topics.map(\.name) == ["News", "Offers"])
    #expect((seen.topic, seen.contact) == ("news", nil))
  }

  @Test(arguments: Dialect.available)
  func `one click withdraws the mail's topic and no other`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    let ann = try shop.subscribe(topics: ["news", "offers"])
    let token = try shop.subscriptionsToken(ann, topic: "offers")
    for _ in 1...2 {
      _ = try shop.town.call(
        FormsAPI.SetSubscriptions.self, .init(token: token, oneClick: true), as: .browser)
    }
    #expect(try shop.states(ann) == ["news": .subscribed, "offers": .unsubscribed])
    let withdrawn = try shop.town.events(FormsEvents.ConsentWithdrawn.self)
    #expect(withdrawn.map(\.topic) == ["offers"])
    #expect(withdrawn.first?.message == .placeholder)
    let bare = try shop.subscriptionsToken(ann)
    #expect(
      try shop.town.refusal(
        FormsAPI.SetSubscriptions.self, .init(token: bare, oneClick: true), as: .browser)?.flaws
        == ["/oneClick token"])
  }

  @Test(arguments: Dialect.available)
  func `all false leaves nothing, not even what was never asked`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    let ann = try shop.subscribe(topics: ["news", "offers"])
    let left = try shop.town.call(
      FormsAPI.SetSubscriptions.self,
      .init(token: try shop.subscriptionsToken(ann), all: false, reason: "moving"), as: .browser)
    #expect(left.topics.map(\.topic) == ["account", "news", "offers"])
    #expect(left.topics.allSatisfy { $0.state == .unsubscribed })
    #expect(
      try shop.town.events(FormsEvents.ConsentWithdrawn.self).map(\.reason)
        == ["moving", "moving", "moving"])
  }

  @Test(arguments: Dialect.available)
  func `subscribing again really subscribes, with a new line of consent`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    let ann = try shop.subscribe()
    let token = try shop.subscriptionsToken(ann, topic: "news")
    func set(_ subscribed: Bool) throws -> Subscription.State? {
      try shop.town.call(
        FormsAPI.SetSubscriptions.self,
        .init(
          token: token,
          changes: [.init(topic: "news", subscribed: subscribed, wording: "I agree to anything.")]),
        as: .browser
      ).topics.first?.state
    }
    #expect(try set(false) == .unsubscribed)
    #expect(try set(true) == .subscribed)
    #expect(try set(true) == .subscribed)
    let granted = try shop.town.events(FormsEvents.ConsentGranted.self)
    #expect(granted.map(\.wording) == ["Write me the news.", "Subscribe me to News."])
    #expect(granted.last?.origin == .form)
    #expect(granted.last?.proof.source == "subscriptions page")
  }

  @Test(arguments: Dialect.available)
  func `those at work subscribe somebody to any topic, on record`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    let ann = try shop.subscribe()
    _ = try shop.town.call(
      FormsAPI.SetSubscriptions.self,
      .init(
        email: try EmailAddress(wire: "ann@example.com"),
        changes: [.init(topic: "offers", subscribed: true, wording: "Offers, please.")]))
    #expect(try shop.states(ann) == ["news": .subscribed, "offers": .subscribed])
    let consent = try #require(try shop.town.events(FormsEvents.ConsentGranted.self).last)
    #expect((consent.origin, consent.wording) == (.api, "Offers, please."))
  }

  @Test func `by a link only what it shows can be changed`() throws {
    let shop = try Shop()
    let ann = try shop.subscribe()
    let refusal = try shop.town.refusal(
      FormsAPI.SetSubscriptions.self,
      .init(
        token: try shop.subscriptionsToken(ann),
        changes: [.init(topic: "offers", subscribed: true)]), as: .browser)
    #expect(refusal?.flaws == ["/changes/0/topic topic"])
  }

  @Test func `who asks is a token or, at work, a person`() throws {
    let shop = try Shop()
    let ann = try shop.subscribe()
    let token = try shop.subscriptionsToken(ann)
    typealias Get = FormsAPI.GetSubscriptions
    #expect(try shop.town.refusal(Get.self, .init())?.flaws == [" oneOf"])
    #expect(try shop.town.refusal(Get.self, .init(token: token, contact: ann))?.flaws == [" oneOf"])
    #expect(try shop.town.refusal(Get.self, .init(contact: ann), as: .browser)?.kind == .forbidden)
    #expect(try shop.town.refusal(Get.self, .init(token: "?"), as: .browser)?.kind == .rejected)
    #expect(try shop.town.refusal(Get.self, .init(handle: "@nobody"))?.kind == .notFound)
    let confirm = try shop.confirmToken(.placeholder)
    #expect(try shop.town.refusal(Get.self, .init(token: confirm))?.kind == .rejected)
    let stranger = try shop.subscriptionsToken(.placeholder)
    #expect(try shop.town.refusal(Get.self, .init(token: stranger))?.kind == .rejected)
  }
}
