package import Store

/// A table that is derived from the logs of others, or the part of one that is: it can be thrown
/// away and made again by hearing the logs from their start.
///
///     static let projections: [Projection] = [
///       .table("known"), .table("timeline", where: "substr(type, 1, 6) <> 'forms.'"),
///     ]
///
/// What projections write into tables of the service's own is not named here: hearing it again
/// brings those rows to where they are.
package struct Projection: Sendable {
  package let name: String
  let table: SQL
  let condition: SQL

  package static func table(_ name: StaticString, where condition: SQL = "1 = 1") -> Self {
    Self(name: name.description, table: SQL(stringLiteral: name), condition: condition)
  }

  func clear(_ tx: Transaction) throws {
    try tx.write("DELETE FROM \(sql: table) WHERE \(sql: condition)")
  }
}
