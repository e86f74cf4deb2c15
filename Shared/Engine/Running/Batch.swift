import Logging
import Store
import Wire

/// A batch on its way through one transaction.
final class Batch {
  let tx: Transaction
  private(set) var outcome = BatchOutcome()
  /// What failed and was rolled back alone.
  private(set) var failures: [ServiceError] = []
  private let engine: Engine
  private let offenders: [Int: ServiceError]
  private let now: Timestamp

  /// - Parameter offenders: items that ended an earlier try's transaction, with their errors; they
  ///   do not run again.
  init(engine: Engine, tx: Transaction, offenders: [Int: ServiceError]) {
    (self.engine, self.tx, self.offenders) = (engine, tx, offenders)
    now = engine.now
  }

  func run(_ work: [Work]) throws {
    for (index, item) in work.enumerated() {
      switch item {
      case .exchange(let exchange): try answer(exchange, index)
      case .event(let service, let event): try hear(service, event, index)
      case .errand(let errand): try run(errand, index)
      }
    }
    try runTimers(room: engine.limits.batch / 4, from: work.count)
  }

  // MARK: Requests

  private func answer(_ exchange: Exchange, _ index: Int) throws {
    let ahead = exchange.calls.contains { !engine.keeping.cursors.hasReached($0.after) }
    if ahead, !exchange.calls.contains(where: { hasPassed($0.deadline) }) {
      outcome.waiting.append(exchange)
      return
    }
    var ended: [CallAnswer] = []
    for call in exchange.calls {
      let answer = try answer(call, index)
      engine.metrics.answered(call, answer.error?.kind, at: engine.clock.ticks())
      ended.append(answer)
    }
    if let body = exchange.reply(ended) { outcome.replies.append((exchange.route, body)) }
  }

  private func answer(_ call: Call, _ index: Int) throws -> CallAnswer {
    if hasPassed(call.deadline) {
      return .failure(
        ServiceError(.deadlineExceeded, "timeoutMs passed before the request's turn came"))
    }
    switch call.step {
    case .refused(let error): return .failure(error)
    case .query(let handler):
      // Part of a batch with commands: it sees what they wrote.
      return try attempt(index, caller: call.caller, cause: .request) { context in
        .success(try handler(self.glance(context)), self.replyMeta())
      }
    case .command(let handler):
      var cause = Cause.request
      cause.trace = call.trace
      return try attempt(index, caller: call.caller, cause: cause) { context in
        try self.perform(call, handler, context)
      }
    }
  }

  private func perform(
    _ call: Call, _ handler: (Context) throws -> RawJSON, _ context: Context
  ) throws -> CallAnswer {
    if let keyed = call.keyed, let kept = try Idempotency.find(keyed, tx) {
      return .success(
        kept.result,
        ReplyMeta(log: engine.keeping.log.id, sequence: kept.sequence, replayed: true))
    }
    let result = try handler(context)
    let sequence = engine.keeping.log.head
    if let keyed = call.keyed {
      try Idempotency.keep(result, of: keyed, sequence: sequence, now: now, tx)
    }
    return .success(result, replyMeta())
  }

  private func replyMeta() -> ReplyMeta {
    ReplyMeta(log: engine.keeping.log.id, sequence: engine.keeping.log.head, replayed: nil)
  }

  private func glance(_ context: Context) -> QueryContext {
    QueryContext(
      tx: tx, now: now, caller: context.caller, followings: engine.followings,
      engine: engine.view)
  }

  private func hasPassed(_ deadline: UInt64?) -> Bool {
    deadline.map { engine.clock.ticks() > $0 } ?? false
  }

  // MARK: Events of others

  private func hear(_ service: String, _ event: CloudEvent, _ index: Int) throws {
    guard let following = engine.keeping.cursors[service], event.sequence > following.sequence
    else { return }
    // A log has no gaps: an event that is not the next one comes behind one that failed or was lost.
    guard event.sequence == following.sequence + 1 else {
      outcome.rewound.insert(service)
      return
    }
    for hearing in engine.hearings[service] ?? [] where hearing.hears(event) {
      if hearing.kind == .reaction, event.sequence <= following.reacted { continue }
      guard try apply(hearing, to: event, from: service, index) else {
        outcome.stopped.insert(service)
        outcome.rewound.insert(service)
        return
      }
    }
    engine.keeping.cursors.advance(service, over: event)
  }

  /// False when a critical hearing failed and the follower has to wait.
  private func apply(
    _ hearing: Hearing, to event: CloudEvent, from service: String, _ index: Int
  ) throws -> Bool {
    let subject = event.subject ?? ""
    if !hearing.isCritical, try Parking.holds(service: service, subject: subject, tx) {
      try park(event, from: service, "waits behind a parked event of the same subject")
      return true
    }
    if hearing.kind == .reaction, event.hops >= engine.limits.hops {
      try park(event, from: service, "its chain of causes has \(event.hops) hops")
      return true
    }
    let cause = Cause(id: event.id, trace: event.traceparent, hops: event.hops + 1)
    let outcome = try attempt(
      index, caller: engine.itself, cause: cause, mayEmit: hearing.kind == .reaction
    ) { context in
      try hearing.handle(event, context)
      return .done
    }
    guard let error = outcome.error else { return true }
    if hearing.isCritical { return false }
    try park(event, from: service, error.message)
    return true
  }

  private func park(_ event: CloudEvent, from service: String, _ error: String) throws {
    engine.logger.error(
      "an event was parked",
      metadata: ["type": "\(event.type)", "sequence": "\(event.sequence)", "error": "\(error)"])
    try Parking.park(
      Parking.Item(
        id: TypeID.encode(prefix: "parked", uuid: engine.keeping.entropy.uuid(at: now)),
        kind: "event", name: event.type, service: service, sequence: event.sequence,
        subject: event.subject ?? "", error: error, at: now),
      payload: RawJSON(bytes: try JSONCoding.encode(event)), tx)
  }

  // MARK: Timers and errands

  private func runTimers(room: Int, from index: Int) throws {
    let due = try engine.keeping.timers.due(by: now, limit: room, tx)
    for (offset, timer) in due.enumerated() {
      let answer = try attempt(index + offset, caller: engine.itself, cause: .request) { context in
        try self.fire(timer, context)
        return .done
      }
      if let error = answer.error { try park(timer, error.message) }
    }
  }

  private func fire(_ timer: TimerRow, _ context: Context) throws {
    // Taken off first: a handler that sets it again wins.
    try engine.keeping.timers.remove(name: timer.name, subject: timer.subject, tx)
    guard let timing = engine.timings[timer.name] else {
      throw ServiceError(.internalError, "nothing handles the timer \(timer.name)")
    }
    switch try timing.handle(timer.subject, timer.payload, context) {
    case .done: break
    case .again(let due):
      let next = TimerRow(
        name: timer.name, subject: timer.subject, due: due, payload: timer.payload)
      try engine.keeping.timers.set(next, tx)
    case .discard(let reason):
      engine.logger.notice(
        "a timer was discarded", metadata: ["timer": "\(timer.name)", "reason": "\(reason)"])
    }
  }

  private func park(_ timer: TimerRow, _ error: String) throws {
    engine.logger.error(
      "a timer was parked", metadata: ["timer": "\(timer.name)", "error": "\(error)"])
    try engine.keeping.timers.remove(name: timer.name, subject: timer.subject, tx)
    try Parking.park(
      Parking.Item(
        id: TypeID.encode(prefix: "parked", uuid: engine.keeping.entropy.uuid(at: now)),
        kind: "timer", name: timer.name, service: engine.service.name, sequence: 0,
        subject: timer.subject, error: error, at: now),
      payload: timer.payload, tx)
  }

  private func run(_ errand: Errand, _ index: Int) throws {
    var after: (@Sendable () -> Void)?
    let answer = try attempt(index, caller: engine.itself, cause: .request) { context in
      after = try errand.run(context)
      return .done
    }
    if let error = answer.error {
      failures.append(error)
      outcome.after.append { errand.failed(error) }
    } else if let after {
      outcome.after.append(after)
    }
  }

  // MARK: One handler

  /// Runs one handler in a savepoint and within its budget.
  ///
  /// - Throws: ``TransactionLost`` when the whole batch has to run again without this item.
  private func attempt(
    _ index: Int, caller: Caller, cause: Cause, mayEmit: Bool = true,
    _ handler: (Context) throws -> CallAnswer
  ) throws -> CallAnswer {
    if let error = offenders[index] { return .failure(error) }
    let context = Context(
      tx: tx, now: now, caller: caller, cause: cause, keeping: engine.keeping, mayEmit: mayEmit)
    let mark = engine.keeping.handlerMark
    let started = engine.clock.ticks()
    try tx.connection.savepoint()
    tx.connection.deadline(milliseconds: engine.limits.handlerBudget)
    defer { tx.connection.deadline(milliseconds: nil) }
    do {
      let answer = try handler(context)
      let spent = Int((engine.clock.ticks() - started) / 1_000_000)
      guard spent <= engine.limits.handlerBudget else { throw ServiceError.overBudget(spent) }
      try tx.connection.release()
      outcome.events += context.emitted
      outcome.woken.formUnion(context.woken)
      return answer
    } catch {
      let failure = engine.failure(of: error)
      engine.keeping.restore(mark)
      guard tx.connection.transactionLives else {
        throw TransactionLost(item: index, error: failure)
      }
      try tx.connection.rollbackToSavepoint()
      return .failure(failure)
    }
  }
}

/// The transaction ended under a handler; the batch has to run again without it.
struct TransactionLost: Error {
  let item: Int
  let error: ServiceError
}
