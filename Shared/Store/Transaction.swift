/// What a handler sees of the database: statements in, rows out, no control over the transaction.
///
/// ```swift
/// let subject: String? = try tx.scalar("SELECT subject FROM ticket WHERE id = \(id)")
/// try tx.write("UPDATE ticket SET status = \(Status.solved) WHERE id = \(id)")
/// ```
package final class Transaction {
  /// The connection underneath, for the engine.
  package let connection: any Connection

  /// A view on a connection whose transaction somebody else begins and ends.
  package init(_ connection: any Connection) {
    self.connection = connection
  }

  /// Which database it is, for the few statements that differ.
  package var dialect: Dialect { connection.dialect }

  /// Changes something and returns nothing; it may be sent later, and an error then surfaces at the
  /// next read or at the end of the handler.
  ///
  /// To learn whether a row was new, read `INSERT … ON CONFLICT DO NOTHING RETURNING …`.
  package func write(_ sql: SQL) throws(StoreError) {
    try connection.write(sql)
  }

  /// All rows, each made into a value.
  package func read<Value>(_ sql: SQL, map: (borrowing Row) throws -> Value) throws -> [Value] {
    var values: [Value] = []
    try connection.read(sql, limit: .max) { row in values.append(try map(row)) }
    return values
  }

  /// The first row made into a value, or `nil` without rows. Say `LIMIT 1` where there may be many.
  package func first<Value>(_ sql: SQL, map: (borrowing Row) throws -> Value) throws -> Value? {
    var value: Value?
    try connection.read(sql, limit: 1) { row in value = try map(row) }
    return value
  }

  /// The first column of the first row; `nil` without rows and for NULL.
  package func scalar<Value: SQLDecodable>(
    _ sql: SQL, as type: Value.Type = Value.self
  ) throws -> Value? {
    try first(sql) { row -> Value? in row[0] } ?? nil
  }

  /// Whether the query has a row.
  package func exists(_ sql: SQL) throws -> Bool {
    var found = false
    try connection.read("SELECT 1 WHERE EXISTS (\(sql: sql))", limit: 1) { _ in found = true }
    return found
  }
}
