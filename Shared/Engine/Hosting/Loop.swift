import Logging
import Wire

/// The thread that writes: takes what is there, runs it as one batch, and passes on what it left.
final class Loop {
  private let engine: Engine
  private let inbox: Inbox
  private let outbox: Outbox
  private let readers: Readers
  private let position: Position
  private let gate: Gate
  private let preserved: PreservedFile?
  private let followers: [String: Follower]
  private let crews: [String: any Crew]
  private let failed: @Sendable (String) -> Void
  private var wasResting = false
  /// Requests whose `meta.after` is not reached yet.
  private var waiting: [Exchange] = []
  /// How often they are looked at for their deadline, in milliseconds.
  private static let glance: Int64 = 50

  /// - Parameter failed: told when the process can only be started again.
  init(
    engine: Engine, inbox: Inbox, outbox: Outbox, readers: Readers, position: Position,
    gate: Gate, preserved: PreservedFile?, followers: [Follower], crews: [any Crew],
    failed: @escaping @Sendable (String) -> Void
  ) {
    (self.engine, self.inbox, self.outbox) = (engine, inbox, outbox)
    (self.readers, self.position, self.gate, self.failed) = (readers, position, gate, failed)
    self.preserved = preserved
    self.followers = Dictionary(uniqueKeysWithValues: followers.map { ($0.service, $0) })
    self.crews = Dictionary(uniqueKeysWithValues: crews.map { ($0.name, $0) })
  }

  /// Works until the inbox is closed and empty.
  func run() {
    while true {
      let load = inbox.take(waiting: pause)
      load.notes.forEach { $0(engine) }
      if load.isLast { break }
      let work = admit(load.work)
      if work.isEmpty, !isTimerDue {
        publish()
      } else {
        gate.pass { pass(on: engine.run(work)) }
      }
      if wasResting, !engine.isResting { crews.values.forEach { $0.wake() } }
      wasResting = engine.isResting
    }
    let ending = ServiceError(.unavailable, "The service stops; repeat with the same key.")
    waiting.forEach { refuse($0, ending) }
  }

  private var isTimerDue: Bool { engine.nextTimer.map { $0 <= engine.now } ?? false }

  /// Until the next timer, in milliseconds; nil is until something comes.
  private var pause: Int64? {
    let timer = engine.nextTimer.map { max(0, $0 - engine.now) }
    return waiting.isEmpty ? timer : min(timer ?? Self.glance, Self.glance)
  }

  /// Keeps back what wants other logs to be applied first, and lets in what has waited enough.
  private func admit(_ work: [Work]) -> [Work] {
    var admitted: [Work] = []
    var early: [Exchange] = []
    for item in waiting.map(Work.exchange) + work {
      guard case .exchange(let exchange) = item, exchange.waits else {
        admitted.append(item)
        continue
      }
      if engine.hasReached(exchange.after) {
        // A query needs no transaction that writes.
        if !exchange.isReadOnly || !readers.offer(exchange) { admitted.append(item) }
      } else if engine.clock.ticks() > exchange.deadline {
        let late = ServiceError(
          .deadlineExceeded, "What meta.after names was not applied here in time.")
        refuse(exchange, late)
      } else if early.count < engine.limits.waiting {
        early.append(exchange)
      } else {
        refuse(exchange, Port.full)
      }
    }
    waiting = early
    return admitted
  }

  private func refuse(_ exchange: Exchange, _ error: ServiceError) {
    engine.books.note(exchange.ended(error, at: engine.clock.ticks()), at: engine.now)
    outbox.push(exchange.refused(error))
  }

  private func pass(on outcome: BatchOutcome) {
    if !outcome.preserved.isEmpty { preserve(outcome.preserved) }
    // Where things stand is known before anybody hears of it.
    publish()
    outbox.push(outcome)
    if !outcome.events.isEmpty { readers.logGrew() }
    outcome.after.forEach { $0() }
    for name in outcome.woken { crews[name]?.wake() }
    for (service, reason) in outcome.stopped { stop(service, reason) }
    for service in outcome.rewound {
      guard let following = engine.following(service) else { continue }
      followers[service]?.rewind(to: following)
    }
    if outcome.isStoreLost { failed("the database was lost") }
  }

  /// It is in the database by now; a file that cannot be written is tried again with the next lines,
  /// and at the next start.
  private func preserve(_ lines: [PreservedLine]) {
    do {
      try preserved?.append(lines)
    } catch {
      engine.logger.error(
        "what outlives the database could not be written beside it",
        metadata: ["lines": "\(lines.count)", "error": "\(error)"])
    }
  }

  private func stop(_ service: String, _ reason: String) {
    guard let following = engine.following(service), following.state != .stopped else { return }
    engine.logger.error(
      "a follower stopped and tries again; marketing waits",
      metadata: [
        "log": "\(service)", "sequence": "\(following.sequence + 1)", "reason": "\(reason)",
      ])
    engine.note(service) { $0.state = .stopped }
  }

  /// Lets the other threads know where things stand.
  private func publish() {
    position.move(head: engine.position.head, followings: engine.followings)
  }
}

extension Exchange {
  /// Everything that any of its calls wants applied first.
  fileprivate var after: [String: Int64] {
    calls.reduce(into: [:]) { $0.merge($1.after, uniquingKeysWith: max) }
  }

  /// Ticks of its first deadline.
  fileprivate var deadline: UInt64 { calls.compactMap(\.deadline).min() ?? .max }
}
