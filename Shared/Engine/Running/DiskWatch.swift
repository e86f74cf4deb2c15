import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Where a service's data lies, and how much room is left there. Tests drive their own.
package protocol Disk: Sendable {
  /// Nil where that is not known, as with a database on another machine.
  func space() -> DiskSpace?
}

/// How full a disk is.
package struct DiskSpace: Sendable, Equatable {
  /// The share that is taken of what may be, 0 to 1.
  package var used: Double
  /// How many bytes are left.
  package var free: Int64

  package init(used: Double, free: Int64) {
    (self.used, self.free) = (used, free)
  }
}

/// The disk that a folder is on.
package struct FolderDisk: Disk {
  private let folder: String

  package init(_ folder: String) {
    self.folder = folder
  }

  package func space() -> DiskSpace? {
    var space = statvfs()
    guard statvfs(folder, &space) == 0 else { return nil }
    // As df does: what is kept for root counts neither as used nor as free.
    let total = space.f_blocks - space.f_bfree + space.f_bavail
    guard total > 0 else { return nil }
    return DiskSpace(
      used: 1 - Double(space.f_bavail) / Double(total),
      free: Int64(space.f_bavail) * Int64(space.f_frsize))
  }
}

/// No disk of ours: there is nothing to watch.
package struct RemoteDisk: Disk {
  package init() {}
  package func space() -> DiskSpace? { nil }
}

/// Looks at the disk about once a second, whoever asks.
///
/// Beyond its limit only answers, withdrawals and erasures are accepted, so that there is room left
/// for what people are owed: see ``Wire/Method/isAlwaysAccepted``.
final class DiskWatch: Sendable {
  private struct Look {
    var space: DiskSpace?
    var at: UInt64
  }
  private let disk: any Disk
  private let clock: any Clock
  private let limit: Double
  private let last: Mutex<Look?> = Mutex(nil)
  /// How long a look is good for, in nanoseconds.
  private static let pause: UInt64 = 1_000_000_000

  init(_ disk: any Disk, clock: any Clock, limit: Double) {
    (self.disk, self.clock, self.limit) = (disk, clock, limit)
  }

  /// How full it is; nil where that is not known.
  var space: DiskSpace? {
    let now = clock.ticks()
    return last.withLock { last in
      if let last, now < last.at + Self.pause { return last.space }
      let look = Look(space: disk.space(), at: now)
      last = look
      return look.space
    }
  }

  /// How full it is where that is too full: only what is always accepted is accepted then.
  var tight: DiskSpace? { space.flatMap { $0.used >= limit ? $0 : nil } }
}
