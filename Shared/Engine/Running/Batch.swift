import Logging
import Store
import Wire

/// A batch on its way through one transaction.
final class Batch {
  let tx: Transaction
  let engine: Engine
  let now: Timestamp
  let offenders: [Place: Setback]
  let hasSavepoints: Bool
  /// What the thread works from here on.
  let effort: Effort
  var outcome = BatchOutcome()
  /// What failed and was rolled back alone.
  private(set) var failures: [ServiceError] = []
  /// How its calls ended, to be counted once it is committed.
  private(set) var ended: [Ended] = []
  /// Whose data it gave to whom.
  private(set) var reads: [(call: Call, people: [String])] = []

  /// - Parameters:
  ///   - offenders: what ended an earlier try's transaction, with its error; it does not run again.
  ///   - hasSavepoints: whether each handler runs in a savepoint, to be undone alone.
  init(engine: Engine, tx: Transaction, offenders: [Place: Setback], hasSavepoints: Bool) {
    (self.engine, self.tx) = (engine, tx)
    (self.offenders, self.hasSavepoints) = (offenders, hasSavepoints)
    now = engine.now
    effort = Effort(engine.clock)
  }

  func run(_ work: [Work]) throws {
    for (index, item) in work.enumerated() {
      switch item {
      case .exchange(let exchange): try answer(exchange, index)
      case .event(let service, let event): try hear(service, event, index)
      case .errand(let errand): try run(errand, index)
      }
    }
    try fireTimers(room: engine.limits.batch / 4)
  }

  // MARK: Requests

  private func answer(_ exchange: Exchange, _ index: Int) throws {
    var answers: [CallAnswer] = []
    for (number, call) in exchange.calls.enumerated() {
      let answer = try answer(call, .call(index, number))
      ended.append(Ended(call, answer.error, at: engine.clock.ticks()))
      answers.append(answer)
    }
    if let body = exchange.reply(answers) { outcome.replies.append((exchange.route, body)) }
  }

  private func answer(_ call: Call, _ place: Place) throws -> CallAnswer {
    if let deadline = call.deadline, engine.clock.ticks() > deadline {
      return .failure(
        ServiceError(.deadlineExceeded, "timeoutMs passed before the request's turn came."))
    }
    switch call.step {
    case .refused, .preparing: return .failure(call.refusal)
    case .query(let handler):
      // Beside a command: it sees what that wrote.
      return CallAnswer(
        try attempt(place, caller: call.caller, cause: .request, budget: call.budget) { context in
          let answer = try handler(self.glance(context))
          if !answer.people.isEmpty { self.reads.append((call, answer.people)) }
          return (answer.result, nil)
        })
    case .command(let handler):
      if let refusal = refusal(of: call) { return .failure(refusal) }
      let cause = Cause(trace: call.trace, key: call.caller.key)
      return CallAnswer(
        try attempt(place, caller: call.caller, cause: cause, budget: call.budget) { context in
          try self.perform(call, handler, context)
        })
    }
  }

  /// What is left of a nearly full disk is for what people are owed.
  private func refusal(of call: Call) -> ServiceError? {
    guard !call.isAlwaysAccepted, let space = engine.disk.tight else { return nil }
    return ServiceError(
      .unavailable,
      """
      The disk is nearly full (\(Int(space.used * 100)) % used): only answers, withdrawals and \
      erasures are accepted. Nothing was changed.
      """, subtype: "diskNearlyFull")
  }

  private func perform(
    _ call: Call, _ handler: (Context) throws -> RawJSON, _ context: Context
  ) throws -> (RawJSON, ReplyMeta?) {
    let log = engine.keeping.log
    if let keyed = call.keyed, let kept = try Idempotency.find(keyed, tx) {
      return (kept.result, ReplyMeta(log: log.id, sequence: kept.sequence, replayed: true))
    }
    let result = try handler(context)
    if let keyed = call.keyed {
      try Idempotency.keep(result, of: keyed, sequence: log.head, now: now, tx)
    }
    return (
      result,
      ReplyMeta(
        log: log.id, sequence: log.head, traceparent: call.isTraceOurs ? call.trace : nil)
    )
  }

  private func glance(_ context: Context) -> QueryContext {
    var glance = QueryContext(
      tx: tx, now: now, caller: context.caller, followings: engine.followings,
      engine: engine.view)
    // Nothing waits inside a transaction: a long poll gets what there is.
    glance.hasWaited = true
    return glance
  }

  // MARK: Events of others

  private func hear(_ service: String, _ event: CloudEvent, _ index: Int) throws {
    guard let following = engine.keeping.cursors[service], event.sequence > following.sequence
    else { return }
    // What was on its way when the follower went back to the start, or to another log.
    guard following.log.isEmpty || event.log == following.log else {
      outcome.rewound.insert(service)
      return
    }
    // A log has no gaps: an event that is not the next one comes behind one that failed or was lost.
    guard event.sequence == following.sequence + 1 else {
      outcome.rewound.insert(service)
      return
    }
    let hearings = (engine.hearings[service] ?? []).enumerated().filter { _, hearing in
      hearing.hears(event)
        && (hearing.kind == .projection || event.id > following.reacted ?? "")
    }
    if try apply(hearings, to: event, from: service, index) {
      engine.keeping.cursors.advance(service, over: event)
    } else {
      outcome.rewound.insert(service)
    }
  }

  /// All hearings of one event or, when one of them has to be tried again, none.
  private func apply(
    _ hearings: [(offset: Int, element: Hearing)], to event: CloudEvent, from service: String,
    _ index: Int
  ) throws -> Bool {
    guard !hearings.isEmpty else { return true }
    let point = try setPoint()
    let isHeld = try engine.keeping.parking.holds(service, event.subject ?? "", tx)
    for (number, hearing) in hearings {
      let place = Place.hearing(service, event.sequence, number)
      guard try apply(hearing, to: event, from: service, place, isHeld: isHeld) else {
        try undo(to: point)
        return false
      }
    }
    try keep()
    return true
  }

  /// False when it has to be tried again later.
  private func apply(
    _ hearing: Hearing, to event: CloudEvent, from service: String, _ place: Place, isHeld: Bool
  ) throws -> Bool {
    if isHeld, !hearing.isCritical {
      try park(event, hearing, "it waits behind a parked event of the same subject")
      return true
    }
    if hearing.kind == .reaction, event.hops >= engine.limits.hops {
      try park(event, hearing, "its chain of causes has \(event.hops) hops")
      return true
    }
    guard let setback = try hear(event, hearing, at: place) else { return true }
    if hearing.isCritical { outcome.stopped[service] = setback.error.message }
    if hearing.isCritical || engine.mayTryAgain(place, setback) { return false }
    try park(event, hearing, setback.error.message)
    return true
  }

  /// Runs one handler of an event; what it failed with, if it did.
  func hear(_ event: CloudEvent, _ hearing: Hearing, at place: Place) throws -> Setback? {
    let cause = Cause(id: event.id, trace: event.traceparent, hops: event.hops + 1)
    let isReaction = hearing.kind == .reaction
    let heard = try attempt(place, caller: engine.itself, cause: cause, mayEmit: isReaction) {
      try hearing.handle(event, $0)
    }
    guard case .failure(let setback) = heard else { return nil }
    return setback
  }

  private func park(_ event: CloudEvent, _ hearing: Hearing, _ error: String) throws {
    engine.logger.error(
      "an event was parked",
      metadata: ["type": "\(event.type)", "sequence": "\(event.sequence)", "error": "\(error)"])
    let item = Parking.Item(
      id: parkedID(), kind: "event", name: event.type, service: hearing.service,
      sequence: event.sequence, subject: event.subject ?? "", error: error, at: now,
      handler: hearing.name)
    try engine.keeping.parking.park(
      Parking.Parked(item: item, payload: RawJSON(bytes: try JSONCoding.encode(event))), tx)
  }

  private func parkedID() -> String {
    TypeID.encode(prefix: "parked", uuid: engine.keeping.entropy.uuid(at: now))
  }

  // MARK: Timers

  private func fireTimers(room: Int) throws {
    guard !engine.keeping.isResting else { return }
    for timer in try engine.keeping.timers.due(by: now, limit: room, tx) {
      let place = Place.timer(timer.name, timer.subject)
      let fired = try attempt(place, caller: engine.itself, cause: timer.cause) { context in
        try self.fire(timer, context)
      }
      guard case .failure(let setback) = fired else { continue }
      if engine.mayTryAgain(place, setback) {
        try engine.keeping.timers.set(timer.moved(to: now + .seconds(1)), tx)
      } else {
        try park(timer, setback.error.message)
      }
    }
  }

  private func fire(_ timer: TimerRow, _ context: Context) throws {
    // Taken off first, so that a handler that sets it again wins. One fired before it in this batch
    // may have taken it off or moved it.
    guard try engine.keeping.timers.take(timer, tx) else { return }
    try ring(timer, context)
  }

  /// Does what a timer is for.
  func ring(_ timer: TimerRow, _ context: Context) throws {
    guard let timing = engine.timings[timer.name] else {
      throw ServiceError(.internalError, "nothing handles the timer \(timer.name)")
    }
    switch try timing.handle(timer.subject, timer.payload, context) {
    case .done: break
    case .again(let due): try engine.keeping.timers.set(timer.moved(to: due), tx)
    case .discard(let reason):
      engine.logger.notice(
        "a timer was discarded", metadata: ["timer": "\(timer.name)", "reason": "\(reason)"])
    }
  }

  private func park(_ timer: TimerRow, _ error: String) throws {
    engine.logger.error(
      "a timer was parked", metadata: ["timer": "\(timer.name)", "error": "\(error)"])
    try engine.keeping.timers.remove(name: timer.name, subject: timer.subject, tx)
    let item = Parking.Item(
      id: parkedID(), kind: "timer", name: timer.name, service: engine.service.name, sequence: 0,
      subject: timer.subject, error: error, at: now)
    try engine.keeping.parking.park(Parking.Parked(item: item, payload: timer.payload), tx)
  }

  // MARK: Errands

  private func run(_ errand: Errand, _ index: Int) throws {
    switch try attempt(
      .errand(index), caller: engine.itself, cause: .request, budget: errand.budget, errand.run)
    {
    case .success(let after): outcome.after.append(after)
    case .failure(let setback):
      failures.append(setback.error)
      outcome.after.append { errand.failed(setback.error) }
    }
  }
}

/// Which handler of a batch is meant, the same when the batch runs again.
enum Place: Hashable {
  case call(Int, Int)
  case hearing(String, Int64, Int)
  case timer(String, String)
  case parked(String)
  case errand(Int)
}
