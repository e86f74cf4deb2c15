import Glibc

/// Keeps a second writer, in this process or another, away from a database file.
///
/// It exists because SQLite would let two services of one kind share a file in turns, and each
/// would number events that the other knows nothing of. The kernel lets go of it when the process
/// ends, however it ends; the empty file stays.
final class FileLock {
  private let descriptor: Int32

  /// Takes the lock, or says at once who has it.
  init(path: String, guarding database: String) throws(StoreError) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw .cannotOpen("\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw .inUse("\(database) is already open for writing, here or in another process")
    }
  }

  deinit {
    close(descriptor)
  }
}
