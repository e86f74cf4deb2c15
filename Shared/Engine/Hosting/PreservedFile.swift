import Wire

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#endif

/// The file of what outlives the database: JSON lines, appended and flushed to disk before the
/// replies of their batch leave.
final class PreservedFile {
  private let path: String
  private let descriptor: Int32
  /// What could not be written yet; a disk that is full now may not be later.
  private var pending: [PreservedLine] = []

  /// Opens it, making it when it is absent. A last line that was cut off in a crash is dropped: it
  /// is in the table.
  init(path: String) throws {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FileFailure(path) }
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let whole = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    guard whole == bytes.count || ftruncate(descriptor, off_t(whole)) == 0 else {
      throw FileFailure(path)
    }
  }

  /// All lines, in order.
  func lines() throws -> [PreservedLine] {
    try Data(contentsOf: URL(fileURLWithPath: path)).split(separator: UInt8(ascii: "\n")).map {
      try JSONCoding.decode(PreservedLine.self, from: Array($0), mode: .lenient)
    }
  }

  /// Appends lines, and what could not be written before.
  func append(_ lines: [PreservedLine]) throws {
    pending += lines
    var bytes: [UInt8] = []
    for line in pending { bytes += try JSONCoding.encode(line) + [UInt8(ascii: "\n")] }
    let end = lseek(descriptor, 0, SEEK_END)
    guard write(bytes), fdatasync(descriptor) == 0 else {
      let failure = FileFailure(path)
      // Half a line would spoil the next one.
      _ = ftruncate(descriptor, end)
      throw failure
    }
    pending = []
  }

  private func write(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  deinit {
    close(descriptor)
  }
}
