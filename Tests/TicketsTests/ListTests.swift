import Engine
import Models
import Store
import TestSupport
import Testing
import TicketsService
import Wire

@Suite(.databases) struct ListTests {
  private func numbers(
    _ desk: Desk, _ params: TicketsAPI.List.Params = .init()
  ) throws -> [Int] {
    try desk.town.call(TicketsAPI.List.self, params).items.map(\.number)
  }

  @Test(arguments: Dialect.available)
  func `what is due first comes first, and nothing that is closed`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let quick = TicketsAPI.PutQueue.Params(key: "quick", name: "Quick", replyWithin: .hours(1))
    _ = try desk.town.call(TicketsAPI.PutQueue.self, quick)
    _ = try desk.open()
    _ = try desk.open(queue: "quick")
    try desk.reply(desk.open())
    try desk.close(desk.open())
    #expect(try numbers(desk) == [2, 1, 3])
    #expect(try numbers(desk, .init(status: .closed)) == [4])
    #expect(try numbers(desk, .init(status: .waiting)) == [3])
    #expect(try numbers(desk, .init(queue: "quick")) == [2])
    #expect(try numbers(desk, .init(assignee: .nobody)) == [2, 1])
    #expect(try numbers(desk, .init(assignee: .staff(desk.mia))) == [3])
    #expect(try numbers(desk, .init(sort: .newest)) == [3, 2, 1])
    #expect(try numbers(desk, .init(sort: .lastReply)) == [3, 2, 1])
  }

  @Test(arguments: Dialect.available)
  func `tags and people are found`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let ticket = try desk.open(tags: ["Refund"])
    _ = try desk.open(from: "ben@example.com")
    #expect(try numbers(desk, .init(tag: "refund")) == [1])
    let ben = PersonParams(email: try EmailAddress(wire: "ben@example.com"))
    #expect(try numbers(desk, .init(requester: ben)) == [2])
    try desk.update(ticket, tags: ["late"])
    #expect(try numbers(desk, .init(tag: "refund")).isEmpty)
    #expect(try numbers(desk, .init(tag: "late")) == [1])
  }

  @Test(arguments: Dialect.available, TicketsAPI.List.Sort.allCases)
  func `pages follow each other without gap or repetition`(
    dialect: Dialect, sort: TicketsAPI.List.Sort
  ) throws {
    let desk = try Desk(dialect)
    for number in 1...7 {
      let ticket = try desk.open()
      if number % 3 == 0 { try desk.reply(ticket) }
      try desk.town.advance(by: .minutes(1))
    }
    let whole = try numbers(desk, .init(sort: sort))
    #expect(whole.count == 7)
    var paged: [Int] = []
    var after: String?
    repeat {
      let page = try desk.town.call(
        TicketsAPI.List.self, .init(sort: sort, after: after, limit: 2))
      paged += page.items.map(\.number)
      after = page.next
    } while after != nil
    #expect(paged == whole)
  }

  @Test(arguments: Dialect.available)
  func `a foreign cursor and an endless page are refused together`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let error = try desk.town.refusal(
      TicketsAPI.List.self,
      .init(
        requester: PersonParams(), sort: .due, after: "newest.0.3", limit: 0))
    #expect(error?.rules == ["/limit range", "/after cursor", "/requester required"])
  }

  @Test(arguments: Dialect.available)
  func `a ticket is shown by id or number, and by one of them`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let ticket = try desk.open()
    #expect(try desk.town.call(TicketsAPI.Get.self, .init(number: 1)).ticket == ticket)
    let none = try desk.town.refusal(TicketsAPI.Get.self, .init())
    #expect(none?.kind == .invalid)
    let both = try desk.town.refusal(TicketsAPI.Get.self, .init(id: ticket.id, number: 1))
    #expect(both?.kind == .invalid)
    let missing = try desk.town.refusal(TicketsAPI.Get.self, .init(number: 99))
    #expect(missing?.kind == .notFound)
    #expect(missing?.message.contains("99") == true)
  }

  @Test(arguments: Dialect.available)
  func `notes are for staff alone`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let ticket = try desk.open()
    _ = try desk.town.call(
      TicketsAPI.Note.self, .init(id: ticket.id, assignee: desk.mia, body: "Difficult one."))
    #expect(try desk.get(ticket.id).entries.map(\.kind) == [.received, .note])
    let shop = try desk.town.call(TicketsAPI.Get.self, .init(id: ticket.id), as: .shop)
    #expect(shop.entries.map(\.kind) == [.received])
    let shown = try desk.town.call(
      TicketsAPI.Show.self, .init(token: desk.token(.answer, ticket)), as: .visitor)
    #expect(shown.messages.map(\.body) == ["It fell."])
    let written = try desk.town.refusal(
      TicketsAPI.Note.self, .init(id: ticket.id, assignee: desk.mia, body: "?"), as: .shop)
    #expect(written?.kind == .forbidden)
  }
}
