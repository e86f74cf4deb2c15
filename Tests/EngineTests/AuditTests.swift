import Store
import TestSupport
import Testing
import Wire

@testable import Engine

@Suite(.databases) struct AuditTests {
  private static let shop = Caller(
    key: "shop", actor: "staff:mia", scopes: [.staff, .observer, .admin], events: [""])

  @Test(arguments: Dialect.available)
  func `events are found by whoever caused them, and when`(dialect: Dialect) throws {
    let town = try Town(dialect) { [Diary.service()] }
    _ = try town.call(Diary.Write.self, .init(text: "a"))
    try town.advance(by: .hours(1))
    _ = try town.call(Diary.Write.self, .init(text: "b"), as: Self.shop)
    try town.advance(by: .hours(1))
    _ = try town.call(Diary.Write.self, .init(text: "c"), as: Self.shop)
    func found(_ params: EveryService.SearchEvents.Params) throws -> [Int64] {
      try town.call(EveryService.SearchEvents.self, params).events.map(\.sequence)
    }
    #expect(try found(.init()) == [1, 2, 3])
    #expect(try found(.init(key: "shop")) == [2, 3])
    #expect(try found(.init(actor: "staff:mia")) == [2, 3])
    #expect(try found(.init(actor: "staff:eve")) == [])
    #expect(try found(.init(types: ["diary.note.", "diary.page"])) == [1, 2, 3])
    #expect(try found(.init(types: ["tickets."])) == [])
    let start = VirtualClock.start
    #expect(try found(.init(from: start + .hours(1))) == [2, 3])
    #expect(try found(.init(from: start + .hours(1), to: start + .hours(2))) == [2])
    #expect(try found(.init(to: start)) == [])
    let second = town.log("diary")[1]
    #expect(second.key == "shop" && second.actor == "staff:mia")
    #expect(try found(.init(id: second.id)) == [2])
    #expect(try found(.init(subject: second.subject)) == [2])
    let trace = try #require(second.traceparent.flatMap(Traceparent.trace))
    #expect(try found(.init(trace: trace)) == [2])
  }

  @Test func `a long answer goes on where it was cut`() throws {
    let town = try Town { [Diary.service()] }
    for number in 1...7 { _ = try town.call(Diary.Write.self, .init(text: "\(number)")) }
    var (found, after, end): ([Int64], Int64, Int64) = ([], 0, 1)
    while after < end {
      let page = try town.call(EveryService.SearchEvents.self, .init(after: after, limit: 3))
      found += page.events.map(\.sequence)
      (after, end) = (page.through, page.end)
    }
    #expect(found == Array(1...7))
  }

  @Test func `a search is confined to the events that a key may hear`() throws {
    let town = try Town { [Diary.service()] }
    _ = try town.call(Diary.Write.self, .init(text: "a"))
    let confined = Caller(key: "desk", scopes: [.observer], events: ["diary.note."])
    #expect(
      try town.refusal(EveryService.SearchEvents.self, .init(), as: confined)?.kind == .forbidden)
    let own = EveryService.SearchEvents.Params(types: ["diary.note."])
    #expect(try town.call(EveryService.SearchEvents.self, own, as: confined).events.count == 1)
  }

  @Test func `what an event causes is of nobody's key`() throws {
    let town = try Town { [Diary.service(), Echo.service()] }
    _ = try town.call(Diary.Write.self, .init(text: "a"), as: Self.shop)
    #expect(town.log("diary").map(\.key) == ["shop"])
    #expect(town.log("echo").map(\.key) == [nil])
  }

  @Test(arguments: Dialect.available)
  func `who reads whose data is recorded by the hour`(dialect: Dialect) throws {
    let town = try Town(dialect) { [Diary.service()] }
    for _ in 1...3 { _ = try town.call(Diary.About.self, .init(person: "ann"), as: Self.shop) }
    try town.advance(by: .hours(2))
    _ = try town.call(Diary.About.self, .init(person: "ann"), as: Self.shop)
    _ = try town.call(Diary.About.self, .init(person: "ben"))
    _ = try town.call(Diary.Count.self, .init(), as: Self.shop)
    let reads = try town.call(EveryService.ListReads.self, .init(key: "shop")).items
    #expect(reads.map(\.person) == ["ann"] && reads.map(\.times) == [4])
    #expect(reads.first?.actor == "staff:mia" && reads.first?.method == "notes.about")
    #expect(reads.first?.since == VirtualClock.start)
    #expect(reads.first?.last == VirtualClock.start + .hours(2))
    let later = EveryService.ListReads.Params(from: VirtualClock.start + .hours(1))
    #expect(try town.call(EveryService.ListReads.self, later).items.map(\.times) == [1, 1])
    let all = try town.call(EveryService.ListReads.self, .init(limit: 1))
    #expect(all.items.map(\.person) == ["ann"])
    let rest = try town.call(EveryService.ListReads.self, .init(after: all.next))
    #expect(rest.items.map(\.person) == ["ben"] && rest.next == nil)
  }

  @Test func `a read is forgotten after ninety days`() throws {
    let town = try Town { [Diary.service()] }
    _ = try town.call(Diary.About.self, .init(person: "ann"))
    try town.advance(by: .days(89))
    #expect(try town.call(EveryService.ListReads.self, .init()).items.count == 1)
    try town.advance(by: .days(2))
    #expect(try town.call(EveryService.ListReads.self, .init()).items.isEmpty)
  }

  @Test func `a read that was refused is no read`() throws {
    let town = try Town { [Diary.service()] }
    _ = try town.refusal(Diary.About.self, .init(person: "nobody"), as: Self.shop)
    #expect(try town.call(EveryService.ListReads.self, .init()).items.isEmpty)
  }

  @Test func `following a log is no read, reading it for oneself is`() throws {
    let town = try Town { [Diary.service()] }
    _ = try town.call(Diary.Write.self, .init(text: "a", about: "ann"))
    let service = Caller(key: "tickets", scopes: [.service], events: [""])
    _ = try town.call(EveryService.ReadEvents.self, .init(after: 0), as: service)
    _ = try town.call(EveryService.ReadEvents.self, .init(after: 0), as: .local)
    #expect(try town.call(EveryService.ListReads.self, .init()).items.isEmpty)
    _ = try town.call(EveryService.ReadEvents.self, .init(after: 0), as: Self.shop)
    let reads = try town.call(EveryService.ListReads.self, .init()).items
    #expect(reads.map(\.person) == ["ann"] && reads.map(\.method) == ["events.read"])
  }

  @Test func `what is too much to keep apart is still counted`() {
    let reads = PersonalReads()
    let people = (1...50_010).map { "contact_\($0)" }
    reads.note(people, by: Self.shop, "contacts.list", at: VirtualClock.start)
    var errands = 0
    while reads.errand() != nil { errands += 1 }
    #expect(errands == 101)
  }

  @Test func `readers beside the loop record, too`() throws {
    let house = try House(Diary.service(), .sqlite)
    let caller = try Frontend(house.endpoints)
    _ = try caller.ask("notes.about", #"{"person":"ann"}"#, meta: #"{"actor":"staff:mia"}"#)
    var items: [EveryService.ListReads.Result.Item] = []
    while items.isEmpty {
      items = try caller.ask("reads.list", "{}").result(as: EveryService.ListReads.Result.self)
        .items
    }
    #expect(items.map(\.person) == ["ann"] && items.map(\.actor) == ["staff:mia"])
    house.host.stop()
  }
}
