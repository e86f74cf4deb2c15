import Engine
import Store
import TestSupport
import Testing
import Wire

@Suite(.databases) struct RetentionTests {
  private func read(_ town: Town) throws -> [CloudEvent] {
    try town.call(EveryService.ReadEvents.self, .init(after: 0, limit: 1_000)).events
  }

  @Test(arguments: Dialect.available)
  func `past its period an event loses its data and keeps its envelope`(dialect: Dialect) throws {
    let town = try Town(dialect) { [Diary.service()] }
    for text in ["old", "older"] { _ = try town.call(Diary.Write.self, .init(text: text)) }
    try town.advance(by: .days(300))
    _ = try town.call(Diary.Write.self, .init(text: "young"))
    #expect(try read(town).allSatisfy { $0.data != nil })
    try town.advance(by: .days(66))
    let events = try read(town)
    #expect(events.map(\.sequence) == [1, 2, 3])
    #expect(events.map { $0.data != nil } == [false, false, true])
    #expect(events.allSatisfy { $0.type == Diary.Noted.type && $0.subject != nil })
    #expect(try town.call(EveryService.Verify.self, .init()).flaws.isEmpty)
  }

  @Test func `a long log is thinned to its end`() throws {
    let town = try Town { [Diary.service()] }
    try town.errand(of: "diary") { context in
      for number in 1...4_500 {
        try context.emit(Diary.Noted(text: "\(number)"), subject: "note_\(number)")
      }
    }
    try town.advance(by: .days(367))
    let left: Int? = try town.errand(of: "diary") {
      try $0.tx.scalar("SELECT count(*) FROM engine_event WHERE data IS NOT NULL")
    }
    #expect(left == 0)
  }
}
