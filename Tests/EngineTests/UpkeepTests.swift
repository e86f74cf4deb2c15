import Engine
import Store
import TestSupport
import Testing
import Wire

@Suite(.databases) struct UpkeepTests {
  private func verify(_ town: Town) throws -> EveryService.Verify.Result {
    try town.call(EveryService.Verify.self, .init())
  }

  /// A town of an echo that has heard three notes.
  private func heard(_ dialect: Dialect = .sqlite) throws -> Town {
    let town = try Town(dialect) { [Echo.service()] }
    for (number, text) in ["a", "b", "c"].enumerated() {
      try town.deliver(Diary.Noted(text: text), from: "diary", subject: "note_\(number)")
    }
    return town
  }

  @Test(arguments: Dialect.available)
  func `what is made again is what it was, and nothing is done twice`(dialect: Dialect) throws {
    let town = try heard(dialect)
    let before = try verify(town)
    #expect(before.flaws.isEmpty)
    #expect(before.derived.map(\.rows) == [3])
    try town.errand(of: "echo") { try $0.tx.write("UPDATE copy SET text = 'z' WHERE sequence = 2") }
    #expect(try verify(town).derived != before.derived)
    _ = try town.call(EveryService.Resync.self, .init())
    let after = try verify(town)
    #expect(after.derived == before.derived)
    #expect(after.at == before.at)
    #expect(try town.events(Echo.Echoed.self).map(\.text) == ["a", "b", "c"])
  }

  @Test func `a log that was put back from a copy is adopted, and only what is new reacted to`()
    throws
  {
    let town = try heard()
    // A follower hears nothing of a log that is not the one it followed; see FollowingTests.
    town.silent = ["diary"]
    town.forget("diary", after: 1)
    try town.advance(by: .minutes(5))
    for text in ["new", "newer", "newest"] {
      try town.deliver(Diary.Noted(text: text), from: "diary", subject: "note_\(text)")
    }
    _ = try town.call(EveryService.Resync.self, .init())
    town.silent = []
    try town.pump()
    #expect(try town.following("diary", by: "echo")?.sequence == 4)
    #expect(
      try town.events(Echo.Echoed.self).map(\.text) == ["a", "b", "c", "new", "newer", "newest"])
    #expect(try verify(town).derived.map(\.rows) == [4])
  }

  @Test func `while it hears everything again nothing else happens by itself`() throws {
    let town = try heard()
    town.silent = ["diary"]
    _ = try town.call(EveryService.Resync.self, .init())
    let status = try town.call(EveryService.Status.self, .init())
    #expect(status.followers.map(\.rebuilding) == [true])
    town.silent = []
    try town.pump()
    #expect(try town.call(EveryService.Status.self, .init()).followers.map(\.rebuilding) == [nil])
  }

  @Test(arguments: Dialect.available)
  func `a held service does nothing by itself until it is released`(dialect: Dialect) throws {
    let town = try Town(dialect) { [Diary.service()] }
    _ = try town.call(Diary.Remind.self, .init(text: "tea", after: .minutes(1)))
    _ = try town.call(EveryService.Hold.self, .init(reason: "restored from a backup"))
    try town.advance(by: .hours(1))
    #expect(try town.events(Diary.Noted.self).isEmpty)
    #expect(
      try town.call(EveryService.Status.self, .init()).held?.reason == "restored from a backup")
    _ = try town.call(Diary.Write.self, .init(text: "meanwhile"))
    #expect(try town.call(EveryService.Release.self, .init()).wasHeld)
    #expect(try town.events(Diary.Noted.self).count == 2)
    #expect(try town.call(EveryService.Release.self, .init()).wasHeld == false)
  }

  @Test func `a hold whose batch fails is no hold`() throws {
    let town = try Town { [Diary.service()] }
    let refused = try town.refusal(EveryService.Hold.self, .init(reason: ""))
    #expect(refused?.violations.map(\.path) == ["/reason"])
    #expect(try town.call(EveryService.Status.self, .init()).held == nil)
  }

  @Test func `a gap in the log is found`() throws {
    let town = try Town { [Diary.service()] }
    for text in ["a", "b", "c"] { _ = try town.call(Diary.Write.self, .init(text: text)) }
    try town.errand(of: "diary") { try $0.tx.write("DELETE FROM engine_event WHERE sequence = 2") }
    #expect(try verify(town).flaws == ["the log: it has 2 events where there should be 3"])
  }
}
