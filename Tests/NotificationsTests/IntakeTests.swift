import Models
import Store
import TestSupport
import Testing
import Wire

@testable import NotificationsService

@Suite(.databases) struct IntakeTests {
  @Test(arguments: Dialect.available)
  func `what may go is planned with its decision, once a key`(dialect: Dialect) throws {
    let post = try Post(dialect)
    try post.openForBusiness()
    try post.formsWants(post.wish())
    try post.formsWants(post.wish())
    let message = try post.message()
    #expect(try post.messages().count == 1)
    #expect(message.status == .planned && message.source == "forms")
    #expect(message.decision?.verdict == .allow)
    #expect(message.decision?.reasons.map(\.rule) == ["suppression"])
    try post.ticketsWants(post.wish())
    #expect(try post.messages().count == 2)
  }

  @Test func `marketing goes only to who wants it`() throws {
    let post = try Post()
    try post.openForBusiness()
    try post.campaignsWants(post.newsletter("a"))
    #expect(try post.message().status == .planned)
    try post.annUnsubscribes()
    try post.campaignsWants(post.newsletter("b"))
    #expect(try post.message().status == .denied)
    let denied = try post.town.events(NotificationsEvents.MessageDenied.self)
    #expect(denied.first?.reasons.last { $0.verdict == .deny }?.rule == "consent")
    #expect(denied.first?.message.campaign == "welcome")
  }

  @Test func `the decision is made again at the hand-over`() throws {
    let post = try Post()
    try post.openForBusiness()
    try post.campaignsWants(post.newsletter())
    try post.annUnsubscribes()
    try post.town.runCouriers()
    #expect(post.outbound.mails.isEmpty)
    #expect(try post.message().status == .denied)
  }

  @Test func `tickets may not send marketing`() throws {
    let post = try Post()
    try post.openForBusiness()
    try post.ticketsWants(post.newsletter())
    let message = try post.message()
    #expect(message.status == .denied)
    #expect(message.decision?.deciding?.because == "tickets may not send marketing")
  }

  struct Flaw: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let change: @Sendable (inout MessageRequest) -> Void
    init(_ reason: String, _ change: @escaping @Sendable (inout MessageRequest) -> Void) {
      (testDescription, self.change) = (reason, change)
    }
  }

  @Test(arguments: [
    Flaw("there is no template nothing") { $0.template = "nothing" },
    Flaw("there is no sender nobody") { $0.sender = "nobody" },
    Flaw("there is no provider for sms") { $0.channel = .sms },
    Flaw("the template welcome is marketing, the request is service") { $0.class = .service },
    Flaw("the template welcome is about news, not about offers") { $0.topic = "offers" },
    Flaw("no email address of the recipient is known") {
      $0.recipient = Recipient(name: "Somebody")
    },
  ])
  func `what cannot be written fails with its reason`(flaw: Flaw) throws {
    let post = try Post()
    try post.openForBusiness()
    var request = post.newsletter()
    flaw.change(&request)
    try post.campaignsWants(request)
    let message = try post.message()
    #expect(message.status == .failed && message.reason == flaw.testDescription)
    #expect(
      try post.town.events(NotificationsEvents.MessageFailed.self).map(\.reason)
        == [flaw.testDescription])
  }

  @Test func `nothing is decided before the logs behind the request are known`() throws {
    let post = try Post()
    try post.openForBusiness()
    let ahead = Int64(post.town.log("campaigns").count + 1)
    try post.formsWants(post.wish(), seen: [post.town.logID("campaigns"): ahead])
    #expect(try post.message().decision == nil)
    try post.town.runCouriers()
    #expect(post.outbound.mails.isEmpty)
    try post.campaign(.running)
    try post.town.advance(by: .seconds(1))
    #expect(try post.message().decision?.verdict == .allow)
  }

  @Test(arguments: Dialect.available)
  func `marketing waits while a ticket is open and goes when it closes`(dialect: Dialect) throws {
    let post = try Post(dialect)
    try post.openForBusiness()
    try post.ticketOpens()
    try post.campaignsWants(post.newsletter())
    #expect(try post.message().status == .delayed)
    try post.town.advance(by: .hours(5))
    // Looked at again every hour, told once.
    #expect(try post.town.events(NotificationsEvents.MessageDelayed.self).count == 1)
    try post.ticketCloses()
    #expect(try post.message().status == .planned)
    try post.town.runCouriers()
    #expect(try post.message().status == .accepted)
  }

  @Test func `a bad rating keeps marketing away for two weeks`() throws {
    let post = try Post()
    try post.openForBusiness()
    try post.town.deliver(
      TicketsEvents.TicketRated(ticket: try post.ticket(.closed, version: 3), score: 1),
      from: "tickets", subject: Post.ticketID.wire)
    try post.campaignsWants(post.newsletter())
    #expect(try post.message().decision?.deciding?.rule == "rating")
    try post.town.advance(by: .days(13))
    #expect(try post.message().status == .delayed)
    try post.town.advance(by: .days(2))
    #expect(try post.message().status == .planned)
  }

  @Test func `marketing waits while a log is silent`() throws {
    let post = try Post()
    try post.openForBusiness()
    post.town.silent = ["tickets"]
    try post.town.advance(by: .minutes(1))
    try post.campaignsWants(post.newsletter())
    #expect(try post.message().decision?.deciding?.rule == "upstream")
    post.town.silent = []
    try post.town.advance(by: .minutes(1))
    #expect(try post.message().status == .planned)
  }

  @Test func `marketing waits while what a log told is not applied yet`() throws {
    let post = try Post()
    try post.openForBusiness()
    post.town.ahead = ["forms": Int64(post.town.log("forms").count) + 1]
    try post.town.advance(by: .minutes(1))
    try post.campaignsWants(post.newsletter())
    #expect(try post.message().decision?.deciding?.rule == "upstream")
    try post.annIsKnown()
    try post.town.advance(by: .minutes(1))
    #expect(try post.message().status == .planned)
  }

  @Test func `what is no longer worth sending expires, even unseen`() throws {
    let post = try Post()
    try post.openForBusiness()
    let until = post.town.clock.now() + .hours(1)
    try post.formsWants(post.wish(validUntil: until))
    _ = try post.town.call(
      NotificationsAPI.PauseProvider.self, .init(key: "smtp", reason: "maintenance"))
    try post.town.advance(by: .hours(2))
    #expect(try post.message().status == .expired)
    #expect(try post.town.events(NotificationsEvents.MessageExpired.self).count == 1)
    try post.formsWants(post.wish("late", validUntil: until))
    #expect(try post.message().status == .expired)
  }

  @Test func `the reader's language is the contact's`() throws {
    let post = try Post(captures: true)
    try post.openForBusiness()
    _ = try post.town.call(
      NotificationsAPI.PutTemplate.self, Post.putWelcome(language: "de", subject: "Willkommen"))
    try post.annIsKnown(language: "de-CH")
    try post.campaignsWants(post.newsletter())
    let id = try post.message().id
    #expect(
      try post.town.call(NotificationsAPI.GetMessage.self, .init(message: id)).body?.subject
        == "Willkommen")
  }
}

@Suite(.databases) struct CampaignStateTests {
  @Test(arguments: Dialect.available)
  func `paused means held, resumed means on, stopped means cancelled`(dialect: Dialect) throws {
    let post = try Post(dialect)
    try post.openForBusiness()
    for number in 1...3 { try post.campaignsWants(post.newsletter("n\(number)")) }
    try post.campaignPauses()
    #expect(try post.messages().map(\.status) == [.held, .held, .held])
    try post.town.runCouriers()
    #expect(post.outbound.mails.isEmpty)
    try post.campaignsWants(post.newsletter("n4"))
    #expect(try post.message().status == .held)
    try post.campaignResumes()
    #expect(Set(try post.messages().map(\.status)) == [.planned])
    try post.town.deliver(
      CampaignsEvents.CampaignStopped(campaign: "welcome", reason: "over"), from: "campaigns",
      subject: "welcome")
    #expect(Set(try post.messages().map(\.status)) == [.cancelled])
    #expect(try post.town.events(NotificationsEvents.MessageCancelled.self).count == 4)
  }

  @Test func `a campaign of many messages is swept in slices`() throws {
    let post = try Post()
    try post.openForBusiness()
    for number in 0..<130 { try post.campaignsWants(post.newsletter("n\(number)")) }
    try post.town.deliver(
      CampaignsEvents.CampaignStopped(campaign: "welcome", reason: "over"), from: "campaigns",
      subject: "welcome")
    #expect(try post.town.events(NotificationsEvents.MessageCancelled.self).count == 130)
  }
}
