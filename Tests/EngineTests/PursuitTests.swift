import Testing
import Wire

@testable import Engine

/// What a follower gives out is each event of the log once, in order, whatever the network does.
struct PursuitTests {
  private func event(_ sequence: Int64, log: String = "diary_1") -> CloudEvent {
    CloudEvent(
      id: "\(sequence)", source: "/rapport/diary", type: "diary.note.written",
      time: Timestamp(milliseconds: 0), sequence: sequence, log: log)
  }

  private func answer(_ range: ClosedRange<Int64>, head: Int64) -> EveryService.ReadEvents.Result {
    .init(log: "diary_1", head: head, through: range.upperBound, events: range.map { event($0) })
  }

  private func following(_ sequence: Int64) -> Following {
    Following(
      service: "diary", log: sequence > 0 ? "diary_1" : "", sequence: sequence,
      event: sequence > 0 ? "\(sequence)" : nil, reacted: sequence)
  }

  private func started(at sequence: Int64 = 0) -> Pursuit {
    var pursuit = Pursuit()
    pursuit.restart(at: following(sequence), now: 0)
    return pursuit
  }

  @Test func `it reads first and is live when it has all`() {
    var pursuit = started()
    #expect(pursuit.question(now: 0, patience: 10) != nil)
    #expect(pursuit.took(answer(1...3, head: 5)).map(\.sequence) == [1, 2, 3])
    #expect(pursuit.state == .catchingUp)
    #expect(pursuit.took(answer(4...5, head: 5)).map(\.sequence) == [4, 5])
    #expect(pursuit.state == .live)
    #expect(pursuit.took(live: [event(6)]).map(\.sequence) == [6])
  }

  @Test func `live events that come while it reads are neither lost nor doubled`() {
    var pursuit = started()
    _ = pursuit.question(now: 0, patience: 10)
    #expect(pursuit.took(live: [event(3), event(4)]).isEmpty)
    #expect(pursuit.took(answer(1...3, head: 3)).map(\.sequence) == [1, 2, 3, 4])
    #expect(pursuit.state == .live)
  }

  @Test func `a gap in the live stream is read`() {
    var pursuit = started(at: 2)
    _ = pursuit.took(answer(3...3, head: 3))
    #expect(pursuit.took(live: [event(5)]).isEmpty)
    #expect(pursuit.state == .catchingUp)
    #expect(pursuit.question(now: 0, patience: 10) != nil)
    #expect(pursuit.took(answer(4...5, head: 5)).map(\.sequence) == [4, 5])
  }

  @Test func `a lost last event is noticed by the heartbeat`() {
    var pursuit = started(at: 2)
    _ = pursuit.took(.init(log: "diary_1", head: 2, through: 2, events: []))
    #expect(pursuit.state == .live)
    pursuit.heard(Heartbeat(log: "diary_1", head: 3))
    #expect(pursuit.state == .catchingUp)
  }

  @Test func `a question without an answer is asked again, after patience`() {
    var pursuit = started()
    #expect(pursuit.question(now: 0, patience: 10) != nil)
    #expect(pursuit.question(now: 9, patience: 10) == nil)
    #expect(pursuit.question(now: 10, patience: 10) != nil)
  }

  @Test func `another log is not followed`() {
    var pursuit = started(at: 2)
    _ = pursuit.took(.init(log: "diary_1", head: 2, through: 2, events: []))
    #expect(pursuit.took(live: [event(3, log: "diary_2")]).isEmpty)
    pursuit.failed(diverged: true, now: 0)
    #expect(pursuit.state == .diverged)
    #expect(pursuit.question(now: 100, patience: 10) == nil)
  }

  @Test(arguments: 1...20)
  func `whatever is dropped, doubled and reordered, it converges`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var pursuit = started()
    var got: [Int64] = []
    var now: UInt64 = 0
    for written in Int64(1)...200 {
      now += 1
      if Int.random(in: 0..<3, using: &generator) > 0 {
        got += pursuit.took(live: [event(written)]).map(\.sequence)
      }
      if pursuit.question(now: now, patience: 5) != nil, Bool.random(using: &generator) {
        let from = (got.last ?? 0) + 1
        let through = min(written, from + 20)
        let read = from <= through ? (from...through).map { event($0) } : []
        got += pursuit.took(.init(log: "diary_1", head: written, through: through, events: read))
          .map(\.sequence)
      }
    }
    while pursuit.state != .live {
      now += 10
      pursuit.heard(Heartbeat(log: "diary_1", head: 200))
      guard pursuit.question(now: now, patience: 5) != nil else { continue }
      let from = (got.last ?? 0) + 1
      let read = from <= 200 ? (from...200).map { event($0) } : []
      got += pursuit.took(.init(log: "diary_1", head: 200, through: 200, events: read))
        .map(\.sequence)
    }
    #expect(got == Array(1...200), "seed \(seed)")
  }
}
