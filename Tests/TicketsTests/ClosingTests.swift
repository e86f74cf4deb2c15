import Models
import Store
import TestSupport
import Testing
import TicketsService
import Wire

@Suite(.databases) struct ClosingTests {
  @Test(
    arguments: Dialect.available,
    [
      ("solved", Bool?.none, 1), ("spam", nil, 0), ("Duplicate", nil, 0), ("solved", false, 0),
      ("spam", true, 1),
    ])
  func `who was helped is asked how it went`(
    dialect: Dialect, row: (String, Bool?, Int)
  ) throws {
    let desk = try Desk(dialect)
    let ticket = try desk.close(desk.open(), row.0, askRating: row.1)
    #expect(ticket.status == .closed)
    #expect(ticket.closedAt == Desk.monday)
    #expect(ticket.outcome == row.0)
    #expect(ticket.replyDueAt == nil)
    let letters = try desk.letters("system.rating")
    #expect(letters.count == row.2)
    #expect(letters.allSatisfy { $0.links?.first?.purpose == .rating && $0.class == .service })
  }

  @Test(arguments: Dialect.available)
  func `a ticket is closed once, with an outcome`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let ticket = try desk.open()
    let vague = try desk.town.refusal(TicketsAPI.Close.self, .init(id: ticket.id, outcome: " "))
    #expect(vague?.rules == ["/outcome required"])
    try desk.close(ticket, note: "Refunded in cash.")
    let again = try desk.town.refusal(
      TicketsAPI.Close.self, .init(id: ticket.id, outcome: "solved"))
    #expect(again?.kind == .rejected)
    #expect(try desk.get(ticket.id).entries.last?.body == "Refunded in cash.")
    #expect(
      try desk.town.events(TicketsEvents.TicketClosed.self).map(\.note) == ["Refunded in cash."])
  }

  @Test(arguments: Dialect.available)
  func `only a closed ticket is reopened`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let ticket = try desk.open()
    let params = TicketsAPI.Reopen.Params(id: ticket.id, reason: "The customer called.")
    #expect(try desk.town.refusal(TicketsAPI.Reopen.self, params)?.kind == .rejected)
    try desk.close(ticket)
    try desk.town.advance(by: .hours(1))
    let open = try desk.town.call(TicketsAPI.Reopen.self, params).value
    #expect(open.status == .open)
    #expect(open.replyDueAt == Desk.monday + .hours(25))
    let events = try desk.town.events(TicketsEvents.TicketReopened.self)
    #expect(events.map(\.reason) == ["The customer called."])
  }
}

@Suite(.databases) struct RatingTests {
  @Test(arguments: Dialect.available, [(5, false), (3, false), (2, true), (1, true)])
  func `a bad rating opens the conversation again`(dialect: Dialect, row: (Int, Bool)) throws {
    let desk = try Desk(dialect)
    let ticket = try desk.close(desk.open())
    let answer = try desk.rate(ticket, row.0)
    #expect(answer.reopened == row.1)
    #expect(answer.number == ticket.number)
    let after = try desk.get(ticket.id).ticket
    #expect(after.score == row.0)
    #expect(after.status == (row.1 ? .open : .closed))
    #expect(after.tags == (row.1 ? ["badRating"] : []))
    #expect(after.replyDueAt == (row.1 ? Desk.monday + .hours(24) : nil))
    #expect(desk.story.last == (row.1 ? "ticket.reopened" : "ticket.rated"))
  }

  @Test(arguments: Dialect.available)
  func `a second rating takes the place of the first`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let ticket = try desk.close(desk.open())
    try desk.rate(ticket, 1)
    #expect(try desk.rate(ticket, 4).reopened == false)
    let events = try desk.town.events(TicketsEvents.TicketRated.self)
    #expect(events.map(\.score) == [1, 4])
    #expect(events.map(\.replaces) == [nil, 1])
    let day = TicketsAPI.Report.Params(from: Desk.monday, to: Desk.monday + .days(1))
    let csat = try desk.town.call(TicketsAPI.Report.self, day).csat
    #expect(csat == .init(satisfied: 1, answers: 1, asked: 1))
  }

  @Test(arguments: Dialect.available)
  func `a rating is 1 to 5, of something that was closed, by its own link`(
    dialect: Dialect
  ) throws {
    let desk = try Desk(dialect)
    let ticket = try desk.open()
    let token = try desk.token(.rating, ticket)
    let range = try desk.town.refusal(
      TicketsAPI.Rate.self, .init(token: token, score: 6, comment: " "))
    #expect(range?.rules == ["/score range", "/comment required"])
    let early = try desk.town.refusal(TicketsAPI.Rate.self, .init(token: token, score: 5))
    #expect(early?.kind == .rejected)
    let other = try desk.token(.answer, ticket)
    let wrong = try desk.town.refusal(TicketsAPI.Rate.self, .init(token: other, score: 5))
    #expect(wrong?.kind == .rejected)
    #expect(try desk.get(ticket.id).ticket.score == nil)
  }

  @Test(arguments: Dialect.available)
  func `the rating page sees what it is about`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let ticket = try desk.close(desk.reply(desk.open()))
    let shown = try desk.town.call(
      TicketsAPI.Show.self, .init(token: desk.token(.rating, ticket)), as: .visitor)
    #expect(shown.subject == ticket.subject)
    #expect(shown.status == .closed)
    #expect(shown.messages.map(\.name) == [nil, "Mia"])
    #expect(shown.messages.map(\.fromCustomer) == [true, false])
    let forged = try desk.town.refusal(TicketsAPI.Show.self, .init(token: "x"), as: .visitor)
    #expect(forged?.kind == .rejected)
  }
}
