import Store
import TestSupport
import Testing
import Wire

@testable import Engine

@Suite(.databases) struct TraceTests {
  @Test func `a request without a trace begins one, and its events carry it on`() throws {
    let town = try Town { [Diary.service(), Echo.service()] }
    let answer = try town.answer(Diary.Write.self, .init(text: "a"))
    let trace = try #require(answer.meta.traceparent)
    #expect(Traceparent.trace(of: trace) != nil)
    #expect(town.log("diary").map(\.traceparent) == [trace])
    #expect(town.log("echo").map(\.traceparent) == [trace])
    #expect(town.log("echo").map(\.causationid) == [town.log("diary")[0].id])
  }

  @Test func `each request has a trace of its own, which begins with its time`() throws {
    let town = try Town { [Diary.service()] }
    let traces = try (1...100).map { number in
      try town.answer(Diary.Write.self, .init(text: "\(number)")).meta.traceparent ?? ""
    }
    #expect(Set(traces).count == 100)
    let id = try #require(Traceparent.trace(of: traces[0]))
    #expect(Traceparent.time(ofTrace: id) == VirtualClock.start)
  }

  @Test func `a caller's own trace is kept and not told back`() throws {
    let town = try Town { [Diary.service()] }
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    let frame = """
      {"jsonrpc":"2.0","id":1,"method":"notes.write","params":{"text":"a"},\
      "meta":{"traceparent":"\(trace)"}}
      """
    let answer = try town.send(Array(frame.utf8), to: "diary")
    #expect(answer.meta.traceparent == nil)
    #expect(town.log("diary").map(\.traceparent) == [trace])
  }

  @Test func `a timer carries on the trace of what set it`() throws {
    let town = try Town { [Diary.service()] }
    let answer = try town.answer(Diary.Remind.self, .init(text: "later", after: .hours(1)))
    try town.advance(by: .hours(2))
    #expect(town.log("diary").map(\.traceparent) == [answer.meta.traceparent])
  }
}
