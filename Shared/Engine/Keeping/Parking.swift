import Store
import Wire

/// What failed is put aside with its reason until an operator retries or drops it.
final class Parking {
  typealias Item = EveryService.ListParked.Result.Item

  /// Almost always zero, and then no event has to ask whether it waits behind another. Taken back
  /// with what failed.
  var count: Int

  init(_ tx: Transaction) throws {
    count = try Self.count(tx)
  }

  func park(_ item: Item, payload: RawJSON, _ tx: Transaction) throws {
    try tx.write(
      """
      INSERT INTO engine_parked
        (id, kind, name, service, sequence, subject, payload, error, at)
      VALUES (\(item.id), \(item.kind), \(item.name), \(item.service), \(item.sequence),
        \(item.subject), \(payload), \(item.error), \(item.at))
      """)
    count += 1
  }

  /// Whether an event of this subject is parked: later ones wait behind it.
  func holds(_ service: String, _ subject: String, _ tx: Transaction) throws -> Bool {
    guard count > 0 else { return false }
    return try tx.exists(
      """
      SELECT 1 FROM engine_parked
      WHERE service = \(service) AND subject = \(subject) AND kind = 'event'
      """)
  }

  static func count(_ tx: Transaction) throws -> Int {
    try tx.scalar("SELECT count(*) FROM engine_parked") ?? 0
  }

  static func list(limit: Int, _ tx: Transaction) throws -> [Item] {
    try tx.read(
      """
      SELECT id, kind, name, service, sequence, subject, error, at FROM engine_parked
      ORDER BY at, id LIMIT \(limit)
      """
    ) { row in
      Item(
        id: row["id"], kind: row["kind"], name: row["name"], service: row["service"],
        sequence: row["sequence"], subject: row["subject"], error: row["error"], at: row["at"])
    }
  }
}
