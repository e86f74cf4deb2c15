import CSQLite

/// A prepared statement of SQLite, and the row it stands on.
final class SQLiteStatement: RowCells {
  let text: String
  private let statement: OpaquePointer
  private let database: SQLiteDatabase
  // One thread uses a connection: there is nothing to check at each access.
  @exclusivity(unchecked) private var arena = ByteArena()

  /// The names of its columns.
  private(set) lazy var columns = ColumnNames(
    (0..<sqlite3_column_count(statement)).map {
      String(cString: sqlite3_column_name(statement, $0))
    }
  )

  init(_ statement: OpaquePointer, text: String, database: SQLiteDatabase) {
    self.statement = statement
    self.text = text
    self.database = database
  }

  /// Whether it is in the middle of its rows.
  var isRunning: Bool { sqlite3_stmt_busy(statement) != 0 }

  /// Binds all values; the statement keeps no pointer into them.
  func bind(_ values: [SQLValue]) throws(StoreError) {
    arena.reserve(for: values)
    for index in values.indices {
      let code = bind(values[index], at: Int32(truncatingIfNeeded: index + 1))
      guard code == SQLITE_OK else { throw database.failure(code, in: text) }
    }
  }

  private func bind(_ value: SQLValue, at place: Int32) -> Int32 {
    switch value {
    case .null: return sqlite3_bind_null(statement, place)
    case .integer(let integer): return sqlite3_bind_int64(statement, place, integer)
    case .real(let real): return sqlite3_bind_double(statement, place, real)
    case .text(let text): return bindText(arena.place(text), at: place)
    case .utf8(let bytes): return bindText(arena.place(bytes), at: place)
    case .blob(let bytes):
      let copy = arena.place(bytes)
      return sqlite3_bind_blob64(statement, place, copy.baseAddress, UInt64(copy.count), nil)
    }
  }

  private func bindText(_ copy: UnsafeRawBufferPointer, at place: Int32) -> Int32 {
    let start = copy.baseAddress?.assumingMemoryBound(to: CChar.self)
    // No destructor: the arena outlives the run, and the next run binds anew.
    return sqlite3_bind_text64(statement, place, start, UInt64(copy.count), nil, UInt8(SQLITE_UTF8))
  }

  /// Goes to the next row; `false` at the end, where it is ready for the next run.
  func step() throws(StoreError) -> Bool {
    let code = sqlite3_step(statement)
    if code == SQLITE_ROW { return true }
    guard code == SQLITE_DONE else {
      let error = database.failure(code, in: text)
      reset()
      throw error
    }
    reset()
    return false
  }

  /// Makes it ready for the next run; does nothing if it is.
  func reset() {
    sqlite3_reset(statement)
  }

  func type(at index: Int32) -> SQLType? {
    switch sqlite3_column_type(statement, index) {
    case SQLITE_INTEGER: .integer
    case SQLITE_FLOAT: .real
    case SQLITE_TEXT: .text
    case SQLITE_BLOB: .blob
    default: nil
    }
  }

  func integer(at index: Int32) -> Int64 { sqlite3_column_int64(statement, index) }

  func real(at index: Int32) -> Double { sqlite3_column_double(statement, index) }

  func bytes(at index: Int32) -> UnsafeRawBufferPointer {
    let start = sqlite3_column_blob(statement, index)
    return UnsafeRawBufferPointer(
      start: start, count: Int(sqlite3_column_bytes(statement, index)))
  }

  deinit {
    sqlite3_finalize(statement)
  }
}
