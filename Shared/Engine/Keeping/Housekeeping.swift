import Store
import Wire

/// What the engine times for itself, beside the service.
enum Housekeeping {
  private struct Nothing: Codable, Sendable {}
  private static let prune = TimerName<Nothing>("engine.prune")
  private static let slice = 500

  private static let thin = TimerName<Nothing>("engine.thin")

  static let times: [Timing] = [
    .when(prune, pruneAnswers), .when(thin, thinLog), .when(Unparking.next, Unparking.goOn),
  ]

  static func start(_ context: Context) throws {
    try context.schedule(prune, for: "answers", at: context.now, Nothing())
    try context.schedule(thin, for: "log", at: context.now, Nothing())
  }

  /// Takes the data of events past their type's period, a slice at a time, and looks again in an
  /// hour.
  private static func thinLog(_: Nothing, _ context: Context) throws -> TimerOutcome {
    var more = false
    for event in context.batch.engine.service.emits {
      guard let period = event.retention else { continue }
      more = try Retention.thin(event.type, before: context.now - period, context.tx) || more
    }
    return .again(at: more ? context.now : context.now + .hours(1))
  }

  /// Forgets kept answers and records of reads a slice at a time, and looks again in an hour.
  private static func pruneAnswers(_: Nothing, _ context: Context) throws -> TimerOutcome {
    let before = context.now - Idempotency.kept
    try context.tx.write(
      """
      DELETE FROM engine_answer WHERE at <= (SELECT max(at) FROM (
        SELECT at FROM engine_answer WHERE at < \(before) ORDER BY at LIMIT \(slice)) AS old)
      """)
    let more = try context.tx.exists("SELECT 1 FROM engine_answer WHERE at < \(before)")
    let moreReads = try PersonalReads.prune(now: context.now, limit: slice, context.tx)
    return .again(at: more || moreReads ? context.now : context.now + .hours(1))
  }
}
