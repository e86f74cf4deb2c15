import Engine
import Models
import Store
import TestSupport
import Testing
import TicketsService
import Wire

@Suite(.databases) struct ConversationTests {
  @Test(arguments: Dialect.available)
  func `an answer stops the clock and goes to the customer`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let ticket = try desk.open()
    try desk.town.advance(by: .hours(1))
    let answered = try desk.reply(ticket)
    #expect(answered.status == .waiting)
    #expect(answered.assignee == desk.mia)
    #expect(answered.replyDueAt == nil)
    #expect(answered.firstRepliedAt == Desk.monday + .hours(1))
    let letter = try #require(try desk.letters("system.reply").first)
    #expect(letter.data["body"]?.text == "We send a new one.")
    #expect(letter.data["staff"]?["name"]?.text == "Mia")
    #expect(letter.links?.first?.purpose == .answer)
    #expect(letter.automatic == nil)
    try desk.town.advance(by: .hours(1))
    let solved = try desk.reply(answered, then: .solved)
    #expect(solved.status == .solved)
    #expect(solved.firstRepliedAt == Desk.monday + .hours(1))
    #expect(solved.lastReplyAt == Desk.monday + .hours(2))
    #expect(try desk.get(ticket.id).entries.map(\.author) == [nil, desk.mia, desk.mia])
  }

  @Test(arguments: Dialect.available)
  func `a reply to a closed ticket is rejected, a note is not`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let ticket = try desk.close(desk.open())
    let events = desk.story.count
    let error = try desk.town.refusal(
      TicketsAPI.Reply.self, .init(id: ticket.id, assignee: desk.mia, body: "Too late"))
    #expect(error?.kind == .rejected)
    #expect(error?.message.contains("closed") == true)
    #expect(desk.story.count == events)
    let noted = try desk.town.call(
      TicketsAPI.Note.self, .init(id: ticket.id, assignee: desk.mia, body: "For the file."))
    #expect(noted.value == ticket)
  }

  @Test(arguments: Dialect.available)
  func `an answer needs words and somebody who says them`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let ticket = try desk.open()
    let error = try desk.town.refusal(
      TicketsAPI.Reply.self, .init(id: ticket.id, assignee: .placeholder, body: " \n"))
    #expect(error?.rules == ["/body required", "/assignee reference"])
    let missing = try desk.town.refusal(
      TicketsAPI.Reply.self, .init(id: .placeholder, assignee: desk.mia, body: "Hello"))
    #expect(missing?.kind == .notFound)
  }
}

@Suite(.databases) struct ReceivingTests {
  @Test(arguments: Dialect.available)
  func `who holds the link is heard, and an answer is owed again`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let ticket = try desk.reply(desk.open())
    try desk.town.advance(by: .hours(5))
    let heard = try desk.receive("Thank you, but…", on: ticket, as: .visitor)
    #expect(heard.ticket == ticket.id)
    #expect(heard.status == .open)
    #expect(heard.replyDueAt == Desk.monday + .hours(29))
    #expect(heard.follows == nil)
    #expect(desk.story.last == "ticket.received")
    #expect(try desk.get(ticket.id).entries.last?.kind == .received)
  }

  @Test(arguments: Dialect.available)
  func `asking twice does not put the answer off`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let ticket = try desk.open()
    try desk.town.advance(by: .hours(5))
    #expect(try desk.receive("Hello?", on: ticket).replyDueAt == ticket.replyDueAt)
  }

  @Test(arguments: Dialect.available)
  func `a frontend speaks for the requester and for nobody else`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let ticket = try desk.open()
    let ann = PersonParams(email: try EmailAddress(wire: "ann@example.com"))
    let ben = PersonParams(email: try EmailAddress(wire: "ben@example.com"))
    let heard = try desk.town.call(
      TicketsAPI.Receive.self, .init(ticket: ticket.id, from: ann, body: "More"), as: .shop)
    #expect(heard.number == ticket.number)
    let wrong = try desk.town.refusal(
      TicketsAPI.Receive.self, .init(ticket: ticket.id, from: ben, body: "More"), as: .shop)
    #expect(wrong?.kind == .rejected)
    let stranger = try desk.town.refusal(
      TicketsAPI.Receive.self, .init(ticket: ticket.id, from: ann, body: "More"), as: .visitor)
    #expect(stranger?.kind == .forbidden)
  }

  @Test(arguments: Dialect.available)
  func `either a link, or a ticket and its person`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let ticket = try desk.open()
    let ann = PersonParams(email: try EmailAddress(wire: "ann@example.com"))
    let token = try desk.token(.answer, ticket)
    let wrong: [TicketsAPI.Receive.Params] = [
      .init(body: "a"), .init(ticket: ticket.id, body: "a"), .init(from: ann, body: "a"),
      .init(token: token, ticket: ticket.id, from: ann, body: "a"),
    ]
    for params in wrong {
      #expect(try desk.town.refusal(TicketsAPI.Receive.self, params)?.kind == .invalid)
    }
    let blank = try desk.town.refusal(TicketsAPI.Receive.self, .init(body: ""))
    #expect(blank?.rules == ["/body required", " required"])
  }

  @Test(arguments: Dialect.available)
  func `links that are forged, out of date or of another purpose open nothing`(
    dialect: Dialect
  ) throws {
    let desk = try Desk(dialect)
    let ticket = try desk.open()
    let tokens = [
      "forged", try desk.token(.rating, ticket),
      try desk.token(.answer, ticket, expiresAt: Desk.monday - .hours(1)),
    ]
    for token in tokens {
      let error = try desk.town.refusal(
        TicketsAPI.Receive.self, .init(token: token, body: "Hello"), as: .visitor)
      #expect(error?.kind == .rejected)
    }
    #expect(try desk.get(ticket.id).entries.count == 1)
  }

  @Test(arguments: Dialect.available)
  func `within 14 days the customer's word reopens a closed ticket`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let ticket = try desk.close(desk.open())
    try desk.town.advance(by: .days(14))
    let heard = try desk.receive("It fell again.", on: ticket)
    #expect(heard.ticket == ticket.id)
    #expect(heard.status == .open)
    let reopened = try desk.get(ticket.id).ticket
    #expect(reopened.closedAt == nil)
    #expect(reopened.outcome == nil)
    #expect(desk.story.suffix(2) == ["ticket.reopened", "ticket.received"])
  }

  @Test(arguments: Dialect.available)
  func `later it opens a new one that goes on from it`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let ticket = try desk.close(desk.open())
    try desk.town.advance(by: .days(15))
    let heard = try desk.receive("It fell again.", on: ticket)
    #expect(heard.ticket != ticket.id)
    #expect(heard.number == 2)
    #expect(heard.follows == ticket.id)
    let new = try desk.get(heard.ticket)
    #expect(new.ticket.follows == ticket.id)
    #expect(new.ticket.requester == ticket.requester)
    #expect(new.ticket.subject == ticket.subject)
    #expect(new.entries.map(\.body) == ["It fell again."])
    #expect(try desk.get(ticket.id).ticket.status == .closed)
    let more = try desk.receive("And again.", on: ticket)
    #expect(more.ticket == heard.ticket)
  }
}
