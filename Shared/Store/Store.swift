/// Which database a statement meets. Handlers seldom ask: the SQL subset is the same.
package enum Dialect: String, Sendable, CaseIterable {
  case sqlite, postgres

  /// Put at the end of a `SELECT` that locks the rows it finds until the transaction ends.
  /// SQLite has one writer and needs none.
  package var rowLock: SQL {
    switch self {
    case .sqlite: ""
    case .postgres: " FOR UPDATE"
    }
  }
}

/// A database that connections can be opened to.
///
/// ```swift
/// let store = StoreLocation.sqlite(path: "data/tickets.db").store
/// try Migrator.migrate(store, owner: "tickets", migrations, now: now)
/// let writer = try store.openWriter()
/// ```
package protocol Store: Sendable {
  /// Which database it is.
  var dialect: Dialect { get }
  /// The connection that writes. SQLite allows one at a time, over all processes
  /// (``StoreError/inUse(_:)``); PostgreSQL allows several.
  func openWriter() throws(StoreError) -> any Connection
  /// A connection that only reads, beside the writer. The database has to be there.
  func openReader() throws(StoreError) -> any Connection
  /// Who moves the write-ahead log into the database; `nil` where the server does that.
  func openCheckpointer() throws(StoreError) -> Checkpointer?
  /// How long the write-ahead log is, in bytes; `nil` where the server keeps it.
  var writeAheadLogSize: Int64? { get }
  /// The database as it is now, to be copied; `nil` where the server's own tools do that.
  func openSnapshot() throws(StoreError) -> Snapshot?
}

/// Where a database is, as configuration says it.
package enum StoreLocation: Sendable, Hashable {
  /// A file, embedded; its folder has to be there.
  case sqlite(path: String)
  /// A PostgreSQL server (any libpq URL or conninfo) and the schema that holds this service's
  /// tables: a lower-case word, made if it is missing.
  case postgres(url: String, schema: String)

  /// The database there; nothing is opened yet.
  package var store: any Store {
    switch self {
    case .sqlite(let path): SQLiteStore(path: path)
    case .postgres(let url, let schema): PostgresStore(url: url, schema: schema)
    }
  }
}
