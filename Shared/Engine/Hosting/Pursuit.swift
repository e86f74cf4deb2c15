import Wire

/// Where a follower stands: a state machine without I/O. What came goes in, what to do comes out.
///
/// Invariant: what it gives out is each event of the log once, in order, from the cursor on.
struct Pursuit {
  private(set) var state = Following.State.catchingUp
  /// The other's head, as last told.
  private(set) var head: Int64 = 0
  /// The id of the question under way.
  private(set) var asked: RequestID?
  private var log = ""
  private var last: Int64 = 0
  private var lastID: String?
  private var count: Int64 = 0
  private var askedAt: UInt64 = 0
  private var notBefore: UInt64 = 0
  /// Live events that came while a question was under way.
  private var kept: [CloudEvent] = []
  private static let keeps = 1_024

  /// Starts over at a cursor.
  mutating func restart(at cursor: Following, now: UInt64) {
    (log, last, lastID) = (cursor.log, cursor.sequence, cursor.event)
    state = .catchingUp
    asked = nil
    kept = []
    // Whatever made it start over may need a moment; the first time nothing has.
    notBefore = cursor.state == .stopped ? now + 500_000_000 : now
  }

  /// The question to send now, if there is one.
  mutating func question(now: UInt64, patience: UInt64) -> [UInt8]? {
    guard state == .catchingUp, now >= notBefore else { return nil }
    if asked != nil, now < askedAt + patience { return nil }
    count += 1
    let id = RequestID.integer(count)
    let params = EveryService.ReadEvents.Params(
      log: log.isEmpty ? nil : log, after: last, afterId: lastID, limit: 500)
    let request = try? OutgoingRequest(
      id: id, method: EveryService.ReadEvents.name, params: params
    ).encoded()
    (asked, askedAt) = (id, now)
    return request
  }

  /// A live event, or several. Gives out those that are next.
  mutating func took(live events: [CloudEvent]) -> [CloudEvent] {
    guard let newest = events.last else { return [] }
    head = max(head, newest.sequence)
    guard state == .live else {
      kept = Array((kept + events).suffix(Self.keeps))
      return []
    }
    let next = inOrder(events)
    if head > last { state = .catchingUp }
    return next
  }

  /// The other told its head: short of it something was lost, and another log wants to be asked.
  mutating func heard(_ heartbeat: Heartbeat) {
    head = max(head, heartbeat.head)
    let isOther = !log.isEmpty && heartbeat.log != log
    if state == .live, isOther || head > last { state = .catchingUp }
  }

  /// An answer to the question. Gives out the events that are next.
  mutating func took(_ answer: EveryService.ReadEvents.Result) -> [CloudEvent] {
    asked = nil
    log = answer.log
    head = max(head, answer.head)
    let next = inOrder(answer.events) + inOrder(kept)
    kept = []
    state = last >= head ? .live : .catchingUp
    return next
  }

  /// The question failed; ask again later, or not at all when the log is another one.
  mutating func failed(diverged: Bool, now: UInt64) {
    asked = nil
    notBefore = now
    if diverged { state = .diverged }
  }

  private mutating func inOrder(_ events: [CloudEvent]) -> [CloudEvent] {
    var next: [CloudEvent] = []
    for event in events where event.sequence == last + 1 && (log.isEmpty || event.log == log) {
      (last, lastID, log) = (event.sequence, event.id, event.log)
      next.append(event)
    }
    return next
  }
}
