import CSQLite

/// The SQLite driver.
final class SQLiteConnection: Connection {
  let dialect = Dialect.sqlite
  private let database: SQLiteDatabase
  private let lock: FileLock?
  private let limit = Deadline()
  // One thread uses a connection: there is nothing to check at each access.
  @exclusivity(unchecked) private var statements = StatementCache<SQLiteStatement>()
  /// How many steps of SQLite's machine pass between two looks at the clock: well under 1 ms.
  private static let stepsBetweenLooks: Int32 = 2_000

  /// `lock`, the writer's, is held as long as the connection.
  init(_ database: SQLiteDatabase, lock: FileLock?) {
    self.database = database
    self.lock = lock
    let context = Unmanaged.passUnretained(limit).toOpaque()
    sqlite3_progress_handler(
      database.handle, Self.stepsBetweenLooks,
      { Unmanaged<Deadline>.fromOpaque($0!).takeUnretainedValue().hasPassed ? 1 : 0 }, context)
  }

  func begin(write: Bool) throws(StoreError) {
    _ = statements.dropIfFull()
    try control(write ? "BEGIN IMMEDIATE" : "BEGIN")
  }

  func commit() throws(StoreError) {
    try control("COMMIT")
  }

  func rollback() throws(StoreError) {
    guard transactionLives else { return }
    try control("ROLLBACK")
  }

  // Savepoints of one name nest: the innermost is meant.

  func savepoint() throws(StoreError) {
    try control("SAVEPOINT handler")
  }

  func release() throws(StoreError) {
    try control("RELEASE handler")
  }

  func rollbackToSavepoint() throws(StoreError) {
    try control("ROLLBACK TO handler")
    try control("RELEASE handler")
  }

  var transactionLives: Bool { sqlite3_get_autocommit(database.handle) == 0 }

  var changes: Int64? { sqlite3_total_changes64(database.handle) }

  /// A statement that works past the deadline: it takes too few steps for a look at the clock.
  private func control(_ sql: SQL) throws(StoreError) {
    let statement = try prepared(sql)
    while try statement.step() {}
  }

  func write(_ sql: SQL) throws(StoreError) {
    try limit.check(sql.shape.text(for: .sqlite))
    let statement = try prepared(sql)
    try statement.bind(sql.values)
    while try statement.step() {}
  }

  func read(_ sql: SQL, limit most: Int, _ row: (borrowing Row) throws -> Void) throws {
    try limit.check(sql.shape.text(for: .sqlite))
    let statement = try prepared(sql)
    try statement.bind(sql.values)
    // Stopping early is safe: SQLite makes all changes of a RETURNING before its first row.
    defer { statement.reset() }
    var count = 0
    while count < most, try statement.step() {
      try row(Row(statement))
      count += 1
    }
  }

  private func prepared(_ sql: SQL) throws(StoreError) -> SQLiteStatement {
    guard let known = statements[sql.shape] else {
      let statement = try database.prepare(sql.shape.text(for: .sqlite), kept: true)
      statements[sql.shape] = statement
      return statement
    }
    // A row's closure may run the statement that it is a row of.
    return known.isRunning ? try database.prepare(known.text, kept: false) : known
  }

  func settle() {}

  func define(_ statement: String) throws(StoreError) {
    try limit.check(statement)
    try database.run(SchemaText.translate(statement, for: .sqlite))
  }

  func deadline(milliseconds: Int?) {
    limit.set(milliseconds: milliseconds)
  }

  var interrupter: Interrupter { database.interrupter }

  deinit {
    sqlite3_progress_handler(database.handle, 0, nil, nil)
  }
}
