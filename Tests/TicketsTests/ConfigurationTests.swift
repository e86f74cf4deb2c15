import Models
import Store
import TestSupport
import Testing
import TicketsService
import Wire

@Suite(.databases) struct QueueTests {
  private static let billing = TicketsAPI.PutQueue.Params(
    key: "billing", name: "Billing", sender: "shop", replyWithin: .hours(4),
    calendar: OpeningHours(
      timeZone: "Europe/Berlin",
      weekly: [.init(days: [.monday, .tuesday], from: .init(9), to: .init(17))]))

  @Test(arguments: Dialect.available)
  func `a default queue ships and stays`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let queue = try desk.town.call(TicketsAPI.GetQueue.self, .init(key: "default"))
    #expect(queue.replyWithin == .hours(24))
    let error = try desk.town.refusal(TicketsAPI.DeleteQueue.self, .init(key: "default"))
    #expect(error?.kind == .rejected)
  }

  @Test(arguments: Dialect.available)
  func `putting the same twice changes nothing`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let first = try desk.town.call(TicketsAPI.PutQueue.self, Self.billing)
    let events = desk.story.count
    #expect(try desk.town.call(TicketsAPI.PutQueue.self, Self.billing) == first)
    #expect(first.version == 1)
    #expect(desk.story.count == events)
    var changed = Self.billing
    changed.name = "Money"
    changed.version = 1
    #expect(try desk.town.call(TicketsAPI.PutQueue.self, changed).version == 2)
    #expect(try desk.town.call(TicketsAPI.GetQueue.self, .init(key: "billing")).name == "Money")
  }

  @Test(arguments: Dialect.available)
  func `a stale version is a conflict`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    var params = Self.billing
    params.version = 1
    let early = try desk.town.refusal(TicketsAPI.PutQueue.self, params)
    #expect(early?.kind == .conflict)
    params.version = nil
    _ = try desk.town.call(TicketsAPI.PutQueue.self, params)
    params.version = 7
    let late = try desk.town.refusal(TicketsAPI.PutQueue.self, params)
    #expect(late?.kind == .conflict)
    #expect(late?.message.contains("version 1") == true)
  }

  @Test(arguments: Dialect.available)
  func `all that is wrong with a queue is told at once`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let error = try desk.town.refusal(
      TicketsAPI.PutQueue.self,
      .init(
        key: "billing", name: " ", replyWithin: .hours(0),
        calendar: OpeningHours(
          timeZone: "Mars/Olympus",
          weekly: [
            .init(days: [.monday], from: .init(9), to: .init(12)),
            .init(days: [.monday], from: .init(11), to: .init(13)),
            .init(days: [.friday], from: .init(12), to: .init(12)),
          ])))
    #expect(error?.kind == .invalid)
    #expect(
      error?.rules == [
        "/name required", "/replyWithin range", "/calendar/timeZone timeZone",
        "/calendar/weekly/2/to range", "/calendar/weekly overlap",
      ])
  }

  @Test(arguments: Dialect.available)
  func `a queue in use is not deleted`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    _ = try desk.town.call(TicketsAPI.PutQueue.self, Self.billing)
    let ticket = try desk.open(queue: "billing")
    let error = try desk.town.refusal(TicketsAPI.DeleteQueue.self, .init(key: "billing"))
    #expect(error?.kind == .rejected)
    #expect(error?.message.contains("\(ticket.number)") == true)
    try desk.close(ticket)
    _ = try desk.town.call(TicketsAPI.DeleteQueue.self, .init(key: "billing"))
    let gone = try desk.town.refusal(TicketsAPI.GetQueue.self, .init(key: "billing"))
    #expect(gone?.kind == .notFound)
    let reopened = try desk.town.call(TicketsAPI.Reopen.self, .init(id: ticket.id, reason: "More"))
    #expect(reopened.value.replyDueAt == Desk.monday + .hours(24))
  }

  @Test(arguments: Dialect.available)
  func `queues are listed page by page`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    _ = try desk.town.call(TicketsAPI.PutQueue.self, Self.billing)
    let first = try desk.town.call(TicketsAPI.ListQueues.self, .init(limit: 1))
    #expect(first.items.map(\.key) == ["billing"])
    let second = try desk.town.call(TicketsAPI.ListQueues.self, .init(after: first.next, limit: 1))
    #expect(second.items.map(\.key) == ["default"])
    #expect(second.next == nil)
    let error = try desk.town.refusal(TicketsAPI.ListQueues.self, .init(limit: 201))
    #expect(error?.rules == ["/limit range"])
  }
}

@Suite(.databases) struct StaffTests {
  @Test(arguments: Dialect.available)
  func `the address names a member unless an id does`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let email = try EmailAddress(wire: "mia@shop.example")
    let promoted = try desk.town.call(
      TicketsAPI.PutStaff.self, .init(name: "Mia", email: email, roles: [.admin, .agent, .agent]))
    #expect(promoted.id == desk.mia)
    #expect(promoted.version == 2)
    #expect(promoted.roles == [.agent, .admin])
    let moved = try desk.town.call(
      TicketsAPI.PutStaff.self,
      .init(
        id: desk.mia, name: "Mia", email: try EmailAddress(wire: "m@shop.example"),
        roles: [.agent], version: 2))
    #expect(moved.id == desk.mia)
    #expect(try desk.town.call(TicketsAPI.GetStaff.self, .init(email: moved.email)) == moved)
  }

  @Test(arguments: Dialect.available)
  func `an address belongs to one member`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let error = try desk.town.refusal(
      TicketsAPI.PutStaff.self,
      .init(id: desk.tom, name: "", email: try EmailAddress(wire: "mia@shop.example"), roles: []))
    #expect(error?.rules == ["/name required", "/roles required", "/email unique"])
  }

  @Test(arguments: Dialect.available)
  func `who has open tickets is not removed`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let ticket = try desk.reply(desk.open())
    let error = try desk.town.refusal(TicketsAPI.DeleteStaff.self, .init(id: desk.mia))
    #expect(error?.kind == .rejected)
    try desk.close(ticket)
    _ = try desk.town.call(TicketsAPI.DeleteStaff.self, .init(id: desk.mia))
    #expect(try desk.town.call(TicketsAPI.ListStaff.self, .init()).items.map(\.name) == ["Tom"])
    let gone = try desk.town.refusal(TicketsAPI.GetStaff.self, .init(id: desk.mia))
    #expect(gone?.kind == .notFound)
  }
}
