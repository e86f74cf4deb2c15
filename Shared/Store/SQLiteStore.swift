import Glibc

/// A database in one file. See ``StoreLocation/sqlite(path:)``.
struct SQLiteStore: Store {
  let path: String
  let dialect = Dialect.sqlite

  func openWriter() throws(StoreError) -> any Connection {
    let lock = try FileLock(path: path + ".lock", guarding: path)
    makePrivate()
    return SQLiteConnection(try SQLiteDatabase(path: path, role: .writer), lock: lock)
  }

  /// Makes a new file readable to its owner alone; SQLite gives its log the same mode.
  private func makePrivate() {
    // Only a new one: closing an existing file would drop the locks other connections hold on it.
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor >= 0 { close(descriptor) }
  }

  func openReader() throws(StoreError) -> any Connection {
    SQLiteConnection(try SQLiteDatabase(path: path, role: .reader), lock: nil)
  }

  func openCheckpointer() throws(StoreError) -> Checkpointer? {
    try Checkpointer(path: path)
  }

  var writeAheadLogSize: Int64? { fileSize(path + "-wal") }

  func openSnapshot() throws(StoreError) -> Snapshot? {
    try Snapshot(path: path)
  }
}
