import Wire

/// The requests of one client that wait for their answers: when each is sent, sent again, given up.
///
/// A state machine without I/O. The same bytes go out each time, so that the service recognises a
/// repetition by its idempotency key. Times are ticks, see ``Ticks``.
struct Outstanding {
  private struct Call {
    let frame: [UInt8]
    let deadline: UInt64
    /// When it joins the line again.
    var dueAt: UInt64 = .max
    var pause: UInt64
    /// The service's last `busy`.
    var refusal: Answer?
  }

  /// How a call ends.
  enum End { case answered(Answer), silent }

  private var calls: [Int64: Call] = [:]
  /// What is to be sent, in order.
  private var line: ArraySlice<Int64> = []
  private let options: ClientOptions
  /// When ``wake(now:)`` has something to do.
  private(set) var wakeAt: UInt64 = .max

  /// When the service says busy without saying for how long.
  private static let busyPause = Period.milliseconds(200)

  init(_ options: ClientOptions) {
    self.options = options
  }

  mutating func add(_ id: Int64, frame: [UInt8], deadline: UInt64) {
    calls[id] = Call(frame: frame, deadline: deadline, pause: options.repeatAfter.ticks)
    line.append(id)
    wakeAt = min(wakeAt, deadline)
  }

  /// What is to be sent next.
  mutating func next() -> [UInt8]? {
    while let id = line.first {
      if let call = calls[id] { return call.frame }
      line.removeFirst()
    }
    return nil
  }

  /// The next in line was sent: unless an answer comes, it will be sent again.
  mutating func sent(now: UInt64) {
    guard let id = line.popFirst(), var call = calls[id] else { return }
    call.dueAt = now + call.pause
    call.pause = min(call.pause * 2, options.longestPause.ticks)
    wakeAt = min(wakeAt, call.dueAt)
    calls[id] = call
  }

  /// An answer came. Gives it back if it ends a call; busy does not, for as long as there is time
  /// to try again, and an answer to a repetition that was answered before is nobody's.
  mutating func took(_ answer: Answer, to id: Int64, now: UInt64) -> Answer? {
    guard var call = calls[id] else { return nil }
    guard case .error(let error) = answer.outcome, error.kind == .busy else {
      calls[id] = nil
      return answer
    }
    call.refusal = answer
    call.dueAt = now + (error.retryAfter ?? Self.busyPause).ticks
    wakeAt = min(wakeAt, call.dueAt, call.deadline)
    calls[id] = call
    return nil
  }

  /// Puts what is due in line again and ends what is too late.
  mutating func wake(now: UInt64) -> [(id: Int64, end: End)] {
    guard now >= wakeAt else { return [] }
    var ended: [(id: Int64, end: End)] = []
    wakeAt = .max
    for (id, var call) in calls.sorted(by: { $0.key < $1.key }) {
      if call.deadline <= now {
        calls[id] = nil
        ended.append((id, call.refusal.map(End.answered) ?? .silent))
        continue
      }
      if call.dueAt <= now {
        call.dueAt = .max
        line.append(id)
        calls[id] = call
      }
      wakeAt = min(wakeAt, call.dueAt, call.deadline)
    }
    return ended
  }

  /// Nobody waits for this one any more.
  mutating func forget(_ id: Int64) {
    calls[id] = nil
  }
}
