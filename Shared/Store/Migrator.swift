/// Brings a database to the schema of this release, before anything else uses it.
///
/// Everything happens in one transaction under a lock, so a second instance waits and then finds
/// the work done, and a failure leaves the database as it was. What was applied is in
/// `schema_migration`, with a digest of its text.
package enum Migrator {
  /// Applies what is missing. `owner` is whose tables they are (the engine's and the service's
  /// count their versions apart); `now`, in milliseconds, is only noted.
  ///
  /// It refuses a database that a newer release changed beyond this one
  /// (``StoreError/newerRelease(_:)``), and a migration that says something else than when it was
  /// applied (``StoreError/editedMigration(_:)``).
  package static func migrate(
    _ store: any Store, owner: String, _ migrations: [Migration], now: Int64
  ) throws {
    let ascending = zip(migrations, migrations.dropFirst()).allSatisfy { $0.version < $1.version }
    precondition(ascending, "the migrations of \(owner) do not ascend")
    let connection = try store.openWriter()
    try connection.transact(write: true) { tx in
      try lock(tx)
      let applied = try applied(tx, by: owner)
      try refuseNewer(applied, than: migrations.last?.version ?? 0, of: owner)
      for migration in migrations {
        if let known = applied.first(where: { $0.version == migration.version }) {
          try refuseEdited(migration, known: known, of: owner)
        } else {
          try apply(migration, of: owner, in: tx, now: now)
        }
      }
    }
  }

  /// What ``migrate(_:owner:_:now:)`` would do, changing nothing.
  ///
  /// It refuses what that refuses.
  package static func examine(
    _ store: any Store, owner: String, _ migrations: [Migration]
  ) throws -> Examination {
    guard let connection = try? store.openReader() else { return .new }
    return try connection.transact(write: false) { tx in
      guard try isThere(tx) else { return .new }
      let applied = try applied(tx, by: owner)
      try refuseNewer(applied, than: migrations.last?.version ?? 0, of: owner)
      for migration in migrations {
        if let known = applied.first(where: { $0.version == migration.version }) {
          try refuseEdited(migration, known: known, of: owner)
        }
      }
      let missing = migrations.filter { migration in
        !applied.contains { $0.version == migration.version }
      }
      return missing.isEmpty ? .upToDate : .older(missing.map(\.name))
    }
  }

  /// How a database stands to this release.
  package enum Examination: Sendable, Equatable {
    /// There is none yet.
    case new
    case upToDate
    /// It lacks these migrations, by name.
    case older([String])
  }

  private static func isThere(_ tx: Transaction) throws -> Bool {
    switch tx.dialect {
    case .sqlite:
      try tx.exists("SELECT 1 FROM sqlite_schema WHERE name = 'schema_migration'")
    case .postgres:
      try tx.exists("SELECT 1 WHERE to_regclass('schema_migration') IS NOT NULL")
    }
  }

  private struct Applied {
    let version: Int
    let digest: String
    let readableFrom: Int
  }

  private static func lock(_ tx: Transaction) throws {
    // SQLite's transaction is the lock; on PostgreSQL two may begin at once.
    if tx.dialect == .postgres {
      try tx.write("SELECT pg_advisory_xact_lock(hashtext(current_schema()))")
    }
    try tx.connection.define(
      """
      CREATE TABLE IF NOT EXISTS schema_migration (
        owner TEXT NOT NULL, version INTEGER NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL,
        readable_from INTEGER NOT NULL, applied_at INTEGER NOT NULL, PRIMARY KEY (owner, version))
      """)
  }

  private static func applied(_ tx: Transaction, by owner: String) throws -> [Applied] {
    try tx.read(
      "SELECT version, digest, readable_from FROM schema_migration WHERE owner = \(owner)"
    ) { row in
      Applied(
        version: row["version"], digest: row["digest"], readableFrom: row["readable_from"])
    }
  }

  private static func refuseNewer(_ applied: [Applied], than ours: Int, of owner: String) throws {
    let needed = applied.map(\.readableFrom).max() ?? 0
    guard needed > ours else { return }
    throw StoreError.newerRelease(
      """
      the database was made by a newer release: its \(owner) schema needs version \(needed), \
      this release knows up to \(ours)
      """)
  }

  private static func refuseEdited(
    _ migration: Migration, known: Applied, of owner: String
  ) throws {
    guard known.digest != digest(migration) else { return }
    throw StoreError.editedMigration(
      """
      migration \(migration.version) (\(migration.name)) of \(owner) is not what it was when it \
      was applied; add a new one instead
      """)
  }

  private static func apply(
    _ migration: Migration, of owner: String, in tx: Transaction, now: Int64
  ) throws {
    for statement in migration.statements { try tx.connection.define(statement) }
    try tx.write(
      """
      INSERT INTO schema_migration (owner, version, name, digest, readable_from, applied_at)
      VALUES (\(owner), \(migration.version), \(migration.name), \(digest(migration)),
        \(migration.readableFrom), \(now))
      """)
  }

  /// FNV-1a over the statements: it notices a slip of the hand, and nobody attacks it.
  private static func digest(_ migration: Migration) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in migration.statements.joined(separator: "\0").utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    return String(hash, radix: 16)
  }
}
