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
  let metrics: Metrics
  let hearings: [String: [Hearing]]
  let timings: [String: Timing]
  private let connection: any Connection
  private let dialect: Dialect
  private let version: String
  private let startedAt: Timestamp
  /// How many wait where, for the status; whoever feeds the engine knows.
  package var queues: @Sendable () -> [String: Int] = { [:] }

  /// Opens the database, migrates it, and lets the service put what ships with it.
  ///
  /// - Throws: `StoreError` when the database cannot be opened, is in use or is of a newer release;
  ///   what the service's own start throws.
  package init(
    _ service: Service, store: any Store, clock: any Clock, entropy: Entropy = Entropy(),
    limits: EngineLimits = .standard, version: String = "0", metrics: Metrics = Metrics(),
    logger: Logger = Logger(label: "rapport")
  ) throws {
    precondition(service.flaws.isEmpty, service.flaws.joined(separator: "; "))
    (self.service, self.clock, self.limits) = (service, clock, limits)
    (self.logger, self.metrics, self.dialect) = (logger, metrics, store.dialect)
    hearings = Dictionary(grouping: service.hears, by: \.service)
    timings = Dictionary(
      uniqueKeysWithValues: (service.times + Housekeeping.times).map { ($0.name, $0) })
    let now = clock.now()
    (self.version, startedAt) = (version, now)
    try Migrator.migrate(store, owner: "engine", EngineSchema.migrations, now: now.milliseconds)
    try Migrator.migrate(store, owner: service.name, service.migrations, now: now.milliseconds)
    let connection = try store.openWriter()
    self.connection = connection
    keeping = try connection.transact(write: true) { tx in
      try Keeping(service: service, entropy: entropy, now: now, tx)
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
  /// What fails is rolled back alone and answered with its error. When the transaction itself does
  /// not survive (an interrupted write, a full disk), the batch runs again without the offender;
  /// when the commit fails, one by one.
  package func run(_ work: [Work]) -> BatchOutcome {
    run(work, failed: { _ in })
  }

  private func run(_ work: [Work], failed: (ServiceError) -> Void) -> BatchOutcome {
    var offenders: [Int: ServiceError] = [:]
    while true {
      let batch = Batch(engine: self, tx: Transaction(connection), offenders: offenders)
      let mark = keeping.mark
      do {
        try begin()
        try batch.run(work)
        try keeping.settle(batch.tx)
        try connection.commit()
        metrics.batch(size: work.count)
        batch.failures.forEach(failed)
        return batch.outcome
      } catch let lost as TransactionLost {
        abandon(mark)
        offenders[lost.item] = lost.error
      } catch {
        abandon(mark)
        let failure = self.failure(of: error)
        logger.error("a batch could not be committed", metadata: ["error": "\(error)"])
        if work.count > 1 { return work.reduce(into: BatchOutcome()) { $0.join(run([$1])) } }
        guard offenders.isEmpty, !work.isEmpty else {
          failed(failure)
          return BatchOutcome()
        }
        return refuse(work[0], failure, failed)
      }
    }
  }

  /// A batch of one that cannot be committed: the caller hears of it, nothing is written.
  private func refuse(_ work: Work, _ failure: ServiceError, _ failed: (ServiceError) -> Void)
    -> BatchOutcome
  {
    var outcome = BatchOutcome()
    failed(failure)
    switch work {
    case .exchange(let exchange): outcome.replies = [exchange.refused(failure)].compactMap(\.self)
    case .event(let service, _): outcome.rewound = [service]
    case .errand(let errand): outcome.after = [{ errand.failed(failure) }]
    }
    return outcome
  }

  private func begin() throws {
    try connection.begin(write: true)
    // One batch at a time holds the log; SQLite's BEGIN IMMEDIATE has already seen to that.
    guard dialect == .postgres else { return }
    try connection.read("SELECT head FROM engine_log WHERE one = 1 FOR UPDATE", limit: 1) { _ in }
  }

  private func abandon(_ mark: Keeping.Mark) {
    if connection.transactionLives {
      do { try connection.rollback() } catch {
        logger.error("a rollback failed", metadata: ["error": "\(error)"])
      }
    }
    keeping.restore(mark)
  }
}

extension Engine {
  /// Now, never before the log's last event.
  var now: Timestamp { max(clock.now(), keeping.log.lastTime) }

  /// When the next timer is due; nil when there is none.
  ///
  /// After a batch that failed this is not known; then it is looked up within a second.
  package var nextTimer: Timestamp? {
    keeping.timers.known ?? clock.now() + .seconds(1)
  }

  /// The log's id and head.
  package var position: (log: String, head: Int64) { (keeping.log.id, keeping.log.head) }

  package func following(_ service: String) -> Following? { keeping.cursors[service] }

  package var followings: [Following] {
    keeping.cursors.all.values.sorted { $0.service < $1.service }
  }

  /// Notes what the link to a service says.
  package func note(_ service: String, _ change: (inout Following) -> Void) {
    keeping.cursors.note(service, change)
  }

  /// Stops every statement of the running handler, from any thread.
  package var interrupter: Interrupter { connection.interrupter }
}

/// What the engine takes on.
package struct EngineLimits: Sendable {
  /// How many pieces of work one transaction takes.
  package var batch = 256
  /// How long one handler may run, in milliseconds.
  package var handlerBudget = 50
  /// How many hops a chain of causes may have.
  package var hops = 16
  /// How long a query may run, in milliseconds.
  package var queryBudget = 5_000
  /// How many exchanges may wait for the loop, and for the readers.
  package var waiting = 4_096

  package init() {}
  package static let standard = EngineLimits()
}

extension Engine {
  /// The service acting for itself: on events, timers and couriers.
  var itself: Caller { Caller(key: service.name, scopes: Set(Scope.allCases)) }

  /// What queries about the engine itself see of it.
  var view: EngineView {
    EngineView(
      service: service.name, version: version, log: keeping.log.id, startedAt: startedAt,
      metrics: metrics, queues: queues,
      documents: Documents(
        service: service.name, version: version,
        methods: (service.answers + EveryServiceAnswers.answers).map(\.method),
        events: service.emits))
  }
}

extension Engine {
  /// Runs one piece of work in a batch of its own, as if a courier had brought it.
  ///
  /// - Throws: what it failed with; then nothing of it happened.
  package func perform<Result: Sendable>(
    _ body: @escaping @Sendable (Context) throws -> Result
  ) throws -> (Result, BatchOutcome) {
    let box = Mutex<Result?>(nil)
    var failure: ServiceError?
    let errand = Errand(
      run: { context in
        let result = try body(context)
        box.withLock { $0 = result }
        return {}
      }, failed: { _ in })
    let outcome = run([.errand(errand)], failed: { failure = $0 })
    if let failure { throw failure }
    guard let result = box.withLock({ $0 }) else {
      throw ServiceError(.internalError, "the work did not run")
    }
    return (result, outcome)
  }
}
