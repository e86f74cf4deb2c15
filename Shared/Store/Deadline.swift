import Glibc

/// The moment after which a connection's statements fail.
///
/// It reads the kernel's coarse clock: precise to a few milliseconds, and cheap enough to be asked
/// before every statement.
final class Deadline {
  private var instant: Int64 = .max

  /// Sets it this far from now; `nil` lifts it.
  func set(milliseconds: Int?) {
    instant = milliseconds.map { Self.now + Int64($0) * 1_000_000 } ?? .max
  }

  /// Whether there is one at all.
  var isSet: Bool { instant != .max }

  /// Whether it is over.
  var hasPassed: Bool { isSet && Self.now >= instant }

  /// It is over from now on, whatever the clock says: who waited for it has waited by a finer one.
  func expire() {
    if isSet { instant = min(instant, Self.now) }
  }

  /// Milliseconds to go, at least 0; rounded up, so that waiting for it is enough.
  var remaining: Int32 {
    Int32(clamping: max(0, (instant - Self.now + 999_999) / 1_000_000))
  }

  /// Refuses a statement that would start too late.
  func check(_ sql: @autoclosure () -> String) throws(StoreError) {
    guard hasPassed else { return }
    throw .interrupted("no time was left for: \(sql())")
  }

  private static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
