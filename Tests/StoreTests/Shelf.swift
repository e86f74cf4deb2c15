import Store
import TestSupport

/// The table that the conformance tests work on: a shelf of books.
enum Shelf {
  /// A writer on a new database with an empty shelf.
  static func writer(_ dialect: Dialect) throws -> any Connection {
    let store = try TestDatabases.location(dialect).store
    try Migrator.migrate(store, owner: "shelf", migrations, now: 0)
    return try store.openWriter()
  }

  /// A transaction on a new database, which is never committed.
  static func transaction(_ dialect: Dialect) throws -> Transaction {
    let connection = try writer(dialect)
    try connection.begin(write: true)
    return Transaction(connection)
  }

  /// A reader of the same database.
  static func reader(_ dialect: Dialect) throws -> any Connection {
    try TestDatabases.location(dialect).store.openReader()
  }

  static let migrations = [
    Migration(
      version: 1, name: "books",
      statements: [
        "CREATE TABLE author (id TEXT PRIMARY KEY)",
        """
        CREATE TABLE book (
          id TEXT PRIMARY KEY, title TEXT NOT NULL UNIQUE, pages INTEGER CHECK (pages > 0),
          weight REAL, cover BLOB, author TEXT REFERENCES author (id))
        """,
        "CREATE INDEX book_author ON book (author)",
      ])
  ]

  /// A book with a title that no other has.
  static func insert(_ id: String, pages: Int? = nil) -> SQL {
    "INSERT INTO book (id, title, pages) VALUES (\(id), \("Title of " + id), \(pages))"
  }

  /// The ids of all books, in order.
  static func ids(_ connection: any Connection) throws -> [String] {
    try Transaction(connection).read("SELECT id FROM book ORDER BY id") { $0["id"] }
  }

  /// Runs for minutes unless something ends it.
  static let endless: SQL = """
    WITH RECURSIVE step (i) AS (
      SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM step WHERE i < 10000000000)
    SELECT COUNT(*) FROM step
    """
}
