import Store

/// What the engine takes on.
package struct EngineLimits: Sendable {
  /// How many pieces of work one transaction takes.
  package var batch = 256
  /// How long one handler may run, in milliseconds.
  package var handlerBudget = 50
  /// How long the start may take, in milliseconds.
  package var startBudget = 30_000
  /// How long a query may run, in milliseconds.
  package var queryBudget = 5_000
  /// How many hops a chain of causes may have.
  package var hops = 16
  /// How many exchanges may wait for the loop, and for the readers.
  package var waiting = 4_096
  /// How many exchanges may wait to be prepared: each takes as long as a password's hash.
  package var waitingToBePrepared = 64
  /// How many events may wait in a socket; what does not fit is lost on the way and read later.
  package var eventsWaiting = 10_000
  /// From this share of the disk on only answers, withdrawals and erasures are accepted.
  package var diskUsed = 0.9
  /// How many requests of one key may be under way.
  package var requestsPerKey = 1_000
  /// How many bytes those may have; and all of them together, where there are no keys.
  package var bytesPerKey = 16 * 1024 * 1024
  package var bytesWithoutKeys = 64 * 1024 * 1024
  /// How many requests a second one key may send.
  package var ratePerKey = 10_000

  package init() {}
  package static let standard = EngineLimits()

  /// PostgreSQL keeps 64 subtransactions in memory; more spill to disk and slow everybody down.
  func fitting(_ dialect: Dialect) -> EngineLimits {
    var limits = self
    if dialect == .postgres { limits.batch = min(batch, 64) }
    return limits
  }
}
