package import Logging
package import Store
import Synchronization
package import Wire

/// The part of a service that writes: one transaction for a batch of requests, foreign events, due
/// timers and couriers' decisions.
///
/// It owns the writer connection and lives on one thread. It has no socket and no thread of its own:
/// a host feeds it and sends what comes out, a test does the same by hand on a virtual clock.
///
///     let engine = try Engine(service, store: store, clock: clock)
///     let outcome = engine.run([.exchange(exchange)])
package final class Engine {
  package let service: Service
  let keeping: Keeping
  let clock: any Clock
  let limits: EngineLimits
  let logger: Logger
  let books: Books
  let disk: DiskWatch
  let hearings: [String: [Hearing]]
  let timings: [String: Timing]
  private let measures: [Measure]
  /// How often what failed for a passing reason was tried.
  var tries: [Place: Int] = [:]
  private let connection: any Connection
  private let store: any Store
  private let version: String
  private let startedAt: Timestamp
  /// When to look at the timers again after a batch that failed.
  private var lookAgain: Timestamp
  /// How many wait where, for the status; whoever feeds the engine knows.
  package var queues: @Sendable () -> [String: Int] = { [:] }

  /// Opens the database, migrates it and reads where everything stands.
  ///
  /// - Parameters:
  ///   - restoring: what to do first, because the database was put back from a backup.
  ///   - copies: where a database of an older release is copied to before it is migrated; nil makes
  ///     no copy.
  /// - Throws: `StoreError` when the database cannot be opened, is in use or is of a newer release.
  package init(
    _ service: Service, store: any Store, clock: any Clock, disk: any Disk = RemoteDisk(),
    entropy: Entropy = Entropy(), limits: EngineLimits = .standard, version: String = "0",
    books: Books = Books(), logger: Logger = Logger(label: "rapport"),
    restoring: RestoreOrder? = nil, copies: String? = nil
  ) throws {
    precondition(service.flaws.isEmpty, service.flaws.joined(separator: "; "))
    (self.service, self.clock, self.limits) = (service, clock, limits.fitting(store.dialect))
    (self.logger, self.books, self.store) = (logger, books, store)
    self.disk = DiskWatch(disk, clock: clock, limit: limits.diskUsed)
    hearings = Dictionary(grouping: service.hears, by: \.service)
    timings = Dictionary(
      uniqueKeysWithValues: (service.times + Housekeeping.times).map { ($0.name, $0) })
    measures = EngineMeasures.all + service.measures
    let now = clock.now()
    (self.version, startedAt, lookAgain) = (version, now, now)
    let upgrade = try Upgrade(of: service, on: store)
    if !upgrade.steps.isEmpty, let copies { try upgrade.copyAside(in: copies, now: now) }
    try Migrator.migrate(store, owner: "engine", EngineSchema.migrations, now: now.milliseconds)
    try Migrator.migrate(store, owner: service.name, service.migrations, now: now.milliseconds)
    let connection = try store.openWriter()
    try Self.claim(connection)
    if let restoring { try Self.carryOut(restoring, on: connection, now: now) }
    self.connection = connection
    keeping = try connection.transact(write: true) { tx in
      try Keeping(service: service, entropy: entropy, now: now, tx)
    }
  }

  /// One engine a log: SQLite's store holds a file lock, PostgreSQL a lock of the session.
  private static func claim(_ connection: any Connection) throws {
    guard connection.dialect == .postgres else { return }
    let isOurs: Int? = try Transaction(connection).scalar(
      "SELECT CASE WHEN pg_try_advisory_lock(hashtext(current_schema())) THEN 1 ELSE 0 END")
    guard isOurs == 1 else {
      throw StoreError.inUse("another process runs this service on the same database")
    }
  }

  /// Runs the service's start, and takes back what couriers of a dead process held.
  package func start() throws -> BatchOutcome {
    var outcome = try perform { [service] context in
      try Housekeeping.start(context)
      try service.start(context)
      for courier in service.couriers { try courier.recover(context) }
    }.1
    outcome.woken = Set(service.couriers.map(\.name))
    return outcome
  }

  /// Does the work, and the timers that are due, in one transaction.
  ///
  /// What fails is rolled back alone and answered with its error; the batch may run again for that.
  /// When the transaction itself does not survive (an interrupted write), it runs again without the
  /// offender. When it cannot be committed, nothing of it has happened and everybody is told.
  package func run(_ work: [Work]) -> BatchOutcome {
    run(work, failed: { _ in })
  }

  private func run(_ work: [Work], failed: (ServiceError) -> Void) -> BatchOutcome {
    var offenders: [Place: Setback] = [:]
    var hasSavepoints = connection.changes == nil
    while true {
      let batch = Batch(
        engine: self, tx: Transaction(connection), offenders: offenders,
        hasSavepoints: hasSavepoints)
      let mark = keeping.mark
      do {
        try begin()
        try batch.run(work)
        try keeping.settle(batch.tx)
        let ready = clock.ticks()
        try connection.commit()
        books.note(
          batch.ended, batchOf: work.count, commit: clock.ticks() &- ready, batch.outcome.events,
          at: batch.now)
        for (call, people) in batch.reads {
          books.reads.note(people, by: call.caller, call.method, at: batch.now)
        }
        batch.failures.forEach(failed)
        return batch.outcome
      } catch let lost as TransactionLost where offenders[lost.place] == nil {
        abandon(mark)
        offenders[lost.place] = lost.setback
      } catch is SavepointsNeeded {
        abandon(mark)
        hasSavepoints = true
      } catch {
        abandon(mark)
        logger.error("a batch could not be committed", metadata: ["error": "\(error)"])
        let failure = setback(of: error).error
        failed(failure)
        return refuse(work, failure, isLost: (error as? StoreError)?.isLost ?? false)
      }
    }
  }

  private func begin() throws {
    try connection.begin(write: true)
    // One batch at a time holds the log; SQLite's BEGIN IMMEDIATE has already seen to that.
    guard store.dialect == .postgres else { return }
    try connection.read("SELECT head FROM engine_log WHERE one = 1 FOR UPDATE", limit: 1) { _ in }
  }

  private func abandon(_ mark: Keeping.Mark) {
    if connection.transactionLives {
      do { try connection.rollback() } catch {
        logger.error("a rollback failed", metadata: ["error": "\(error)"])
      }
    }
    keeping.restore(mark)
    lookAgain = clock.now() + .seconds(1)
  }

  /// Everybody in a batch that was not committed hears of it.
  private func refuse(_ work: [Work], _ failure: ServiceError, isLost: Bool) -> BatchOutcome {
    var outcome = BatchOutcome()
    outcome.isStoreLost = isLost
    books.metrics.addUndoneBatch()
    for item in work {
      switch item {
      case .exchange(let exchange):
        books.note(exchange.ended(failure, at: clock.ticks()), at: now)
        if let reply = exchange.refused(failure) { outcome.replies.append(reply) }
      case .event(let service, _): outcome.rewound.insert(service)
      case .errand(let errand): outcome.after.append { errand.failed(failure) }
      }
    }
    return outcome
  }

  /// Writes down who has read whose data since the last time; what cannot be written is kept for
  /// the next.
  package func keepReads() -> [BatchOutcome] {
    var outcomes: [BatchOutcome] = []
    var hasFailed = false
    while !hasFailed, let errand = books.reads.errand() {
      outcomes.append(run([.errand(errand)], failed: { _ in hasFailed = true }))
    }
    return outcomes
  }

  /// Runs one piece of work in a batch of its own, with time enough for a cold start.
  ///
  /// - Throws: what it failed with; then nothing of it happened.
  package func perform<Value: Sendable>(
    _ body: @escaping @Sendable (Context) throws -> Value
  ) throws -> (Value, BatchOutcome) {
    let box = Mutex<Value?>(nil)
    var failure: ServiceError?
    var errand = Errand(
      run: { context in
        let value = try body(context)
        box.withLock { $0 = value }
        return {}
      }, failed: { _ in })
    errand.budget = limits.startBudget
    let outcome = run([.errand(errand)], failed: { failure = $0 })
    if let failure { throw failure }
    guard let value = box.withLock({ $0 }) else {
      throw ServiceError(.internalError, "the work did not run")
    }
    return (value, outcome)
  }
}

extension Engine {
  /// Prepares what an exchange wants prepared, on the connection that writes: for tests, which have
  /// no threads. A host has ``Preparers``.
  package func prepare(_ exchange: Exchange) throws -> Exchange {
    try exchange.prepared(over: connection, at: clock.ticks()) { tx, call in
      QueryContext(
        tx: tx, now: now, caller: call.caller, followings: followings, engine: view)
    } failing: {
      setback(of: $0).error
    }
  }

  /// Now, never before the log's last event.
  var now: Timestamp { max(clock.now(), keeping.log.lastTime) }

  /// When the log's last event was written.
  var lastTime: Timestamp { keeping.log.lastTime }

  /// When the next timer is due; nil when there is none.
  ///
  /// After a batch that failed this is not known; then it is looked up a second later.
  package var nextTimer: Timestamp? {
    keeping.isResting ? nil : keeping.timers.known ?? lookAgain
  }

  /// Whether timers and couriers wait: see ``Keeping/isResting``.
  package var isResting: Bool { keeping.isResting }

  /// The log's id and head.
  package var position: (log: String, head: Int64) { (keeping.log.id, keeping.log.head) }

  package func following(_ service: String) -> Following? { keeping.cursors[service] }

  package var followings: [Following] {
    keeping.cursors.all.values.sorted { $0.service < $1.service }
  }

  /// Whether these logs have been applied so far.
  func hasReached(_ logs: [String: Int64]) -> Bool { keeping.cursors.hasReached(logs) }

  /// Notes what the link to a service says.
  package func note(_ service: String, _ change: (inout Following) -> Void) {
    keeping.cursors.note(service, change)
  }

  /// The service acting for itself: on events, timers and couriers.
  var itself: Caller { Caller(key: service.name, scopes: Set(Scope.allCases)) }

  /// What queries about the engine itself see of it.
  var view: EngineView {
    EngineView(
      service: service.name, version: version, log: keeping.log.id, startedAt: startedAt,
      metrics: books.metrics, measures: measures, store: store, disk: disk, clock: clock,
      queues: queues,
      documents: Documents(
        service: service.name, version: version,
        methods: (service.answers + EveryServiceAnswers.answers).map(\.method),
        events: service.emits),
      projections: service.projections, checks: service.checks)
  }
}

extension StoreError {
  /// Only opening the database again helps.
  fileprivate var isLost: Bool {
    if case .lost = self { true } else { false }
  }
}
