/// One connection to a database, used from one thread.
///
/// It exists so that everything above says what it wants once and both drivers understand it.
/// A thread opens its own from a ``Store`` and closes it by letting go of it.
package protocol Connection: AnyObject {
  /// Which database it speaks to.
  var dialect: Dialect { get }

  /// Starts a transaction. To write, SQLite takes its write lock at once; on PostgreSQL the caller
  /// locks a row first (see ``Dialect/rowLock``). To read, everything is seen as of one moment.
  func begin(write: Bool) throws(StoreError)
  /// Makes the transaction last. After an error: ``rollback()``.
  func commit() throws(StoreError)
  /// Forgets the transaction; does nothing where there is none.
  func rollback() throws(StoreError)

  /// Marks a point to come back to; inside another one it nests.
  func savepoint() throws(StoreError)
  /// Keeps what was done since the innermost savepoint. Errors of writes since then surface here at
  /// the latest; if it throws, the savepoint still stands and wants ``rollbackToSavepoint()``.
  func release() throws(StoreError)
  /// Undoes what was done since the innermost savepoint, and ends it.
  func rollbackToSavepoint() throws(StoreError)
  /// Whether the transaction is still there: an interrupted write or a full disk may have ended it.
  var transactionLives: Bool { get }
  /// A count that has grown when anything was written since it was asked before; `nil` where that is
  /// not known while statements are under way.
  var changes: Int64? { get }

  /// Runs a statement that gives nothing back. It may be sent later: its error then surfaces at
  /// the next ``read(_:limit:_:)``, ``settle()``, ``release()`` or ``commit()`` and names it.
  func write(_ sql: SQL) throws(StoreError)
  /// Runs a statement and hands over its rows, at most `limit`. It waits.
  func read(_ sql: SQL, limit: Int, _ row: (borrowing Row) throws -> Void) throws
  /// Waits for deferred writes and throws the first error among them.
  func settle() throws(StoreError)
  /// Runs one statement of a schema, written in the portable subset (see ``Migration``). It waits.
  func define(_ statement: String) throws(StoreError)

  /// From `milliseconds` from now on every statement fails as `interrupted`, a running one too;
  /// `nil` lifts it. Savepoints, commit and rollback always work. Precise to some 5 ms.
  func deadline(milliseconds: Int?)
  /// Ends what runs on this connection, from another thread.
  var interrupter: Interrupter { get }
}

extension Connection {
  /// Runs `body` in a transaction of its own: commits, or rolls back if it throws.
  ///
  /// For readers, tools and migrations; the engine's loop, with many savepoints in one transaction,
  /// goes step by step.
  package func transact<Result>(
    write: Bool, _ body: (Transaction) throws -> Result
  ) throws -> Result {
    try begin(write: write)
    do {
      let result = try body(Transaction(self))
      try commit()
      return result
    } catch {
      // The first error is the one to tell.
      try? rollback()
      throw error
    }
  }
}
