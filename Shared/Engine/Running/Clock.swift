package import Wire

#if canImport(Glibc)
  import Glibc
#endif

/// What time it is. Tests and simulations drive their own.
package protocol Clock: Sendable {
  /// Wall-clock time, UTC.
  func now() -> Timestamp
  /// Nanoseconds that never go backwards, for measuring; only differences mean something.
  func ticks() -> UInt64
}

/// The machine's clock.
package struct SystemClock: Clock {
  package init() {}

  package func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  package func ticks() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
