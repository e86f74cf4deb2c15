import Engine
import Store
import TestSupport
import Testing
import Wire

@Suite(.databases) struct BatchTests {
  @Test(arguments: Dialect.available)
  func `a command's result, event and row are all there`(dialect: Dialect) throws {
    let town = try Town(dialect) { [Diary.service()] }
    let written = try town.call(Diary.Write.self, .init(text: "hello"))
    #expect(written.id.wire.hasPrefix("note_"))
    #expect(try town.call(Diary.Count.self, .init()).notes == 1)
    #expect(try town.events(Diary.Noted.self).map(\.text) == ["hello"])
    #expect(town.log("diary").map(\.sequence) == [1])
  }

  @Test(arguments: Dialect.available, ["throw", "break"])
  func `what fails is rolled back alone and leaves no gap`(dialect: Dialect, then: String) throws {
    let town = try Town(dialect) { [Diary.service()] }
    _ = try town.call(Diary.Write.self, .init(text: "one"))
    let refused = try town.refusal(Diary.Write.self, .init(text: "two", then: then))
    #expect(refused?.kind == (then == "throw" ? .rejected : .internalError))
    _ = try town.call(Diary.Write.self, .init(text: "three"))
    #expect(try town.call(Diary.Count.self, .init()).notes == 2)
    #expect(town.log("diary").map(\.sequence) == [1, 2])
  }

  @Test func `a fault of ours leaves with a reference and without its cause`() throws {
    let town = try Town { [Diary.service()] }
    let refused = try #require(try town.refusal(Diary.Write.self, .init(text: "a", then: "break")))
    #expect(refused.reference?.hasPrefix("fault_") == true)
    #expect(!refused.message.contains("note"))
  }

  @Test(arguments: Dialect.available)
  func `a repeat with the same key gets the first result`(dialect: Dialect) throws {
    let town = try Town(dialect) { [Diary.service()] }
    let first = try town.answer(Diary.Write.self, .init(text: "once"), key: "k")
    let again = try town.answer(Diary.Write.self, .init(text: "once"), key: "k")
    #expect(
      try first.result(as: Diary.Write.Result.self).id
        == again.result(as: Diary.Write.Result.self).id)
    #expect(again.meta.replayed == true)
    #expect(again.meta.sequence == first.meta.sequence)
    #expect(town.log("diary").count == 1)
  }

  @Test func `the same key with other params is a conflict`() throws {
    let town = try Town { [Diary.service()] }
    _ = try town.call(Diary.Write.self, .init(text: "a"), key: "k")
    #expect {
      try town.call(Diary.Write.self, .init(text: "b"), key: "k")
    } throws: {
      ($0 as? ServiceError)?.kind == .conflict
    }
  }

  @Test func `a failure is not kept under its key`() throws {
    let town = try Town { [Diary.service()] }
    _ = try town.answer(Diary.Write.self, .init(text: "a", then: "throw"), key: "k")
    let answer = try town.answer(Diary.Write.self, .init(text: "a"), key: "k")
    #expect(answer.meta.replayed == nil)
    #expect(try town.call(Diary.Count.self, .init()).notes == 1)
  }

  @Test func `a kept result is forgotten after seven days`() throws {
    let town = try Town { [Diary.service()] }
    _ = try town.call(Diary.Write.self, .init(text: "a"), key: "k")
    try town.advance(by: .days(8))
    let again = try town.answer(Diary.Write.self, .init(text: "b"), key: "k")
    #expect(again.meta.replayed == nil)
  }

  @Test func `a batch runs in order and its queries see its commands`() throws {
    let town = try Town { [Diary.service()] }
    let frame = """
      [{"jsonrpc":"2.0","id":1,"method":"notes.write","params":{"text":"a"}},
       {"jsonrpc":"2.0","id":2,"method":"notes.write","params":{"text":"b","then":"throw"}},
       {"jsonrpc":"2.0","id":3,"method":"notes.count","params":{}},
       {"jsonrpc":"2.0","method":"notes.write","params":{"text":"c"}}]
      """
    _ = try town.send(Array(frame.utf8), to: "diary")
    #expect(try town.call(Diary.Count.self, .init()).notes == 2)
  }

  @Test(arguments: Dialect.available)
  func `what fails after it wrote is undone alone, in the middle of a batch`(
    dialect: Dialect
  ) throws {
    let town = try Town(dialect) { [Diary.service()] }
    let frame = """
      [{"jsonrpc":"2.0","id":1,"method":"notes.write","params":{"text":"a"}},
       {"jsonrpc":"2.0","id":2,"method":"notes.write","params":{"text":"b","then":"break"}},
       {"jsonrpc":"2.0","id":3,"method":"notes.write","params":{"text":"c"}}]
      """
    _ = try town.send(Array(frame.utf8), to: "diary")
    #expect(try town.events(Diary.Noted.self).map(\.text) == ["a", "c"])
    #expect(town.log("diary").map(\.sequence) == [1, 2])
    #expect(try town.call(Diary.Count.self, .init()).notes == 2)
    let requests = try town.call(EveryService.Metrics.self, .init()).samples
      .filter { $0.name == "rapport_requests_total" && $0.labels["method"] == "notes.write" }
    #expect(requests.map(\.value).reduce(0, +) == 3)
  }
}
