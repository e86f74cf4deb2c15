import Testing
import Wire

@testable import Client

@Suite struct OutstandingTests {
  private static let millisecond: UInt64 = 1_000_000

  private func answer(_ id: Int, _ error: ServiceError? = nil) throws -> Answer {
    var frame: [UInt8] = []
    if let error {
      Reply.failure(id: .integer(Int64(id)), error: error, into: &frame)
    } else {
      Reply.success(id: .integer(Int64(id)), result: RawJSON(bytes: Array("{}".utf8)), into: &frame)
    }
    return try #require(try Answer.parse(frame).first)
  }

  @Test func `a request without an answer goes out again, each pause twice the last`() {
    var calls = Outstanding(ClientOptions(repeatAfter: .seconds(1), longestPause: .seconds(3)))
    calls.add(1, frame: [1], deadline: 20_000 * Self.millisecond)
    var sentAt: [UInt64] = []
    for second in 0..<12 as Range<UInt64> {
      let now = second * 1_000 * Self.millisecond
      #expect(calls.wake(now: now).isEmpty)
      while calls.next() != nil {
        sentAt.append(second)
        calls.sent(now: now)
      }
    }
    #expect(sentAt == [0, 1, 3, 6, 9])
  }

  @Test func `requests go out in the order of their calls`() {
    var calls = Outstanding(ClientOptions())
    for id in 1...3 as ClosedRange<Int64> { calls.add(id, frame: [UInt8(id)], deadline: .max) }
    calls.forget(2)
    var sent: [[UInt8]] = []
    while let frame = calls.next() {
      sent.append(frame)
      calls.sent(now: 0)
    }
    #expect(sent == [[1], [3]])
  }

  @Test func `busy is tried again when the service says`() throws {
    var calls = Outstanding(ClientOptions())
    calls.add(1, frame: [1], deadline: 5_000 * Self.millisecond)
    calls.sent(now: 0)
    let busy = try answer(1, .busy("too much", retryAfter: .milliseconds(300)))
    #expect(calls.took(busy, to: 1, now: 0) == nil)
    #expect(calls.next() == nil)
    #expect(calls.wakeAt == 300 * Self.millisecond)
    #expect(calls.wake(now: 300 * Self.millisecond).isEmpty)
    #expect(calls.next() == [1])
  }

  @Test func `at the deadline the last busy is the answer, and silence is silence`() throws {
    var calls = Outstanding(ClientOptions())
    for id in [1, 2] as [Int64] { calls.add(id, frame: [], deadline: 100 * Self.millisecond) }
    _ = calls.took(try answer(1, .busy("too much", retryAfter: .seconds(9))), to: 1, now: 0)
    let ends = calls.wake(now: 100 * Self.millisecond)
    #expect(ends.map(\.id) == [1, 2])
    guard case .answered(let answer) = ends[0].end, case .silent = ends[1].end,
      case .error(let error) = answer.outcome
    else {
      Issue.record("both calls should have ended, one with busy")
      return
    }
    #expect(error.kind == .busy)
    #expect(calls.wakeAt == .max)
  }

  @Test func `the second answer to a repeated request is nobody's`() throws {
    var calls = Outstanding(ClientOptions())
    calls.add(1, frame: [1], deadline: .max)
    #expect(calls.took(try answer(1), to: 1, now: 0) != nil)
    #expect(calls.took(try answer(1), to: 1, now: 0) == nil)
  }
}
