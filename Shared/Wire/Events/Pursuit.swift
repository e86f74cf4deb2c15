/// Where a follower of a log stands: a state machine without I/O. What came goes in, what to ask
/// and what to give out comes out.
///
/// Live events may be lost on their way, come before the gap behind them is filled, or come twice.
/// Invariant: what it gives out is each wanted event once, in the log's order.
///
///     var pursuit = Pursuit(from: .start)
///     if let question = pursuit.question(now: ticks, patience: 5_000_000_000) { send(question) }
///     deliver(pursuit.took(answer, now: ticks))
///     deliver(pursuit.took(live: events))
///
/// With a filter the numbers of the events it gets have holes; then it reads whenever the log's
/// head passes what it has (DESIGN 3). Times are nanoseconds of any steady clock.
package struct Pursuit: Sendable {
  package enum State: Sendable, Equatable {
    /// Finding out where to begin.
    case locating
    /// Reading what it has missed.
    case catchingUp
    /// Up to date; live events suffice.
    case live
  }

  /// A question to the service.
  package struct Question: Sendable {
    package let id: RequestID
    package let params: EveryService.ReadEvents.Params
  }

  package private(set) var state: State
  /// The last number told of.
  package private(set) var head: Int64 = 0
  /// The question under way.
  package private(set) var asked: RequestID?
  private let types: [String]
  private var search: LogSearch?
  private var log: String?
  private var last: Int64 = 0
  private var lastID: String?
  private var count: Int64 = 0
  private var askedAt: UInt64 = 0
  private var notBefore: UInt64 = 0
  /// Live events that came while a question was under way.
  private var kept: [CloudEvent] = []
  private static let keeps = 1_024

  /// - Parameter types: prefixes of event types; all when empty.
  package init(from position: LogPosition, types: [String] = []) {
    self.types = types
    switch position {
    case .start: state = .catchingUp
    case .after(let sequence): (state, last) = (.catchingUp, sequence)
    case .inLog(let log, let sequence): (state, self.log, last) = (.catchingUp, log, sequence)
    case .now: (state, search) = (.locating, LogSearch(.end))
    case .time(let time): (state, search) = (.locating, LogSearch(.time(time)))
    }
  }

  /// Goes on behind an event that has been dealt with; nil of a log that is not known yet.
  package init(resuming log: String?, after sequence: Int64, id: String?) {
    (types, state) = ([], .catchingUp)
    (self.log, last, lastID) = (log, sequence, id)
  }

  /// The question to send now, if there is one. One without an answer is asked again after
  /// `patience`.
  package mutating func question(now: UInt64, patience: UInt64) -> Question? {
    guard state != .live, now >= notBefore else { return nil }
    if asked != nil, now < askedAt + patience { return nil }
    count += 1
    let id = RequestID.integer(count)
    (asked, askedAt) = (id, now)
    let params = search.map { EveryService.ReadEvents.Params(after: $0.probe - 1, limit: 1) }
    return Question(id: id, params: params ?? reading)
  }

  private var reading: EveryService.ReadEvents.Params {
    EveryService.ReadEvents.Params(
      log: log, after: last, afterId: lastID, types: types.isEmpty ? nil : types)
  }

  /// An answer to the question. Gives out the events that are next.
  package mutating func took(_ answer: EveryService.ReadEvents.Result) -> [CloudEvent] {
    asked = nil
    log = answer.log
    head = max(head, answer.head)
    guard search == nil else {
      locate(answer)
      return []
    }
    var next = answer.events.filter { $0.sequence > last }
    if answer.through > last {
      last = answer.through
      lastID = next.last.flatMap { $0.sequence == answer.through ? $0.id : nil }
    }
    next += inOrder(kept)
    kept = []
    state = last >= head ? .live : .catchingUp
    return next
  }

  private mutating func locate(_ answer: EveryService.ReadEvents.Result) {
    guard let found = search?.took(answer) else { return }
    (search, last, state) = (nil, found, .catchingUp)
  }

  /// Live events. Gives out those that are next.
  package mutating func took(live events: [CloudEvent]) -> [CloudEvent] {
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

  private mutating func inOrder(_ events: [CloudEvent]) -> [CloudEvent] {
    var next: [CloudEvent] = []
    for event in events where event.sequence == last + 1 && event.log == log {
      (last, lastID) = (event.sequence, event.id)
      next.append(event)
    }
    return next
  }

  /// The service told where its log ends: behind that, something was lost. Another log's heartbeat,
  /// or one from before where this stands, makes it ask; the answer will say that the log is not the
  /// one that was followed.
  package mutating func heard(_ heartbeat: Heartbeat) {
    if heartbeat.log == log { head = max(head, heartbeat.head) }
    if state == .live, heartbeat.log != log || heartbeat.head != last { state = .catchingUp }
  }

  /// The connection is a new one, and who is behind it may have an older copy of the log: it asks
  /// before it goes on with what comes live.
  package mutating func reconnected() {
    if state == .live { state = .catchingUp }
  }

  /// The question failed: ask again, not before a moment.
  package mutating func failed(until moment: UInt64) {
    asked = nil
    notBefore = moment
  }
}
