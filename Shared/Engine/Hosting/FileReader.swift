#if canImport(Glibc)
  import Glibc
#endif

/// A file, a part at a time: databases do not fit into memory.
final class FileReader {
  private let descriptor: Int32
  private static let part = 1 << 20

  init(_ path: String) throws(FileFailure) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFailure(path) }
  }

  /// The next part, at most a mebibyte; nil at the end.
  func next() throws(FileFailure) -> [UInt8]? {
    var count = 0
    let part = [UInt8](unsafeUninitializedCapacity: Self.part) { buffer, initialized in
      repeat {
        count = read(descriptor, buffer.baseAddress, buffer.count)
      } while count < 0 && errno == EINTR
      initialized = max(0, count)
    }
    guard count >= 0 else { throw FileFailure("a file") }
    return count == 0 ? nil : part
  }

  deinit {
    close(descriptor)
  }
}

/// What the system said about a file.
struct FileFailure: Error, CustomStringConvertible {
  let description: String

  init(_ path: String) {
    description = "\(path): \(String(cString: strerror(errno)))"
  }
}
