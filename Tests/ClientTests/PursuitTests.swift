import Testing
import Wire

@Suite struct PursuitTests {
  /// Follows a log to its end, asking as often as it wants, and gives what it gave out.
  private func read(_ pursuit: inout Pursuit, _ log: [CloudEvent]) -> [Int64] {
    var given: [CloudEvent] = []
    while let question = pursuit.question(now: 0, patience: 1) {
      given += pursuit.took(readLog(log, question.params))
    }
    return given.map(\.sequence)
  }

  struct Beginning: Sendable {
    let position: LogPosition
    let first: Int64
  }

  @Test(arguments: [
    Beginning(position: .start, first: 1), Beginning(position: .after(0), first: 1),
    Beginning(position: .after(7), first: 8), Beginning(position: .after(1_200), first: 1_201),
    Beginning(position: .now, first: 1_201),
    Beginning(position: .time(Timestamp(milliseconds: 0)), first: 1),
    Beginning(position: .time(Timestamp(milliseconds: 1_001)), first: 2),
    Beginning(position: .time(Timestamp(milliseconds: 700_000)), first: 700),
    Beginning(position: .time(Timestamp(milliseconds: 9_999_999)), first: 1_201),
  ])
  func `it begins where it was told to`(beginning: Beginning) {
    var pursuit = Pursuit(from: beginning.position)
    let given = read(&pursuit, logged(1...1_200))
    #expect(given == Array(beginning.first..<1_201))
    #expect(pursuit.state == .live)
    #expect(pursuit.took(live: logged(1_201...1_201)).map(\.sequence) == [1_201])
  }

  @Test(arguments: [LogPosition.start, .now, .time(Timestamp(milliseconds: 5))])
  func `it can follow a log that is empty`(position: LogPosition) {
    var pursuit = Pursuit(from: position)
    #expect(read(&pursuit, []) == [])
    #expect(pursuit.took(live: logged(1...2)).map(\.sequence) == [1, 2])
  }

  @Test func `live events that come while it reads are given out behind what was read`() {
    var pursuit = Pursuit(from: .start)
    let question = pursuit.question(now: 0, patience: 1)
    #expect(pursuit.took(live: logged(4...6)) == [])
    let given = pursuit.took(readLog(logged(1...5), question!.params))
    #expect(given.map(\.sequence) == [1, 2, 3, 4, 5, 6])
    #expect(pursuit.state == .live)
  }

  @Test func `after a new connection it asks before it goes on, with the event it stands at`() {
    var pursuit = Pursuit(from: .start)
    _ = read(&pursuit, logged(1...3))
    pursuit.reconnected()
    #expect(pursuit.took(live: logged(4...4)) == [])
    let question = pursuit.question(now: 0, patience: 1)
    #expect(question?.params.after == 3)
    #expect(question?.params.afterId == logged(3...3)[0].id)
  }

  @Test func `a head before where it stands makes it ask`() {
    var pursuit = Pursuit(from: .start)
    _ = read(&pursuit, logged(1...3))
    pursuit.heard(Heartbeat(log: logged(1...1)[0].log, head: 2))
    #expect(pursuit.state == .catchingUp)
  }

  @Test func `a gap and a repetition are told from the next event`() {
    var pursuit = Pursuit(from: .start)
    _ = read(&pursuit, logged(1...3))
    #expect(pursuit.took(live: logged(2...3)) == [])
    #expect(pursuit.state == .live)
    #expect(pursuit.took(live: logged(5...6)) == [])
    #expect(pursuit.state == .catchingUp)
    #expect(read(&pursuit, logged(1...6)) == [4, 5, 6])
  }

  @Test func `a heartbeat tells of a loss at the end`() {
    var pursuit = Pursuit(from: .start)
    _ = read(&pursuit, logged(1...3))
    pursuit.heard(Heartbeat(log: "log_1", head: 3))
    #expect(pursuit.state == .live)
    pursuit.heard(Heartbeat(log: "log_1", head: 4))
    #expect(read(&pursuit, logged(1...4)) == [4])
  }

  @Test func `another log's heartbeat makes it ask`() {
    var pursuit = Pursuit(from: .start)
    _ = read(&pursuit, logged(1...3))
    pursuit.heard(Heartbeat(log: "log_2", head: 1))
    #expect(pursuit.question(now: 0, patience: 1)?.params.log == "log_1")
  }

  @Test func `with a filter the holes between its events are no gaps`() {
    var pursuit = Pursuit(from: .start, types: ["stub.odd"])
    #expect(read(&pursuit, logged(1...7)) == [3, 6])
    let nine = logged(9...9)
    let given = pursuit.took(live: nine).map(\.sequence) + read(&pursuit, logged(1...9))
    #expect(given == [9])
    #expect(pursuit.state == .live)
  }

  @Test func `a question that failed or was lost is asked again`() {
    var pursuit = Pursuit(from: .start)
    #expect(pursuit.question(now: 0, patience: 10) != nil)
    #expect(pursuit.question(now: 9, patience: 10) == nil)
    #expect(pursuit.question(now: 10, patience: 10) != nil)
    pursuit.failed(until: 50)
    #expect(pursuit.question(now: 49, patience: 10) == nil)
    #expect(pursuit.question(now: 50, patience: 10) != nil)
  }

  @Test func `whatever is lost or repeated, each event is given out once and in order`() {
    let seed = UInt64.random(in: 1 ... .max)
    var dice = Dice(state: seed)
    let log = logged(1...400)
    var pursuit = Pursuit(from: .start)
    var (given, grown): ([Int64], Int) = ([], 0)
    while given.count < log.count {
      let more = min(log.count, grown + Int.random(in: 0...9, using: &dice))
      let live = log[grown..<more].filter { _ in Int.random(in: 0...3, using: &dice) > 0 }
      grown = more
      given += pursuit.took(live: live + live.suffix(1)).map(\.sequence)
      if Bool.random(using: &dice) { pursuit.heard(Heartbeat(log: "log_1", head: Int64(grown))) }
      guard let question = pursuit.question(now: 0, patience: 1), Bool.random(using: &dice) else {
        pursuit.failed(until: 0)
        continue
      }
      given += pursuit.took(readLog(Array(log[..<grown]), question.params)).map(\.sequence)
    }
    #expect(given == Array(1...400), "seed \(seed)")
  }
}

/// Repeatable randomness (xorshift64*, Vigna 2016).
private struct Dice: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_F491_4F6C_DD1D
  }
}
