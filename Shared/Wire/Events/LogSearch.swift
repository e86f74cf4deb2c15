/// Finds where in a log to begin, by reading single events.
///
/// Times never fall along a log, so halving finds the first event of a time in about twenty
/// questions for a million events.
struct LogSearch: Sendable {
  enum Goal: Sendable { case end, time(Timestamp) }

  /// The event to read next.
  private(set) var probe: Int64 = 1
  private let goal: Goal
  /// Everything up to here is before the goal.
  private var before: Int64 = 0
  /// From here on nothing is; nil until the log's end is known.
  private var notBefore: Int64?

  init(_ goal: Goal) {
    self.goal = goal
  }

  /// The event at `probe`, if there is one, and the log's end.
  ///
  /// - Returns: the number after which to follow, once it is known.
  mutating func took(_ answer: EveryService.ReadEvents.Result) -> Int64? {
    guard case .time(let time) = goal else { return answer.head }
    var high = notBefore ?? answer.head + 1
    if let event = answer.events.first, event.time >= time {
      high = min(high, event.sequence)
    } else {
      before = min(probe, high - 1)
    }
    notBefore = high
    probe = before + (high - before) / 2
    return high - before <= 1 ? before : nil
  }
}
