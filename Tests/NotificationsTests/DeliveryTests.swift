import Engine
import Mail
import Models
import Store
import TestSupport
import Testing
import Wire

@testable import NotificationsService

@Suite(.databases) struct DeliveryTests {
  @Test(arguments: Dialect.available)
  func `an accepted message is told of and noted`(dialect: Dialect) throws {
    let post = try Post(dialect)
    try post.openForBusiness()
    try post.formsWants(post.wish())
    #expect(try post.town.runCouriers() == 1)
    let message = try post.message()
    #expect(message.status == .accepted)
    #expect(message.attempts.map(\.outcome) == [.accepted])
    #expect(message.attempts.first?.answer == "250 2.0.0 queued")
    let told = try post.town.events(NotificationsEvents.MessageAccepted.self)
    #expect(told.map(\.provider) == ["smtp"])
    #expect(post.town.log("notifications").last?.contact == Post.ann.wire)
    #expect(try post.town.runCouriers() == 0)
  }

  @Test func `mail carries what makes it welcome`() throws {
    let post = try Post()
    try post.openForBusiness()
    try post.campaignsWants(post.newsletter())
    try post.town.runCouriers()
    let mail = try #require(post.outbound.mails.first)
    let id = try post.message().id
    #expect(mail.header("Message-ID") == "<\(id.wire)@shop.example>")
    #expect(mail.header("From")?.contains("shop@shop.example") == true)
    #expect(mail.header("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click")
    #expect(
      mail.header("List-Unsubscribe")?.hasPrefix("<https://shop.example/unsubscribe?t=") == true)
    #expect(mail.header("List-Id") == "<news.shop.example>")
    #expect(mail.header("Auto-Submitted") == nil)
    let token = try #require(
      mail.header("List-Unsubscribe")?.dropLast().split(separator: "t=").last)
    let claim = try ServiceSettings.test.secret.open(
      String(token), purpose: LinkPurpose.subscriptions.rawValue, now: post.town.clock.now())
    #expect(claim.subject == Post.ann.wire && claim.topic == "news" && claim.message == id.wire)
    #expect(mail.text?.contains("1 Main Street") == true)
  }

  @Test(arguments: [Delivered.accepted(answer: "250"), .unknown(reason: "the line broke")])
  func `what becomes of a message belongs to the chain that asked for it`(
    outcome: Delivered
  ) throws {
    let post = try Post()
    try post.openForBusiness()
    let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    try post.town.deliver(
      FormsEvents.MessageRequested(message: post.wish()), from: "forms", subject: "wish",
      trace: trace)
    post.outbound.next(outcome)
    try post.town.runCouriers()
    let request = try #require(post.town.log("forms").last)
    let fate = try #require(
      post.town.log("notifications").last { $0.type.hasPrefix("notifications.message.") })
    #expect(fate.traceparent == trace)
    #expect(fate.causationid == request.id && fate.hops == request.hops + 1)
    #expect(post.outbound.mails.first?.header("X-Traceparent") == trace)
  }

  @Test func `automatic mail says so, and a ticket's mails hang together`() throws {
    let post = try Post()
    try post.openForBusiness()
    var request = post.wish(class: .service, template: "system.acknowledgement")
    request.ticket = Post.ticketID
    request.links = [LinkRequest(purpose: .answer, subject: Post.ticketID.wire)]
    try post.ticketsWants(request)
    try post.town.runCouriers()
    let mail = try #require(post.outbound.mails.first)
    #expect(mail.header("Auto-Submitted") == "auto-replied")
    #expect(mail.header("References") == "<\(Post.ticketID.wire)@shop.example>")
    #expect(mail.header("List-Unsubscribe") == nil)
    #expect(mail.text?.contains("https://shop.example/answer?t=") == true)
  }

  @Test func `stored bodies hold names, and links are real only for who may see them`() throws {
    let post = try Post()
    try post.openForBusiness()
    try post.formsWants(post.wish())
    let id = try post.message().id
    let get = NotificationsAPI.GetMessage.self
    let staff = Caller(key: "desk", scopes: [.staff])
    #expect(
      try post.town.call(get, .init(message: id), as: staff).body?.text.contains(
        "{{links.confirm}}")
        == true)
    #expect(
      try post.town.call(get, .init(message: id)).body?.text
        .contains("https://shop.example/confirm?t=") == true)
  }

  @Test func `captured mail is final and can be read`() throws {
    let post = try Post(captures: true)
    try post.openForBusiness()
    try post.formsWants(post.wish())
    try post.town.runCouriers()
    let message = try post.message()
    #expect(message.status == .captured)
    #expect(try post.town.events(NotificationsEvents.MessageCaptured.self).count == 1)
    let staff = Caller(key: "desk", scopes: [.staff])
    let body = try post.town.call(
      NotificationsAPI.GetMessage.self, .init(message: message.id), as: staff
    ).body
    #expect(body?.text.contains("https://shop.example/confirm?t=") == true)
    #expect(
      try post.town.refusal(NotificationsAPI.RetryMessage.self, .init(message: message.id))?.kind
        == .rejected)
  }

  @Test func `captured mail is shown as it would have gone, with detours and pixel`() throws {
    let post = try Post(captures: true)
    try post.openForBusiness(tracking: .aggregate, html: HitTests.html)
    try post.campaignsWants(post.newsletter())
    let id = try post.message().id
    let staff = Caller(key: "desk", scopes: [.staff])
    func html() throws -> String {
      let get = NotificationsAPI.GetMessage.self
      return try #require(try post.town.call(get, .init(message: id), as: staff).body?.html)
    }
    let named = try html()
    #expect(named.contains("{{links.unsubscribe}}") && named.contains("/spring?"))
    try post.town.runCouriers()
    let shown = try html()
    #expect(shown.contains("https://shop.example/c/") && shown.contains("https://shop.example/o/"))
    #expect(shown.contains("/subscriptions?t=") && !shown.contains("/spring?"))
  }

  @Test func `looking at mail that went is not the reader's interest`() throws {
    let post = try Post()
    try post.openForBusiness(tracking: .individual, html: HitTests.html)
    try post.campaignsWants(post.newsletter())
    try post.town.runCouriers()
    let id = try post.message().id
    let body = try post.town.call(NotificationsAPI.GetMessage.self, .init(message: id)).body
    let html = try #require(body?.html)
    #expect(html.contains("/spring?") && html.contains("/subscriptions?t="))
    #expect(!html.contains("/c/") && !html.contains("/o/"))
  }

  @Test func `transactional goes before service, service before marketing`() throws {
    let post = try Post()
    try post.openForBusiness()
    try post.campaignsWants(post.newsletter())
    var service = post.wish("two", class: .service, template: "system.rating")
    service.links = [LinkRequest(purpose: .rating, subject: Post.ticketID.wire)]
    try post.ticketsWants(service)
    try post.formsWants(post.wish())
    try post.town.runCouriers()
    #expect(
      try post.town.events(NotificationsEvents.MessageAccepted.self).map(\.message.class)
        == [.transactional, .service, .marketing])
  }

  @Test(arguments: Dialect.available)
  func `a refusal for now is tried again, at most eight times`(dialect: Dialect) throws {
    let post = try Post(dialect)
    try post.openForBusiness()
    try post.formsWants(post.wish())
    for _ in 0..<BackOff.mostAttempts {
      post.outbound.next(.refused(answer: "450 4.2.0 greylisted", permanent: false))
    }
    for _ in 0..<12 {
      try post.town.runCouriers()
      try post.town.advance(by: .hours(25))
    }
    let message = try post.message()
    #expect(message.status == .failed && message.attempts.count == BackOff.mostAttempts)
    #expect(
      try post.town.events(NotificationsEvents.MessageDelayed.self).count
        == BackOff.mostAttempts - 1)
    #expect(try post.town.events(NotificationsEvents.MessageFailed.self).count == 1)
  }

  @Test func `a mailbox that is not there is not written to again`() throws {
    let post = try Post()
    try post.openForBusiness()
    post.outbound.next(.refused(answer: "550 5.1.1 no such user", permanent: true))
    try post.formsWants(post.wish())
    try post.town.runCouriers()
    #expect(try post.message().status == .bounced)
    #expect(
      try post.town.events(NotificationsEvents.MessageBounced.self).map(\.permanent) == [true])
    try post.formsWants(post.wish("two"))
    #expect(try post.message().status == .denied)
    let list = try post.town.call(NotificationsAPI.ListSuppressions.self, .init())
    #expect(list.items.map(\.reason) == [.hardBounce])
  }

  @Test func `a refusal for policy fails and suppresses nobody`() throws {
    let post = try Post()
    try post.openForBusiness()
    post.outbound.next(.refused(answer: "554 5.7.1 looks like spam", permanent: true))
    try post.formsWants(post.wish())
    try post.town.runCouriers()
    #expect(try post.message().status == .failed)
    #expect(try post.town.call(NotificationsAPI.ListSuppressions.self, .init()).items.isEmpty)
  }

  @Test(arguments: Dialect.available)
  func `a provider that fails is left alone, and costs no attempt`(dialect: Dialect) throws {
    let post = try Post(dialect)
    try post.openForBusiness()
    post.outbound.next(
      .providerFailed(reason: "connection refused"), .providerFailed(reason: "connection refused"))
    try post.formsWants(post.wish())
    try post.town.runCouriers()
    #expect(try post.message().status == .planned)
    let provider = try #require(
      try post.town.call(NotificationsAPI.ListProviders.self, .init()).items.first)
    #expect(provider.state == .paused && provider.failures == 1 && provider.waiting == 1)
    #expect(try post.town.runCouriers() == 0)
    try post.town.advance(by: .seconds(15))
    try post.town.runCouriers()
    try post.town.advance(by: .seconds(15))
    #expect(try post.town.runCouriers() == 0)
    try post.town.advance(by: .seconds(15))
    try post.town.runCouriers()
    #expect(try post.message().status == .accepted)
    #expect(try post.town.events(NotificationsEvents.ProviderPaused.self).count == 2)
    #expect(try post.town.events(NotificationsEvents.ProviderResumed.self).count == 2)
    #expect(
      try post.town.call(NotificationsAPI.ListProviders.self, .init()).items.first?.failures == 0)
  }

  @Test func `marketing without the sender's postal address is denied`() throws {
    let post = try Post()
    try post.openForBusiness()
    _ = try post.town.call(
      NotificationsAPI.PutSender.self, try Post.putDefaultSender(postalAddress: nil))
    try post.campaignsWants(post.newsletter())
    #expect(try post.message().decision?.deciding?.rule == "sender")
  }
}
