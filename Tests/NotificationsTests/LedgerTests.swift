import Mail
import Models
import Store
import TestSupport
import Testing
import Wire

@testable import NotificationsService

@Suite(.databases) struct MessageTests {
  @Test(arguments: Dialect.available)
  func `messages are found by who, what and when`(dialect: Dialect) throws {
    let post = try Post(dialect)
    try post.openForBusiness()
    try post.formsWants(post.wish())
    try post.town.advance(by: .hours(1))
    try post.campaignsWants(post.newsletter())
    let list = NotificationsAPI.ListMessages.self
    let noon = VirtualClock.start + .minutes(30)
    func count(_ params: NotificationsAPI.ListMessages.Params) throws -> Int {
      try post.town.call(list, params).items.count
    }
    #expect(try count(.init(contact: Post.ann)) == 2)
    #expect(try count(.init(email: try EmailAddress(wire: "ANN@example.com"))) == 2)
    #expect(try count(.init(email: try EmailAddress(wire: "ben@example.com"))) == 0)
    #expect(try count(.init(handle: "@ann")) == 0)
    #expect(try count(.init(campaign: "welcome")) == 1)
    #expect(try count(.init(template: "system.confirmation")) == 1)
    #expect(try count(.init(status: .planned)) == 2)
    #expect(try count(.init(from: noon)) == 1)
    #expect(try count(.init(to: noon)) == 1)
    let page = try post.town.call(list, .init(limit: 1))
    #expect(page.items.first?.campaign == "welcome")
    let rest = try post.town.call(list, .init(after: page.next, limit: 1))
    #expect(rest.items.first?.campaign == nil && rest.next == nil)
    let two = NotificationsAPI.ListMessages.Params(contact: Post.ann, email: Post.annAddress)
    #expect(try post.town.refusal(list, two)?.violations.map(\.rule) == ["person"])
  }

  @Test func `a message can be taken back until it is handed over`() throws {
    let post = try Post()
    try post.openForBusiness()
    try post.formsWants(post.wish())
    let id = try post.message().id
    let cancel = NotificationsAPI.CancelMessage.self
    #expect(
      try post.town.call(cancel, .init(message: id, reason: "mistake")).status == .cancelled)
    #expect(
      try post.town.events(NotificationsEvents.MessageCancelled.self).map(\.reason) == ["mistake"])
    #expect(try post.town.call(cancel, .init(message: id)).status == .cancelled)
    #expect(try post.town.runCouriers() == 0)
    try post.formsWants(post.wish("two"))
    try post.town.runCouriers()
    let sent = try post.message().id
    #expect(try post.town.refusal(cancel, .init(message: sent))?.kind == .rejected)
    let nobody = MessageID(uuid: UUIDv7(milliseconds: 1, random: (1, 1)))
    #expect(try post.town.refusal(cancel, .init(message: nobody))?.kind == .notFound)
  }

  @Test func `what failed is tried again once its reason is gone`() throws {
    let post = try Post()
    try post.openForBusiness()
    var request = post.wish()
    request.sender = "later"
    try post.formsWants(request)
    let id = try post.message().id
    #expect(try post.message().status == .failed)
    var sender = try Post.putDefaultSender()
    sender.key = "later"
    _ = try post.town.call(NotificationsAPI.PutSender.self, sender)
    let retry = NotificationsAPI.RetryMessage.self
    #expect(try post.town.call(retry, .init(message: id)).status == .planned)
    #expect(try post.town.refusal(retry, .init(message: id))?.kind == .rejected)
    try post.town.runCouriers()
    #expect(try post.message().status == .accepted)
    #expect(try post.town.refusal(retry, .init(message: id))?.kind == .rejected)
  }

  @Test(arguments: Dialect.available)
  func `bounces and complaints from outside count once`(dialect: Dialect) throws {
    let post = try Post(dialect)
    try post.openForBusiness()
    let report = NotificationsAPI.ReportDelivery.self
    try post.campaignsWants(post.newsletter())
    let id = try post.message().id
    #expect(
      try post.town.refusal(report, .init(message: id, status: .bounced))?.kind == .rejected)
    try post.town.runCouriers()
    let complaint = NotificationsAPI.ReportDelivery.Params(message: id, status: .complained)
    #expect(try post.town.call(report, complaint).status == .complained)
    _ = try post.town.call(report, complaint)
    #expect(try post.town.events(NotificationsEvents.MessageComplained.self).count == 1)
    let bounce = NotificationsAPI.ReportDelivery.Params(
      message: id, status: .bounced, code: "5.1.1", detail: "gone")
    #expect(try post.town.call(report, bounce).status == .bounced)
    let scopes = try post.town.call(NotificationsAPI.ListSuppressions.self, .init()).items
    #expect(scopes.map(\.scope) == [.marketing, .all])
    try post.formsWants(post.wish())
    #expect(try post.message().status == .denied)
  }

  @Test func `a soft bounce suppresses nobody`() throws {
    let post = try Post()
    try post.openForBusiness()
    try post.formsWants(post.wish())
    try post.town.runCouriers()
    _ = try post.town.call(
      NotificationsAPI.ReportDelivery.self,
      .init(message: try post.message().id, status: .bounced, code: "4.2.2"))
    #expect(
      try post.town.events(NotificationsEvents.MessageBounced.self).map(\.permanent) == [false])
    #expect(try post.town.call(NotificationsAPI.ListSuppressions.self, .init()).items.isEmpty)
  }
}

@Suite(.databases) struct SuppressionTests {
  @Test(arguments: Dialect.available)
  func `an address or a domain is suppressed, explained and released`(dialect: Dialect) throws {
    let post = try Post(dialect)
    try post.openForBusiness()
    let add = NotificationsAPI.AddSuppression.self
    let line = try post.town.call(
      add, .init(address: "Ann@Example.com", scope: .all, reason: .manual))
    #expect(line.address == "ann@example.com")
    #expect(
      try post.town.call(add, .init(address: "ann@example.com", scope: .all, reason: .manual)).id
        == line.id)
    let domain = try post.town.call(
      add,
      .init(domain: "EXAMPLE.com", scope: .topic, topic: "news", reason: .unsubscribed))
    #expect(domain.domain == "example.com")
    let explain = NotificationsAPI.ExplainDecision.self
    let service = NotificationsAPI.ExplainDecision.Params(
      email: Post.annAddress, class: .service)
    #expect(try post.town.call(explain, service).verdict == .deny)
    #expect(
      try post.town.call(
        NotificationsAPI.ListSuppressions.self, .init(address: "ann@example.com")
      ).items.count == 2)
    _ = try post.town.call(
      NotificationsAPI.RemoveSuppression.self, .init(suppression: line.id))
    #expect(try post.town.call(explain, service).verdict == .allow)
    let news = NotificationsAPI.ExplainDecision.Params(
      email: Post.annAddress, class: .marketing, topic: "news")
    #expect(try post.town.call(explain, news).deciding?.because.contains("the domain") == true)
    #expect(
      try post.town.refusal(
        NotificationsAPI.RemoveSuppression.self, .init(suppression: line.id))?.kind == .notFound)
  }

  @Test func `all that is wrong with a suppression is said at once`() throws {
    let post = try Post()
    let add = NotificationsAPI.AddSuppression.self
    func paths(_ params: NotificationsAPI.AddSuppression.Params) throws -> [String] {
      try post.town.refusal(add, params)?.violations.map(\.path) ?? []
    }
    #expect(
      try paths(
        .init(
          address: "nowhere", scope: .topic, reason: .manual, expiresAt: VirtualClock.start))
        == ["/address", "/topic", "/expiresAt"])
    #expect(try paths(.init(scope: .all, reason: .manual)) == ["/address"])
    #expect(
      try paths(.init(address: "a@b.example", domain: "b.example", scope: .all, reason: .manual))
        == ["/domain"])
    #expect(try paths(.init(domain: "not a domain", scope: .all, reason: .manual)) == ["/domain"])
    #expect(
      try paths(.init(address: "030 1", channel: .sms, scope: .all, reason: .manual))
        == ["/address"])
  }
}

@Suite(.databases) struct ExplanationTests {
  @Test func `a question is answered by the rules that decide`() throws {
    let post = try Post()
    try post.openForBusiness()
    let explain = NotificationsAPI.ExplainDecision.self
    let params = NotificationsAPI.ExplainDecision.Params(
      contact: Post.ann, class: .marketing, topic: "news", campaign: "welcome")
    let decision = try post.town.call(explain, params)
    #expect(decision.verdict == .allow)
    #expect(
      decision.reasons.map(\.rule)
        == ["campaign", "suppression", "topic", "consent", "ticket", "rating", "upstream"])
    try post.ticketOpens()
    #expect(try post.town.call(explain, params).verdict == .defer)
    try post.annUnsubscribes()
    #expect(try post.town.call(explain, params).deciding?.rule == "consent")
  }

  @Test func `a question needs a person, and marketing a topic`() throws {
    let post = try Post()
    let explain = NotificationsAPI.ExplainDecision.self
    #expect(
      try post.town.refusal(explain, .init(class: .service))?.violations.map(\.rule) == ["required"]
    )
    #expect(
      try post.town.refusal(explain, .init(email: Post.annAddress, class: .marketing))?
        .violations.map(\.path) == ["/topic"])
  }
}

@Suite(.databases) struct ProviderTests {
  @Test func `a person's pause lasts until a person resumes`() throws {
    let post = try Post()
    try post.openForBusiness()
    let pause = NotificationsAPI.PauseProvider.self
    #expect(
      try post.town.call(pause, .init(key: "smtp", reason: "maintenance")).state == .paused)
    try post.formsWants(post.wish())
    try post.town.advance(by: .days(3))
    #expect(try post.town.runCouriers() == 0)
    #expect(
      try post.town.call(NotificationsAPI.ResumeProvider.self, .init(key: "smtp")).state == .active)
    #expect(try post.town.runCouriers() == 1)
    #expect(try post.town.refusal(pause, .init(key: "pigeon", reason: "x"))?.kind == .notFound)
    #expect(
      try post.town.refusal(pause, .init(key: "smtp", reason: ""))?.violations.map(\.path)
        == ["/reason"])
  }

  @Test func `a provider is tested by a message`() throws {
    let post = try Post()
    let mia = try EmailAddress(wire: "mia@shop.example")
    let test = NotificationsAPI.TestProvider.self
    #expect(try post.town.call(test, .init(key: "smtp", to: mia)).status == .planned)
    try post.town.runCouriers()
    #expect(post.outbound.mails.first?.text?.contains("provider smtp") == true)
    #expect(try post.town.refusal(test, .init(key: "pigeon", to: mia))?.kind == .notFound)
  }
}
