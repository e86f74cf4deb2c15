import Engine
import Store
import TestSupport
import Testing
import Wire

@Suite(.databases) struct TimerTests {
  @Test(arguments: Dialect.available)
  func `a timer fires when it is due and not before`(dialect: Dialect) throws {
    let town = try Town(dialect) { [Diary.service()] }
    _ = try town.call(Diary.Remind.self, .init(text: "tea", after: .hours(2)))
    try town.advance(by: .hours(1))
    #expect(try town.events(Diary.Noted.self).isEmpty)
    try town.advance(by: .hours(1))
    #expect(
      try town.events(Diary.Noted.self).map(\.text) == ["tea at 2026-03-02T11:00:00.000Z"])
  }

  @Test func `a flood of overdue timers is spread over batches, the longest overdue first`() throws
  {
    let town = try Town { [Diary.service()] }
    for number in 1...1_000 {
      _ = try town.call(
        Diary.Remind.self, .init(text: "\(number)", after: .minutes(Int64(number))))
    }
    // The service was down for a day: everything is overdue at once.
    town.clock.set(town.clock.now() + .days(1))
    var batches = 0
    while try town.events(Diary.Noted.self).count < 1_000 {
      let before = try town.events(Diary.Noted.self).count
      try town.runOneBatch(of: "diary")
      let fired = try town.events(Diary.Noted.self).count - before
      #expect((1...64).contains(fired))
      batches += 1
    }
    #expect(batches >= 1_000 / 64)
    let first = try #require(try town.events(Diary.Noted.self).first)
    #expect(first.text.hasPrefix("1 "), "the longest overdue comes first")
  }

  @Test func `setting a timer again moves it`() throws {
    let town = try Town { [Diary.service()] }
    _ = try town.call(Diary.Remind.self, .init(text: "tea", after: .hours(1)))
    _ = try town.call(Diary.Remind.self, .init(text: "tea", after: .hours(5)))
    try town.advance(by: .hours(4))
    #expect(try town.events(Diary.Noted.self).isEmpty)
    try town.advance(by: .hours(2))
    #expect(try town.events(Diary.Noted.self).count == 1)
  }

  @Test func `a timer that throws is parked and does not come again`() throws {
    let town = try Town { [Diary.service()] }
    _ = try town.call(Diary.Remind.self, .init(text: "poison", after: .minutes(1)))
    try town.advance(by: .hours(1))
    let parked = try town.call(EveryService.ListParked.self, .init()).items
    #expect(parked.map(\.kind) == ["timer"])
    #expect(parked.first?.error == "poison")
  }
}
