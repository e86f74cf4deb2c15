import Models
import Store
import TestSupport
import Testing
import TicketsService
import Wire

@Suite(.databases) struct WorkTests {
  @Test(arguments: Dialect.available)
  func `the next ticket is overdue, or else the most urgent`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let quick = TicketsAPI.PutQueue.Params(key: "quick", name: "Quick", replyWithin: .hours(1))
    _ = try desk.town.call(TicketsAPI.PutQueue.self, quick)
    _ = try desk.open()
    _ = try desk.open(priority: .urgent)
    _ = try desk.open(queue: "quick", priority: .low)
    _ = try desk.open(priority: .urgent)
    try desk.town.advance(by: .hours(2))
    var taken: [Int] = []
    for _ in 1...4 {
      let ticket = try desk.town.call(TicketsAPI.Next.self, .init(assignee: desk.tom)).value
      #expect(ticket.assignee == desk.tom)
      #expect(ticket.status == .open)
      taken.append(ticket.number)
    }
    #expect(taken == [3, 2, 4, 1])
    let error = try desk.town.refusal(TicketsAPI.Next.self, .init(assignee: desk.tom))
    #expect(error?.kind == .notFound)
    #expect(try desk.town.events(TicketsEvents.TicketAssigned.self).count == 4)
  }

  @Test(arguments: Dialect.available)
  func `next looks only where it is told to, for somebody who is there`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    _ = try desk.open()
    let quick = TicketsAPI.PutQueue.Params(key: "quick", name: "Quick", replyWithin: .hours(1))
    _ = try desk.town.call(TicketsAPI.PutQueue.self, quick)
    let empty = try desk.town.refusal(
      TicketsAPI.Next.self, .init(queue: "quick", assignee: desk.mia))
    #expect(empty?.kind == .notFound)
    let wrong = try desk.town.refusal(
      TicketsAPI.Next.self, .init(queue: "nowhere", assignee: .placeholder))
    #expect(wrong?.rules == ["/assignee reference", "/queue reference"])
  }

  @Test(arguments: Dialect.available)
  func `an update tells what changed, once`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let ticket = try desk.open()
    let changed = try desk.update(
      ticket, priority: .high, tags: ["vip"], assignee: .staff(desk.mia))
    #expect(changed.version == 2)
    #expect(changed.status == .open)
    let update = try #require(try desk.town.events(TicketsEvents.TicketUpdated.self).first)
    #expect(update.changed == ["status", "priority", "tags"])
    #expect(update.ticket.value == changed)
    #expect(try desk.town.events(TicketsEvents.TicketAssigned.self).count == 1)
    let events = desk.story.count
    #expect(try desk.update(changed, priority: .high) == changed)
    #expect(desk.story.count == events)
    #expect(try desk.update(changed, assignee: .nobody).assignee == nil)
  }

  @Test(arguments: Dialect.available)
  func `a stale version is a conflict that names the current one`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let ticket = try desk.open()
    try desk.update(ticket, priority: .high)
    let error = try desk.town.refusal(
      TicketsAPI.Update.self, .init(id: ticket.id, version: 1, priority: .low))
    #expect(error?.kind == .conflict)
    #expect(error?.message.contains("version 2") == true)
    #expect(try desk.get(ticket.id).ticket.priority == .high)
  }

  @Test(arguments: Dialect.available)
  func `closing and reopening are not updates`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let ticket = try desk.open()
    let closing = try desk.town.refusal(
      TicketsAPI.Update.self, .init(id: ticket.id, version: 1, status: .closed))
    #expect(closing?.kind == .rejected)
    let closed = try desk.close(ticket)
    let opening = try desk.town.refusal(
      TicketsAPI.Update.self, .init(id: ticket.id, version: closed.version, status: .open))
    #expect(opening?.kind == .rejected)
  }

  @Test(arguments: Dialect.available)
  func `the clock stops while no answer is owed and starts anew`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let held = try desk.update(desk.open(), status: .onHold)
    #expect(held.replyDueAt == Desk.monday + .hours(24))
    let solved = try desk.update(held, status: .solved)
    #expect(solved.replyDueAt == nil)
    try desk.town.advance(by: .hours(3))
    let again = try desk.update(solved, status: .open)
    #expect(again.replyDueAt == Desk.monday + .hours(27))
  }

  @Test(arguments: Dialect.available)
  func `unknown queues, people and tickets are named`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let ticket = try desk.open()
    let error = try desk.town.refusal(
      TicketsAPI.Update.self,
      .init(
        id: ticket.id, version: 1, queue: "nowhere",
        tags: (1...21).map { "tag\($0)" }, assignee: .staff(.placeholder)))
    #expect(error?.rules == ["/tags length", "/queue reference", "/assignee reference"])
    let missing = try desk.town.refusal(
      TicketsAPI.Update.self, .init(id: .placeholder, version: 1))
    #expect(missing?.kind == .notFound)
  }
}
