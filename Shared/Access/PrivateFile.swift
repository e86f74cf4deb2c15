#if canImport(Glibc)
  import Glibc
#endif
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Files that only their owner may read: secrets, and the lists that decide who is let in.
enum PrivateFile {
  /// The bytes, or nil when there is no such file.
  static func read(_ path: String) throws(KeyFault) -> [UInt8]? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw KeyFault("\(path) cannot be read by this user")
    }
    return Array(bytes)
  }

  /// Puts a whole file in place with mode 0600: readers see the old one or the new one.
  ///
  /// - Parameter replacing: if false, a file that is there stays.
  /// - Returns: false when it was there and stayed.
  @discardableResult
  static func write(
    _ bytes: [UInt8], to path: String, replacing: Bool = true
  ) throws(KeyFault) -> Bool {
    let own = path + "." + String(UInt64.random(in: .min ... .max), radix: 36)
    let file = open(own, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure(path) }
    defer { unlink(own) }
    let written = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
    let isWhole = written == bytes.count && fsync(file) == 0
    guard close(file) == 0, isWhole else { throw failure(path) }
    if replacing {
      guard rename(own, path) == 0 else { throw failure(path) }
      return true
    }
    // A link, unlike a rename, never takes the place of what is there.
    if link(own, path) == 0 { return true }
    guard errno == EEXIST else { throw failure(path) }
    return false
  }

  /// Makes a folder that only its owner may enter, and those above it.
  static func makeFolder(_ path: String) throws(KeyFault) {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw KeyFault("the folder \(path) cannot be made")
    }
  }

  /// Keeps other processes that do the same from changing files of a folder meanwhile.
  static func locking<Result>(
    _ folder: String, _ body: () throws(KeyFault) -> Result
  ) throws(KeyFault) -> Result {
    let lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard lock >= 0 else { throw KeyFault("the folder \(folder) is not there") }
    defer { close(lock) }
    guard flock(lock, LOCK_EX) == 0 else { throw failure(folder) }
    return try body()
  }

  private static func failure(_ path: String) -> KeyFault {
    KeyFault("\(path) cannot be written: \(String(cString: strerror(errno)))")
  }
}
