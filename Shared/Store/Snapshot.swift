import CSQLite
import Glibc

/// A database as it is at one moment, to be copied while the writer goes on.
///
/// It exists because a backup must not stop a service: taking the snapshot is instant, copying takes
/// as long as it takes. The write-ahead log cannot start over until it is let go of.
package final class Snapshot {
  private let source: SQLiteDatabase
  /// How many pages are copied at once.
  private static let stride: Int32 = 1_024

  init(path: String) throws(StoreError) {
    source = try SQLiteDatabase(path: path, role: .reader)
    try source.run("BEGIN")
    // The moment is that of the first read.
    try source.run("SELECT count(*) FROM sqlite_schema")
  }

  /// Writes the whole database into a new file, for its owner alone, and waits until it is on disk.
  ///
  /// - Throws: ``StoreError/cannotOpen(_:)`` when the file is there already, ``StoreError/full(_:)``.
  package func copy(to path: String) throws(StoreError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw .cannotOpen("\(path) cannot be made: \(String(cString: strerror(errno)))")
    }
    close(descriptor)
    do throws(StoreError) {
      try fill(path)
    } catch {
      unlink(path)
      throw error
    }
  }

  private func fill(_ path: String) throws(StoreError) {
    var opened: OpaquePointer?
    let code = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, nil)
    guard let copy = opened else { throw .cannotOpen("\(path): no memory for a database") }
    defer { sqlite3_close_v2(copy) }
    guard code == SQLITE_OK, let backup = sqlite3_backup_init(copy, "main", source.handle, "main")
    else { throw StoreError(sqlite: sqlite3_errcode(copy), "a copy cannot be written to \(path)") }
    var step = SQLITE_OK
    while step == SQLITE_OK { step = sqlite3_backup_step(backup, Self.stride) }
    let end = sqlite3_backup_finish(backup)
    guard step == SQLITE_DONE, end == SQLITE_OK else {
      throw StoreError(sqlite: step == SQLITE_DONE ? end : step, "copying to \(path) failed")
    }
  }
}
