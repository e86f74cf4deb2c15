/// The PostgreSQL driver.
final class PostgresConnection: Connection {
  let dialect = Dialect.postgres
  private let link: PostgresLink
  private var statements = StatementCache<PostgresStatement>()
  private var named = 0
  /// Whether a transaction was begun, which the server may not have heard of yet.
  private var begun = false

  init(_ link: PostgresLink) {
    self.link = link
  }

  func begin(write: Bool) throws(StoreError) {
    if statements.dropIfFull() { try once("DEALLOCATE ALL") }
    try send(write ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    begun = true
  }

  func commit() throws(StoreError) {
    try send("COMMIT")
    let answer = try link.settle(limited: false)
    begun = false
    // What failed before and was not rolled back turns a COMMIT into a ROLLBACK.
    guard answer?.command == "COMMIT" else { throw .other("nothing was left to commit") }
  }

  func rollback() throws(StoreError) {
    defer { begun = false }
    forgetWrites()
    guard link.hasTransaction else { return }
    try send("ROLLBACK")
    _ = try link.settle(limited: false)
  }

  // Savepoints of one name nest: the innermost is meant.

  func savepoint() throws(StoreError) {
    try send("SAVEPOINT handler")
  }

  func release() throws(StoreError) {
    try send("RELEASE handler")
    try settle()
  }

  func rollbackToSavepoint() throws(StoreError) {
    forgetWrites()
    try send("ROLLBACK TO handler")
    try send("RELEASE handler")
    _ = try link.settle(limited: false)
  }

  /// Waits for what was sent; whether it failed no longer matters.
  private func forgetWrites() {
    _ = try? link.settle()
  }

  var transactionLives: Bool {
    begun && (link.isWaiting || link.hasTransaction)
  }

  let changes: Int64? = nil

  func write(_ sql: SQL) throws(StoreError) {
    try link.limit.check(sql.shape.text(for: .postgres))
    try send(sql)
  }

  func read(_ sql: SQL, limit most: Int, _ row: (borrowing Row) throws -> Void) throws {
    try link.limit.check(sql.shape.text(for: .postgres))
    try send(sql)
    guard let rows = try link.settle() else { return }
    for index in 0..<min(rows.count, Int32(clamping: most)) {
      rows.row = index
      try row(Row(rows))
    }
  }

  private func send(_ sql: SQL) throws(StoreError) {
    try link.send(try prepared(sql.shape), sql.values)
  }

  private func prepared(_ shape: SQL.Shape) throws(StoreError) -> PostgresStatement {
    if let known = statements[shape] { return known }
    named += 1
    let statement = PostgresStatement(
      name: "s\(named)", text: shape.text(for: .postgres), types: shape.types)
    statements[shape] = statement
    return statement
  }

  /// Sends a statement under the name that each preparation overwrites: the empty one.
  private func once(_ text: String) throws(StoreError) {
    try link.send(PostgresStatement(name: "", text: text, types: []))
  }

  func settle() throws(StoreError) {
    _ = try link.settle()
  }

  func define(_ statement: String) throws(StoreError) {
    try link.limit.check(statement)
    try once(SchemaText.translate(statement, for: .postgres))
    try settle()
  }

  func deadline(milliseconds: Int?) {
    link.limit.set(milliseconds: milliseconds)
  }

  var interrupter: Interrupter { link.interrupter }
}
