import Wire

/// Holding a service, letting it go on, and making again what it derives from the others.
enum Upkeep {
  static let answers: [Answers] = [
    .command(EveryService.Hold.self, hold),
    .command(EveryService.Release.self, release),
    .command(EveryService.Resync.self, resync).within(milliseconds: 60_000),
    .query(EveryService.Backup.self) { params, context in
      guard let backups = context.engine.backups else {
        throw ServiceError.rejected("This service has no backup folder.")
      }
      return try backups.answer(params)
    },
  ]

  static func hold(
    _ params: EveryService.Hold.Params, _ context: Context
  ) throws -> EveryService.Hold.Result {
    guard (1...500).contains(params.reason.count) else {
      throw ServiceError.invalid([
        Violation(
          path: "/reason", rule: "length", limit: 500, message: "must have 1 to 500 characters")
      ])
    }
    let held = try Hold.set(params.reason, now: context.now, context.tx)
    context.batch.engine.keeping.hold = held
    return held
  }

  static func release(
    _: EveryService.Release.Params, _ context: Context
  ) throws -> EveryService.Release.Result {
    let keeping = context.batch.engine.keeping
    defer { keeping.hold = nil }
    try Hold.lift(context.tx)
    return EveryService.Release.Result(wasHeld: keeping.hold != nil)
  }

  /// Reads all logs again: a table may be derived from more than one of them.
  static func resync(
    _: EveryService.Resync.Params, _ context: Context
  ) throws -> EveryService.Resync.Result {
    let engine = context.batch.engine
    for projection in engine.service.projections { try projection.clear(context.tx) }
    try engine.keeping.parking.forgetProjections(context.tx)
    engine.keeping.cursors.rewind()
    context.batch.outcome.rewound.formUnion(engine.service.follows)
    return EveryService.Resync.Result(logs: engine.service.follows)
  }
}
