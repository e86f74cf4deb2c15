package import Store
package import Wire

/// What a handler may touch: its transaction, and what the engine gives it. No clock, no socket.
///
/// A context lives for one handler. What it did counts only if the batch commits.
package final class Context {
  /// The batch's transaction; what this handler does in it stays as a whole, or not at all.
  package let tx: Transaction
  /// The batch's time: read once, never before the log's last event.
  package let now: Timestamp
  /// Who asked; for events, timers and couriers the service itself.
  package let caller: Caller

  private(set) var cause: Cause
  /// The batch it is part of, for what the engine answers itself.
  let batch: Batch
  private let mayEmit: Bool
  /// Events written, in order; published after the commit.
  private(set) var emitted: [CloudEvent] = []
  /// Written down for the file beside the database.
  private(set) var preserved: [PreservedLine] = []
  /// Couriers to wake after the commit.
  private(set) var woken: Set<String> = []

  init(of batch: Batch, caller: Caller, cause: Cause, mayEmit: Bool = true) {
    (tx, now, self.caller) = (batch.tx, batch.now, caller)
    (self.cause, self.batch, self.mayEmit) = (cause, batch, mayEmit)
  }

  private var keeping: Keeping { batch.engine.keeping }

  /// A new id; later ones sort after earlier ones.
  package func newID<Kind: IDKind>(_ kind: Kind.Type = Kind.self) -> ID<Kind> {
    ID(uuid: keeping.entropy.uuid(at: now))
  }

  /// Random bytes fit for secrets.
  package func randomBytes(_ count: Int) -> [UInt8] {
    keeping.entropy.bytes(count)
  }

  /// A number drawn evenly from the range, for jitter and samples.
  package func random(in range: Range<Int64>) -> Int64 {
    keeping.entropy.number(in: range)
  }

  /// Writes an event into the service's log, in this transaction; subscribers get it after the
  /// commit.
  ///
  /// - Parameters:
  ///   - subject: the entity it is about: its id, or its key.
  ///   - contact: whom it is about, if a person.
  package func emit<E: Event>(_ event: E, subject: String, contact: String? = nil) throws {
    precondition(mayEmit, "a projection emits nothing, but one emitted \(E.type)")
    let envelope = CloudEvent(
      id: keeping.entropy.uuid(at: now).description, source: keeping.source, type: E.type,
      subject: subject, time: now, sequence: keeping.log.head + 1, log: keeping.log.id,
      contact: contact, actor: caller.actor, key: cause.key, causationid: cause.id,
      traceparent: cause.trace,
      hops: cause.hops, seen: keeping.cursors.seen,
      data: RawJSON(bytes: try JSONCoding.encode(event)))
    try keeping.log.append(envelope, tx)
    emitted.append(envelope)
  }

  /// Keeps something where a restore does not reach: in this transaction, and before its reply in a
  /// file outside the database. A database that turns out to be older does it again.
  package func preserve<P>(_ name: PreservedName<P>, _ payload: P) throws {
    let line = PreservedLine(
      number: keeping.preserved.last + 1, name: name.name,
      payload: try RawJSON(keeping: payload), at: now)
    try keeping.preserved.add(line, tx)
    preserved.append(line)
  }

  /// Sets a timer; one with the same name and subject moves.
  package func schedule<P>(
    _ timer: TimerName<P>, for subject: String, at due: Timestamp, _ payload: P
  ) throws {
    try keeping.timers.set(
      TimerRow(
        name: timer.name, subject: subject, due: due,
        payload: RawJSON(bytes: try JSONCoding.encode(payload)), cause: cause), tx)
  }

  /// Takes a timer back; nothing happens if there is none.
  package func cancel<P>(_ timer: TimerName<P>, for subject: String) throws {
    try keeping.timers.remove(name: timer.name, subject: subject, tx)
  }

  /// Tells a courier's workers, after the commit, that there may be work.
  package func wake(_ courier: String) {
    woken.insert(courier)
  }

  /// Whether the service does nothing by itself at the moment: no timers, no couriers.
  var isResting: Bool { keeping.isResting }

  /// What caused this, to be kept with work that goes on later.
  package var origin: Origin { Origin(event: cause.id, trace: cause.trace, hops: cause.hops) }

  /// From here on events and timers carry on what caused the work that is taken up again: a courier's
  /// errand has no cause of its own.
  package func carryOn(_ origin: Origin) {
    cause = Cause(id: origin.event, trace: origin.trace, hops: origin.hops)
  }

  /// How far this service has applied another's log, and when it last heard from it.
  package func following(_ service: String) -> Following? {
    keeping.cursors[service]
  }

  /// Whether this service has applied all that the emitter of an event had applied when it wrote it.
  ///
  /// Logs that this service does not follow, and logs that a restore has replaced, are not waited for.
  package func hasSeen(_ seen: [String: Int64]) -> Bool {
    keeping.cursors.hasReached(seen)
  }
}

/// What a query may touch: a snapshot.
package struct QueryContext {
  package let tx: Transaction
  package let now: Timestamp
  package let caller: Caller
  /// How far this service has applied the other logs.
  package let followings: [Following]
  /// For the methods that every service answers.
  let engine: EngineView
  /// Whether a long poll has had its time and takes what there is.
  var hasWaited = false

  /// How far this service has applied another's log, and when it last heard from it.
  package func following(_ service: String) -> Following? {
    followings.first { $0.service == service }
  }
}

/// What caused something, as it is kept with it.
package struct Origin: Codable, Sendable, Hashable {
  /// The id of the event.
  package var event: String?
  /// Its `traceparent`.
  package var trace: String?
  package var hops = 0

  /// Nothing known.
  package init(event: String? = nil, trace: String? = nil, hops: Int = 0) {
    (self.event, self.trace, self.hops) = (event, trace, hops)
  }
}

/// Why something happens: what events written because of it carry.
struct Cause: Sendable {
  /// The id of the event, or nothing for a request or a timer.
  var id: String?
  var trace: String?
  /// 0 for what a person started; one more than its cause's for what an event caused.
  var hops = 0
  /// The key of the caller who asked for it.
  var key: String?

  static let request = Cause()
}
