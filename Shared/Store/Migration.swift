/// One step of a schema. Migrations are only ever added: an applied one is never edited.
///
/// ```swift
/// Migration(version: 1, name: "tickets", statements: [
///   "CREATE TABLE ticket (id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, body BLOB)",
/// ])
/// ```
///
/// Statements are written once: the types are `INTEGER`, `REAL`, `TEXT` and `BLOB` in capitals
/// (PostgreSQL gets `BIGINT`, `DOUBLE PRECISION`, `TEXT COLLATE "C"` and `BYTEA`), and SQLite's
/// tables are made `STRICT`, so that it refuses a wrong type as PostgreSQL does.
package struct Migration: Sendable {
  /// Its place in the order of its owner, ascending.
  package let version: Int
  /// What it is about, for people.
  package let name: String
  /// One statement each, without values.
  package let statements: [String]
  /// The oldest release, named by its last migration's version, that can still read the database
  /// after this one. Adding leaves it where it was; removing moves it.
  package let readableFrom: Int

  /// A step that releases from `readableFrom` on can live with.
  package init(version: Int, name: String, statements: [String], readableFrom: Int = 1) {
    self.version = version
    self.name = name
    self.statements = statements
    self.readableFrom = readableFrom
  }
}
