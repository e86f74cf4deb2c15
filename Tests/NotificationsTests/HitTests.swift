import Engine
import Mail
import Models
import Store
import TestSupport
import Testing
import Wire

@testable import NotificationsService

@Suite(.databases) struct HitTests {
  static let html = """
    <body><a href="https://shop.example/spring?a=1&amp;b=2">Spring</a>
    <a href="{{links.unsubscribe}}">no more</a> {{sender.postalAddress}}</body>
    """

  /// Sends Ann a newsletter and answers the tokens of its first link and its pixel.
  static func send(_ post: Post, tracking: Tracking) throws -> (click: String?, open: String?) {
    try post.openForBusiness(tracking: tracking, html: html)
    try post.campaignsWants(post.newsletter())
    try post.town.runCouriers()
    try post.town.advance(by: .minutes(1))
    let html = try #require(post.outbound.mails.first?.html)
    #expect(html.contains("https://shop.example/subscriptions?t="))
    func token(after start: String, before end: Character) -> String? {
      html.firstRange(of: start).map { String(html[$0.upperBound...].prefix { $0 != end }) }
    }
    return (token(after: "/c/", before: "\""), token(after: "/o/", before: "."))
  }

  static func hit(
    _ kind: NotificationsAPI.RecordHit.Kind, _ token: String, agent: String = HitRuleTests.firefox
  ) -> NotificationsAPI.RecordHit.Params {
    .init(token: token, kind: kind, method: "GET", userAgent: agent, ip: "203.0.113.7")
  }

  static let visitor = Caller(key: "site", scopes: [.public])

  @Test(arguments: Dialect.available)
  func `sums leave the person out`(dialect: Dialect) throws {
    let post = try Post(dialect)
    let tokens = try Self.send(post, tracking: .aggregate)
    let record = NotificationsAPI.RecordHit.self
    let click = try #require(tokens.click)
    let answer = try post.town.call(record, Self.hit(.click, click), as: Self.visitor)
    #expect(answer.url == "https://shop.example/spring?a=1&b=2")
    _ = try post.town.call(record, Self.hit(.click, click), as: Self.visitor)
    _ = try post.town.call(
      record, Self.hit(.open, try #require(tokens.open), agent: "curl/8"), as: Self.visitor)
    try post.town.advance(by: .seconds(10))
    let clicked = try post.town.events(NotificationsEvents.MessageClicked.self)
    #expect(clicked.map(\.machine) == [false])
    #expect(clicked.first?.message.contact == nil && clicked.first?.message.campaign == "welcome")
    #expect(try post.town.events(NotificationsEvents.MessageOpened.self).map(\.machine) == [true])
    let envelopes = post.town.log("notifications").suffix(2)
    #expect(envelopes.allSatisfy { $0.contact == nil })
    let kept: [String?] = try post.town.errand(of: "notifications") { context in
      try context.tx.read("SELECT ip FROM hit ORDER BY number") { $0["ip"] }
    }
    #expect(kept == [nil, nil, nil])
  }

  @Test func `individual tracking names the person`() throws {
    let post = try Post()
    let tokens = try Self.send(post, tracking: .individual)
    _ = try post.town.call(
      NotificationsAPI.RecordHit.self, Self.hit(.click, try #require(tokens.click)))
    try post.town.advance(by: .seconds(10))
    let clicked = try post.town.events(NotificationsEvents.MessageClicked.self)
    #expect(clicked.first?.message.contact == Post.ann)
    #expect(post.town.log("notifications").last?.contact == Post.ann.wire)
  }

  @Test func `where nothing may be tracked, mail is left as it is`() throws {
    let post = try Post()
    let tokens = try Self.send(post, tracking: .none)
    #expect(tokens.click == nil && tokens.open == nil)
  }

  @Test func `a forged token is refused, and one kind does not open another`() throws {
    let post = try Post()
    let tokens = try Self.send(post, tracking: .aggregate)
    let record = NotificationsAPI.RecordHit.self
    #expect(try post.town.refusal(record, Self.hit(.click, "forged"))?.kind == .rejected)
    let open = try #require(tokens.open)
    #expect(try post.town.refusal(record, Self.hit(.click, open))?.kind == .rejected)
  }
}
