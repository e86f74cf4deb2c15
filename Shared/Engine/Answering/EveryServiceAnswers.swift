import Store
import Wire

/// The answers that every service gives beside its own.
enum EveryServiceAnswers {
  static let answers: [Answers] =
    [
      .query(EveryService.Discover.self, discover),
      .query(EveryService.ReadEvents.self, readEvents),
      .query(EveryService.Status.self, status),
      .query(EveryService.Metrics.self, metrics),
    ] + Unparking.answers + Upkeep.answers + Verification.answers + Auditing.answers

  static func discover(
    _ params: EveryService.Discover.Params, _ context: QueryContext
  ) throws -> JSON {
    try context.engine.documents.make(params.document ?? .openrpc)
  }

  static func readEvents(
    _ params: EveryService.ReadEvents.Params, _ context: QueryContext
  ) throws -> EveryService.ReadEvents.Result {
    let limit = params.limit ?? 500
    try check(params, limit)
    try admit(context.caller, to: params.types ?? [""])
    let log = context.engine.log
    let head: Int64 = try context.tx.scalar("SELECT head FROM engine_log WHERE one = 1") ?? 0
    try checkLineage(params, log: log, head: head, context.tx)
    let (events, through) = try Log.read(
      source: "/rapport/" + context.engine.service, log: log, after: params.after, limit: limit,
      types: params.types ?? [], head: head, context.tx)
    if events.isEmpty, through == head, let wait = params.waitMs, wait > 0, !context.hasWaited {
      throw NothingYet(milliseconds: wait, head: head)
    }
    return EveryService.ReadEvents.Result(log: log, head: head, through: through, events: events)
  }

  private static func check(_ params: EveryService.ReadEvents.Params, _ limit: Int) throws {
    let maximum = EveryService.ReadEvents.maximum
    let rules: [(Bool, String, JSON, String)] = [
      (params.after >= 0, "/after", 0, "must be at least 0"),
      (
        (1...maximum).contains(limit), "/limit", .integer(Int64(maximum)),
        "must be 1 to \(maximum)"
      ),
      ((0...30_000).contains(params.waitMs ?? 0), "/waitMs", 30_000, "must be 0 to 30000"),
    ]
    let violations = rules.filter { !$0.0 }.map { _, path, limit, message in
      Violation(path: path, rule: "range", limit: limit, message: message)
    }
    if !violations.isEmpty { throw ServiceError.invalid(violations) }
  }

  /// What may not be subscribed to may not be read either.
  static func admit(_ caller: Caller, to types: [String]) throws {
    guard !caller.mayHear(types) else { return }
    let open = caller.events.isEmpty ? "no events" : caller.events.joined(separator: ", ")
    throw ServiceError.forbidden("The key \(caller.key) may read \(open): name those in types.")
  }

  /// A position is only good in the log it was taken in, on the copy of it that went on.
  private static func checkLineage(
    _ params: EveryService.ReadEvents.Params, log: String, head: Int64, _ tx: Transaction
  ) throws {
    let diverged: (String) -> ServiceError = { .conflict($0, subtype: "logDiverged") }
    if let asked = params.log, asked != log {
      throw diverged("this log is \(log), not \(asked)")
    }
    if params.after > head {
      throw diverged("this log ends at \(head), before \(params.after)")
    }
    guard let asked = params.afterId, params.after > 0 else { return }
    let id: String? = try tx.scalar("SELECT id FROM engine_event WHERE sequence = \(params.after)")
    if id != asked { throw diverged("event \(params.after) of this log is not \(asked)") }
  }

  static func status(
    _ params: EveryService.Status.Params, _ context: QueryContext
  ) throws -> EveryService.Status.Result {
    let engine = context.engine
    return EveryService.Status.Result(
      service: engine.service, version: engine.version, startedAt: engine.startedAt,
      uptimeMs: context.now - engine.startedAt, log: engine.log,
      head: try context.tx.scalar("SELECT head FROM engine_log WHERE one = 1") ?? 0,
      followers: context.followings.map(\.status), queues: engine.queues(),
      parked: try Parking.count(context.tx),
      timersDue: try context.tx.scalar(
        "SELECT count(*) FROM engine_timer WHERE due <= \(context.now)") ?? 0,
      held: try Hold.read(context.tx), disk: engine.disk.status, clockLeadMs: engine.clock.lead)
  }

  static func metrics(
    _ params: EveryService.Metrics.Params, _ context: QueryContext
  ) throws -> EveryService.Metrics.Result {
    let measures = context.engine.measures
    return EveryService.Metrics.Result(
      samples: try measures.flatMap { measure in
        try measure.read(context).map { reading in
          EveryService.Metrics.Result.Sample(
            name: measure.name + reading.part, type: measure.kind.rawValue, labels: reading.labels,
            value: reading.value)
        }
      },
      families: measures.map { measure in
        EveryService.Metrics.Result.Family(
          name: measure.name, type: measure.kind.rawValue, help: measure.help)
      })
  }
}

/// A long poll found nothing: ask again when the log has grown, or when the time is up.
struct NothingYet: Error {
  let milliseconds: Int
  let head: Int64
}

extension DiskWatch {
  fileprivate var status: EveryService.Status.Result.Disk? {
    space.map { .init(used: $0.used, freeBytes: $0.free, isTight: tight != nil) }
  }
}

extension Following {
  fileprivate var status: EveryService.Status.Result.Follower {
    EveryService.Status.Result.Follower(
      service: service, log: log, sequence: sequence, head: head, lag: lag, state: state.rawValue,
      lastHeard: lastHeard, rebuilding: rebuilding > 0 ? true : nil)
  }
}
