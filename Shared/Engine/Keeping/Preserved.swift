import Store
import Wire

/// The name of something that must outlive the database, and what it carries.
///
///     static let withdrawal = PreservedName<Withdrawn>("withdrawal")
///     context.preserve(withdrawal, Withdrawn(contact: contact, topic: topic))
package struct PreservedName<Payload: Codable & Sendable>: Sendable {
  package let name: String

  package init(_ name: String) {
    self.name = name
  }
}

/// What a service does again when its database turns out to be older than what it preserved:
/// a withdrawal, a suppression or an erasure must not be undone by a restore.
package struct Preservation: Sendable {
  let name: String
  let reapply: @Sendable (RawJSON, Context) throws -> Void

  /// - Parameter reapply: does it unless it is done; it may meet an entity that is not there.
  package static func of<P>(
    _ name: PreservedName<P>, _ reapply: @escaping @Sendable (P, Context) throws -> Void
  ) -> Self {
    Self(name: name.name) { payload, context in try reapply(try payload.kept(), context) }
  }
}

/// One line of what outlives the database: numbered, in the table and in a file beside it.
struct PreservedLine: Codable, Sendable, Equatable {
  let number: Int64
  let name: String
  let payload: RawJSON
  let at: Timestamp
}

/// The table's side of it. The file is behind the table after a crash, and ahead of it after the
/// database was put back from a copy.
final class Preserved {
  /// The number of the last line; taken back with what failed.
  var last: Int64

  init(_ tx: Transaction) throws {
    last = try tx.scalar("SELECT max(number) FROM engine_preserved") ?? 0
  }

  func add(_ line: PreservedLine, _ tx: Transaction) throws {
    try tx.write(
      """
      INSERT INTO engine_preserved (number, name, payload, at)
      VALUES (\(line.number), \(line.name), \(line.payload), \(line.at))
      """)
    last = line.number
  }

  static func lines(after number: Int64, _ tx: Transaction) throws -> [PreservedLine] {
    try tx.read(
      """
      SELECT number, name, payload, at FROM engine_preserved WHERE number > \(number)
      ORDER BY number
      """
    ) { row in
      PreservedLine(
        number: row["number"], name: row["name"], payload: row["payload"], at: row["at"])
    }
  }
}
