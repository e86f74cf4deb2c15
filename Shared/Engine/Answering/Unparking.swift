import Logging
import Store
import Wire

/// What operators do about parked events and timers.
enum Unparking {
  static let answers: [Answers] = [
    .query(EveryService.ListParked.self, list),
    .command(EveryService.RetryParked.self, retry),
    .command(EveryService.DropParked.self, drop),
  ]

  static func list(
    _ params: EveryService.ListParked.Params, _ context: QueryContext
  ) throws -> EveryService.ListParked.Result {
    let limit = params.limit ?? 50
    guard (1...200).contains(limit) else {
      throw ServiceError.invalid([
        Violation(path: "/limit", rule: "range", limit: 200, message: "must be 1 to 200")
      ])
    }
    return EveryService.ListParked.Result(items: try Parking.list(limit: limit, context.tx))
  }

  static func retry(
    _ params: EveryService.RetryParked.Params, _ context: Context
  ) throws -> EveryService.RetryParked.Result {
    let parked = try find(params.id, context)
    let first = try Parking.first(of: parked.item.subject, from: parked.item.service, context.tx)
    if parked.item.kind == "event", let first, first.item.id != parked.item.id {
      throw ServiceError.rejected("It waits behind \(first.item.id) of the same subject.")
    }
    let error = try attempt(parked, context)
    let behind = try behind(parked.item, context)
    if error == nil { try proceed(after: parked.item, behind, context) }
    return EveryService.RetryParked.Result(error: error, behind: behind)
  }

  static func drop(
    _ params: EveryService.DropParked.Params, _ context: Context
  ) throws -> EveryService.DropParked.Result {
    let parked = try find(params.id, context)
    try context.batch.engine.keeping.parking.remove(parked.item.id, context.tx)
    context.batch.engine.logger.notice(
      "a parked item was dropped",
      metadata: [
        "id": "\(parked.item.id)", "name": "\(parked.item.name)", "key": "\(context.caller.key)",
      ])
    let behind = try behind(parked.item, context)
    try proceed(after: parked.item, behind, context)
    return EveryService.DropParked.Result(behind: behind)
  }

  private static func find(_ id: String, _ context: Context) throws -> Parking.Parked {
    guard let parked = try Parking.find(id, context.tx) else {
      throw ServiceError.notFound("nothing is parked as \(id)")
    }
    return parked
  }

  /// How many events of the same subject are parked, beside one that is no longer.
  private static func behind(_ item: Parking.Item, _ context: Context) throws -> Int {
    guard item.kind == "event" else { return 0 }
    return try context.tx.scalar(
      """
      SELECT count(*) FROM engine_parked WHERE service = \(item.service)
        AND subject = \(item.subject) AND kind = 'event' AND id <> \(item.id)
      """) ?? 0
  }

  // MARK: Trying

  /// Tries one item; takes it off if it goes through, and notes why it does not otherwise.
  private static func attempt(_ parked: Parking.Parked, _ context: Context) throws -> String? {
    let (item, batch) = (parked.item, context.batch)
    let setback =
      item.kind == "timer" ? try ring(parked, context) : try hear(parked, context)
    // What was tried has had a budget of its own, and lifted ours.
    context.tx.connection.deadline(milliseconds: batch.engine.limits.handlerBudget)
    if let setback {
      let error = setback.error.message
      try batch.engine.keeping.parking.failedAgain(item.id, error, at: context.now, context.tx)
      return error
    }
    try batch.engine.keeping.parking.remove(item.id, context.tx)
    return nil
  }

  private static func hear(_ parked: Parking.Parked, _ context: Context) throws -> Setback? {
    let (item, batch) = (parked.item, context.batch)
    let event = try parked.payload.kept(as: CloudEvent.self)
    // A row of the first release names no handler: all that do not stop the follower are meant.
    let hearings = (batch.engine.hearings[item.service] ?? []).filter { hearing in
      item.handler.map { $0 == hearing.name } ?? (hearing.hears(event) && !hearing.isCritical)
    }
    guard !hearings.isEmpty else {
      return Setback(error: .rejected("nothing in this release hears it as \(item.handler ?? "")"))
    }
    for hearing in hearings {
      let place = Place.parked("\(item.id) \(hearing.name)")
      if let setback = try batch.hear(event, hearing, at: place) { return setback }
    }
    return nil
  }

  private static func ring(_ parked: Parking.Parked, _ context: Context) throws -> Setback? {
    let (item, batch) = (parked.item, context.batch)
    let timer = TimerRow(
      name: item.name, subject: item.subject, due: context.now, payload: parked.payload,
      cause: .request)
    let rung = try batch.attempt(
      .parked(item.id), caller: batch.engine.itself, cause: timer.cause
    ) { try batch.ring(timer, $0) }
    guard case .failure(let setback) = rung else { return nil }
    return setback
  }

  // MARK: What waits behind

  struct Subject: Codable, Sendable {
    let service: String
    let subject: String
  }

  static let next = TimerName<Subject>("engine.unpark")

  private static func proceed(
    after item: Parking.Item, _ behind: Int, _ context: Context
  ) throws {
    guard behind > 0 else { return }
    try context.schedule(
      next, for: "\(item.service)/\(item.subject)", at: context.now,
      Subject(service: item.service, subject: item.subject))
  }

  /// One event after the other, until one fails or none is left.
  static func goOn(_ waiting: Subject, _ context: Context) throws -> TimerOutcome {
    let first = try Parking.first(of: waiting.subject, from: waiting.service, context.tx)
    guard let first else { return .done }
    return try attempt(first, context) == nil ? .again(at: context.now) : .done
  }
}
