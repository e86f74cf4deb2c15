import Store
import Wire

/// What failed is put aside with its reason until an operator retries or drops it.
enum Parking {
  typealias Item = EveryService.ListParked.Result.Item

  static func park(_ item: Item, payload: RawJSON, _ tx: Transaction) throws {
    try tx.write(
      """
      INSERT INTO engine_parked
        (id, kind, name, service, sequence, subject, payload, error, at)
      VALUES (\(item.id), \(item.kind), \(item.name), \(item.service), \(item.sequence),
        \(item.subject), \(payload), \(item.error), \(item.at))
      """)
  }

  /// Whether an event of this subject is parked: later ones wait behind it.
  static func holds(service: String, subject: String, _ tx: Transaction) throws -> Bool {
    try tx.exists(
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
