import Store
import Wire

/// What failed is put aside with its reason until an operator retries or drops it.
///
/// An event is parked once for each handler that did not get through. What comes later of the same
/// subject waits behind it, in order.
final class Parking {
  typealias Item = EveryService.ListParked.Result.Item

  /// Almost always zero, and then no event has to ask whether it waits behind another. Taken back
  /// with what failed.
  var count: Int

  init(_ tx: Transaction) throws {
    count = try Self.count(tx)
  }

  /// One item with what its handler needs.
  struct Parked {
    let item: Item
    let payload: RawJSON
  }

  func park(_ parked: Parked, _ tx: Transaction) throws {
    let item = parked.item
    try tx.write(
      """
      INSERT INTO engine_parked
        (id, kind, name, service, sequence, subject, payload, error, at, handler)
      VALUES (\(item.id), \(item.kind), \(item.name), \(item.service), \(item.sequence),
        \(item.subject), \(parked.payload), \(item.error), \(item.at), \(item.handler))
      """)
    count += 1
  }

  func remove(_ id: String, _ tx: Transaction) throws {
    try tx.write("DELETE FROM engine_parked WHERE id = \(id)")
    count -= 1
  }

  /// It failed once more, for this reason.
  func failedAgain(_ id: String, _ error: String, at now: Timestamp, _ tx: Transaction) throws {
    try tx.write("UPDATE engine_parked SET error = \(error), at = \(now) WHERE id = \(id)")
  }

  /// Forgets what projections could not take: they hear everything again.
  func forgetProjections(_ tx: Transaction) throws {
    try tx.write(
      "DELETE FROM engine_parked WHERE kind = 'event' AND substr(handler, 1, 10) = 'projection'")
    count = try Self.count(tx)
  }

  /// Whether an event of this subject is parked: later ones wait behind it.
  func holds(_ service: String, _ subject: String, _ tx: Transaction) throws -> Bool {
    guard count > 0 else { return false }
    return try Self.first(of: subject, from: service, tx) != nil
  }

  static func count(_ tx: Transaction) throws -> Int {
    try tx.scalar("SELECT count(*) FROM engine_parked") ?? 0
  }

  static func find(_ id: String, _ tx: Transaction) throws -> Parked? {
    try tx.first("\(sql: columns) WHERE id = \(id)", map: parked)
  }

  /// The event that others of its subject wait behind.
  static func first(of subject: String, from service: String, _ tx: Transaction) throws -> Parked? {
    try tx.first(
      """
      \(sql: columns) WHERE service = \(service) AND subject = \(subject) AND kind = 'event'
      ORDER BY sequence, id LIMIT 1
      """, map: parked)
  }

  static func list(limit: Int, _ tx: Transaction) throws -> [Item] {
    try tx.read("\(sql: columns) ORDER BY at, id LIMIT \(limit)") { try parked($0).item }
  }

  private static let columns: SQL = """
    SELECT id, kind, name, service, sequence, subject, error, at, handler, payload
    FROM engine_parked
    """

  private static func parked(_ row: borrowing Row) throws -> Parked {
    Parked(
      item: Item(
        id: row["id"], kind: row["kind"], name: row["name"], service: row["service"],
        sequence: row["sequence"], subject: row["subject"], error: row["error"], at: row["at"],
        handler: row["handler"]),
      payload: row["payload"])
  }
}
