import Engine
import Store
import Synchronization
import TestSupport
import Testing
import Wire

@Suite(.databases) struct ParkingTests {
  private typealias Parked = EveryService.ListParked.Result.Item

  private func list(_ town: Town) throws -> [Parked] {
    try town.call(EveryService.ListParked.self, .init()).items
  }

  private func retry(_ id: String, _ town: Town) throws -> EveryService.RetryParked.Result {
    try town.call(EveryService.RetryParked.self, .init(id: id))
  }

  @Test(arguments: Dialect.available)
  func `what is retried goes through once its reason is gone, and then what waited behind it`(
    dialect: Dialect
  ) throws {
    let mood = Mood()
    let town = try Town(dialect) { [Picky.service(mood)] }
    for text in ["bad", "worse", "fine"] {
      try town.deliver(Diary.Noted(text: text), from: "diary", subject: "note_1")
    }
    let parked = try list(town)
    #expect(parked.map(\.handler) == Array(repeating: "reaction diary.note.written", count: 3))
    #expect(try retry(parked[0].id, town).error == "cannot stand bad")
    mood.bears("bad")
    let answer = try retry(parked[0].id, town)
    #expect(answer.error == nil)
    #expect(answer.behind == 2)
    // The second still fails, so that the third still waits.
    #expect(
      try list(town).map(\.error).sorted() == [
        "cannot stand worse", "it waits behind a parked event of the same subject",
      ])
    mood.bears("worse")
    _ = try retry(parked[1].id, town)
    #expect(try list(town).isEmpty)
    #expect(try town.events(Echo.Echoed.self).map(\.text) == ["bad", "worse", "fine"])
  }

  @Test func `a retry that fails leaves nothing of what it did`() throws {
    let mood = Mood()
    let town = try Town { [Picky.service(mood)] }
    try town.deliver(Diary.Noted(text: "bad"), from: "diary", subject: "note_1")
    _ = try retry(try list(town)[0].id, town)
    #expect(try town.events(Echo.Echoed.self).isEmpty)
    mood.bears("bad")
    _ = try retry(try list(town)[0].id, town)
    #expect(town.log("echo").map(\.sequence) == [1])
    #expect(town.log("echo").first?.causationid == town.log("diary").first?.id)
  }

  @Test func `nothing overtakes what it waits behind`() throws {
    let town = try Town { [Picky.service(Mood())] }
    for text in ["bad", "fine"] {
      try town.deliver(Diary.Noted(text: text), from: "diary", subject: "note_1")
    }
    let second = try #require(try list(town).last)
    let refused = try town.refusal(EveryService.RetryParked.self, .init(id: second.id))
    #expect(refused?.kind == .rejected)
  }

  @Test func `what is dropped is gone, and what waited behind it goes on`() throws {
    let town = try Town { [Picky.service(Mood())] }
    for text in ["bad", "fine"] {
      try town.deliver(Diary.Noted(text: text), from: "diary", subject: "note_1")
    }
    let dropped = try town.call(EveryService.DropParked.self, .init(id: try list(town)[0].id))
    #expect(dropped.behind == 1)
    #expect(try list(town).isEmpty)
    #expect(try town.events(Echo.Echoed.self).map(\.text) == ["fine"])
    try town.deliver(Diary.Noted(text: "later"), from: "diary", subject: "note_1")
    #expect(try town.events(Echo.Echoed.self).map(\.text) == ["fine", "later"])
  }

  @Test func `a parked timer is retried`() throws {
    let town = try Town { [Diary.service()] }
    _ = try town.call(Diary.Remind.self, .init(text: "poison", after: .minutes(1)))
    try town.advance(by: .hours(1))
    let parked = try #require(try list(town).first)
    #expect(try retry(parked.id, town).error == "poison")
    _ = try town.call(EveryService.DropParked.self, .init(id: parked.id))
    #expect(try list(town).isEmpty)
  }

  @Test func `what is not parked cannot be retried`() throws {
    let town = try Town { [Diary.service()] }
    let refused = try town.refusal(EveryService.RetryParked.self, .init(id: "parked_1"))
    #expect(refused?.kind == .notFound)
  }
}

/// What somebody cannot stand, until they can.
final class Mood: Sendable {
  private let hated = Mutex<Set<String>>(["bad", "worse"])
  func bears(_ text: String) { hated.withLock { _ = $0.remove(text) } }
  func hates(_ text: String) -> Bool { hated.withLock { $0.contains(text) } }
}

/// A service that answers what it hears, unless it cannot stand it: then it fails after it wrote.
enum Picky {
  static func service(_ mood: Mood) -> Service {
    let answer = Hearing.reaction(Diary.Noted.self) { noted, event, context in
      try context.tx.write("INSERT INTO heard (text) VALUES (\(noted.text))")
      try context.emit(Echo.Echoed(text: noted.text), subject: event.subject ?? "")
      if mood.hates(noted.text) { throw ServiceError.rejected("cannot stand \(noted.text)") }
    }
    return Service(
      name: "echo",
      migrations: [
        Migration(
          version: 1, name: "heard", statements: ["CREATE TABLE heard (text TEXT PRIMARY KEY)"])
      ], answers: [], emits: [Echo.Echoed.self], hears: [answer])
  }
}
