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
  /// Nanoseconds of processor time that this thread has had: a handler is not to blame for a busy
  /// machine.
  func work() -> UInt64
  /// How far it is ahead of the machine's clock because that was set back, in milliseconds.
  var lead: Int64 { get }
}

extension Clock {
  /// It is the machine's clock.
  package var lead: Int64 { 0 }
}

/// The machine's clock.
package struct SystemClock: Clock {
  package init() {}

  package func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  package func ticks() -> UInt64 { Self.nanoseconds(of: CLOCK_MONOTONIC) }

  package func work() -> UInt64 { Self.nanoseconds(of: CLOCK_THREAD_CPUTIME_ID) }

  private static func nanoseconds(of clock: clockid_t) -> UInt64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

/// How much its thread works from a moment on, without a call into the kernel while it cannot be
/// much: nobody works longer than the clock runs.
struct Effort {
  private let clock: any Clock
  private let ticks: UInt64
  private let work: UInt64

  /// Begins now.
  init(_ clock: any Clock) {
    (self.clock, ticks, work) = (clock, clock.ticks(), clock.work())
  }

  /// Milliseconds of work since `start`, in ticks. Within the budget it counts waiting too; beyond,
  /// what was surely work: until `start` the thread is taken to have never waited.
  func milliseconds(since start: UInt64, budget: Int) -> Int {
    let passed = clock.ticks() &- start
    guard passed > UInt64(budget) * 1_000_000 else { return Int(passed / 1_000_000) }
    let worked = Int64(clock.work() &- work) - Int64(start &- ticks)
    return Int(max(0, worked) / 1_000_000)
  }
}
