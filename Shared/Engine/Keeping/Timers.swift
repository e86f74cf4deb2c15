import Store
import Wire

/// A timer as the table holds it.
struct TimerRow: Sendable {
  let name: String
  let subject: String
  var due: Timestamp
  let payload: RawJSON
  /// What it was set because of: its events carry that on.
  let cause: Cause

  func moved(to due: Timestamp) -> TimerRow {
    var moved = self
    moved.due = due
    return moved
  }
}

/// Timers are rows: they survive restarts and are part of the transaction that set them.
final class Timers {
  /// When the next timer is due; nil asks the table, and in there nil means there is none.
  private var next: Timestamp??

  func set(_ timer: TimerRow, _ tx: Transaction) throws {
    try tx.write(
      """
      INSERT INTO engine_timer (name, subject, due, payload, cause, trace, hops)
      VALUES (\(timer.name), \(timer.subject), \(timer.due), \(timer.payload),
        \(timer.cause.id), \(timer.cause.trace), \(timer.cause.hops))
      ON CONFLICT (name, subject) DO UPDATE SET due = excluded.due, payload = excluded.payload,
        cause = excluded.cause, trace = excluded.trace, hops = excluded.hops
      """)
    next = nil
  }

  func remove(name: String, subject: String, _ tx: Transaction) throws {
    try tx.write("DELETE FROM engine_timer WHERE name = \(name) AND subject = \(subject)")
    next = nil
  }

  /// Takes a timer off to fire it; false when it was taken off or moved meanwhile.
  func take(_ timer: TimerRow, _ tx: Transaction) throws -> Bool {
    next = nil
    let taken: String? = try tx.scalar(
      """
      DELETE FROM engine_timer
      WHERE name = \(timer.name) AND subject = \(timer.subject) AND due <= \(timer.due)
      RETURNING name
      """)
    return taken != nil
  }

  /// Timers due by now, longest overdue first.
  func due(by now: Timestamp, limit: Int, _ tx: Transaction) throws -> [TimerRow] {
    guard limit > 0, try nextDue(tx).map({ $0 <= now }) ?? false else { return [] }
    return try tx.read(
      """
      SELECT name, subject, due, payload, cause, trace, hops FROM engine_timer WHERE due <= \(now)
      ORDER BY due, name, subject LIMIT \(limit)
      """
    ) { row in
      TimerRow(
        name: row["name"], subject: row["subject"], due: row["due"], payload: row["payload"],
        cause: Cause(id: row["cause"], trace: row["trace"], hops: row["hops"]))
    }
  }

  /// When the next timer is due; nil when there is none.
  func nextDue(_ tx: Transaction) throws -> Timestamp? {
    if let next { return next }
    let earliest: Timestamp? = try tx.scalar("SELECT min(due) FROM engine_timer")
    next = .some(earliest)
    return earliest
  }

  /// When the next timer is due, as far as known without asking the table.
  var known: Timestamp?? { next }

  /// After a rollback what was known may be wrong.
  func forget() {
    next = nil
  }
}
