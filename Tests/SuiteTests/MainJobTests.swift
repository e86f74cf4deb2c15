import Models
import Store
import TestSupport
import Testing
import Wire

/// One visitor and one complaint, all the way through all four services.
@Suite(.databases) struct MainJobTests {
  @Test(arguments: Dialect.available)
  func `a visitor confirms, is welcomed, and gets the second mail three days later`(
    dialect: Dialect
  ) throws {
    let shop = try Shop(dialect)
    try shop.annSubscribes()
    #expect(try shop.annsMail() == ["system.confirmation captured", "welcome captured"])
    try shop.town.advance(by: .days(3))
    try shop.deliverMail()
    #expect(
      try shop.annsMail() == [
        "system.confirmation captured", "welcome captured", "tips captured",
      ])
    #expect(try shop.town.events(CampaignsEvents.EnrolmentFinished.self).count == 1)
    let report = try shop.town.call("campaigns.report", ["key": "welcome"])
    #expect(report["enrolled"]?.integer == 1)
  }

  @Test(arguments: Dialect.available)
  func `a complaint is opened, acknowledged, answered, closed and rated`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    let town = shop.town
    let submitted = try town.call(
      "forms.submit",
      [
        "form": "support",
        "values": ["email": "ann@example.com", "message": "The lamp came in two pieces."],
      ])
    #expect(submitted["outcome"]?.text == "ticketRequested")
    let submission = try #require(submitted["submission"])
    let ticket = try #require(try town.call("tickets.get", ["submission": submission])["ticket"])
    let id = try #require(ticket["id"])
    let mia = try town.call(
      "staff.put", ["name": "Mia", "email": "mia@shop.example", "roles": ["agent"]])
    let staff = try #require(mia["id"])
    _ = try town.call(
      "tickets.reply", ["id": id, "assignee": staff, "body": "So sorry. A new one is on its way."])
    try shop.deliverMail()
    let answer = try shop.token(inMailOf: "system.reply", after: "/answer?t=")
    _ = try town.call("tickets.receive", ["token": .string(answer), "body": "It came. Thank you!"])
    _ = try town.call("tickets.close", ["id": id, "outcome": "resolved"])
    try shop.deliverMail()
    let rating = try shop.token(inMailOf: "system.rating", after: "/rating?t=")
    _ = try town.call("tickets.rate", ["token": .string(rating), "score": 5])
    #expect(
      try shop.annsMail() == [
        "system.acknowledgement captured", "system.reply captured", "system.rating captured",
      ])
    #expect(try town.events(TicketsEvents.TicketRated.self).map(\.score) == [5])
  }

  @Test func `while a matter is open no marketing goes, and it goes once that is closed`() throws {
    let shop = try Shop()
    try shop.annSubscribes()
    let ticket = try shop.town.call(
      "tickets.open",
      [
        "subject": "Broken", "body": "It broke.", "requester": ["email": "ann@example.com"],
        "acknowledge": false,
      ])
    try shop.town.advance(by: .days(3))
    try shop.deliverMail()
    #expect(try shop.annsMail().last != "tips captured")
    let id = try #require(ticket["id"])
    _ = try shop.town.call(
      "tickets.close", ["id": id, "outcome": "resolved", "askRating": false])
    try shop.town.advance(by: .days(1))
    try shop.deliverMail()
    #expect(try shop.annsMail().last == "tips captured")
  }

  @Test func `who unsubscribes gets nothing more, and one can say why`() throws {
    let shop = try Shop()
    try shop.annSubscribes()
    _ = try shop.town.call(
      "subscriptions.set",
      ["email": "ann@example.com", "changes": [["topic": "news", "subscribed": false]]])
    try shop.town.advance(by: .days(4))
    try shop.deliverMail()
    #expect(try shop.annsMail().last == "welcome captured")
    let decision = try shop.town.call(
      "decisions.explain",
      ["email": "ann@example.com", "channel": "email", "class": "marketing", "topic": "news"])
    #expect(decision["verdict"]?.text == "deny")
  }

  @Test func `everything that happened to a person stands in their timeline`() throws {
    let shop = try Shop()
    try shop.annSubscribes()
    let timeline = try shop.town.call("contacts.timeline", ["email": "ann@example.com"])
    let types = (timeline["items"]?.elements ?? []).compactMap { $0["type"]?.text }
    for service in ["forms.", "campaigns.", "notifications."] {
      #expect(types.contains { $0.hasPrefix(service) }, "nothing of \(service)")
    }
  }
}
