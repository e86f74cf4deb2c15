import CSQLite
import Glibc

/// One open handle on an SQLite file: opening, settings, errors. What it is used for is its role's.
final class SQLiteDatabase {
  /// What a handle is for.
  enum Role {
    case writer, reader, checkpointer
  }

  let handle: OpaquePointer
  let interrupter: Interrupter

  /// Before the first handle of the process.
  private static let configured = rapport_sqlite_configure()

  init(path: String, role: Role) throws(StoreError) {
    _ = Self.configured
    let access = role == .reader ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    var opened: OpaquePointer?
    let flags = access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
    let code = sqlite3_open_v2(path, &opened, flags, nil)
    guard let opened else { throw .cannotOpen("\(path): no memory for a database") }
    nonisolated(unsafe) let handle = opened
    self.handle = handle
    // sqlite3_interrupt is the one function that another thread may call.
    interrupter = Interrupter { sqlite3_interrupt(handle) }
    guard code == SQLITE_OK else { throw failure(code, in: "opening \(path)") }
    try configure(role)
  }

  private func configure(_ role: Role) throws(StoreError) {
    // Readers hardly ever wait in WAL mode; the writer waits for a checkpoint that empties the log.
    sqlite3_busy_timeout(handle, role == .writer ? 2_000 : 200)
    rapport_sqlite_refuse_quoted_strings(handle)
    try run("PRAGMA temp_store = MEMORY")
    guard role != .reader else { return try run("PRAGMA query_only = ON") }
    try run("PRAGMA journal_mode = WAL")
    try run("PRAGMA synchronous = FULL")
    try run("PRAGMA foreign_keys = ON")
    try run("PRAGMA secure_delete = ON")
    // Of keys that come in no order, more pages are needed again than fit into the usual 2 MB.
    try run("PRAGMA cache_size = -8000")
    try run("PRAGMA wal_autocheckpoint = 0")
    try run("PRAGMA journal_size_limit = 67108864")
    try run("PRAGMA trusted_schema = OFF")
  }

  /// Runs one statement and forgets it.
  func run(_ text: String) throws(StoreError) {
    let statement = try prepare(text, kept: false)
    while try statement.step() {}
  }

  func prepare(_ text: String, kept: Bool) throws(StoreError) -> SQLiteStatement {
    var statement: OpaquePointer?
    var rest = 0
    let flags = kept ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
    let code = text.withCString { start in
      var tail: UnsafePointer<CChar>?
      let code = sqlite3_prepare_v3(handle, start, -1, flags, &statement, &tail)
      rest = tail.map { text.utf8.count - ($0 - start) } ?? 0
      return code
    }
    guard code == SQLITE_OK else { throw failure(code, in: text) }
    guard let statement else { throw .other("an empty statement") }
    let prepared = SQLiteStatement(statement, text: text, database: self)
    guard text.utf8.suffix(rest).allSatisfy({ " \n\t;".utf8.contains($0) }) else {
      throw .other("more than one statement in: \(text)")
    }
    return prepared
  }

  /// Moves the log into the database file; `waiting` also makes the next write start it over.
  func checkpoint(waiting: Bool) throws(StoreError) -> Checkpointer.Progress {
    var pages: Int32 = 0
    var moved: Int32 = 0
    let mode = waiting ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE
    let code = sqlite3_wal_checkpoint_v2(handle, nil, mode, &pages, &moved)
    // Busy: a reader still needs the old pages, or another checkpoint runs. The next one gets them.
    guard code == SQLITE_OK || code & 0xff == SQLITE_BUSY else {
      throw failure(code, in: "a checkpoint")
    }
    return Checkpointer.Progress(pages: max(0, Int(pages)), moved: max(0, Int(moved)))
  }

  /// To be called right after what failed: SQLite keeps the kernel's reason for some statements only
  /// (a COMMIT is none of them), but nothing has been asked of the kernel since.
  func failure(_ code: Int32, in statement: String) -> StoreError {
    let reason = errno
    return StoreError(
      sqlite: code, "\(String(cString: sqlite3_errmsg(handle))), in: \(statement)", system: reason)
  }

  deinit {
    interrupter.disarm()
    sqlite3_close_v2(handle)
  }
}

extension StoreError {
  /// SQLite's extended result codes. `system` is the kernel's reason where a file could not be used.
  init(sqlite code: Int32, _ text: String, system: Int32 = 0) {
    switch code & 0xff {
    case SQLITE_BUSY, SQLITE_LOCKED: self = .busy(text)
    case SQLITE_INTERRUPT: self = .interrupted(text)
    case SQLITE_FULL: self = .full(text)
    case SQLITE_READONLY, SQLITE_PERM: self = .readOnly(text)
    case SQLITE_CORRUPT, SQLITE_NOTADB: self = .corrupt(text)
    case SQLITE_CANTOPEN: self = Self.passing(system, text) ?? .cannotOpen(text)
    case SQLITE_IOERR: self = Self.passing(system, text) ?? .lost(text)
    case SQLITE_CONSTRAINT:
      self = Constraint(sqlite: code).map { .constraint($0, text) } ?? .other(text)
    default: self = .other(text)
    }
  }
}

extension StoreError {
  /// What goes away without opening the file again; nil where the disk itself failed.
  private static func passing(_ reason: Int32, _ text: String) -> StoreError? {
    switch reason {
    case ENOSPC, EDQUOT: .full("\(text): \(String(cString: strerror(reason)))")
    case EROFS, EPERM, EACCES: .readOnly("\(text): \(String(cString: strerror(reason)))")
    case EMFILE, ENFILE, ENOMEM: .exhausted("\(text): \(String(cString: strerror(reason)))")
    default: nil
    }
  }
}

extension StoreError.Constraint {
  fileprivate init?(sqlite code: Int32) {
    // Swift does not import the extended codes: they are macros that calculate.
    switch code >> 8 {
    case 1: self = .check
    case 3: self = .foreignKey
    case 5: self = .notNull
    case 6, 8, 10: self = .unique  // a primary key, a unique index, a row id
    default: return nil
    }
  }
}
