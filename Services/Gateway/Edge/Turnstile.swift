import Synchronization
import Wire

/// How often something may happen: `burst` times at once, then `perSecond`.
struct Rate: Sendable {
  let burst: Double
  let perSecond: Double
}

/// What visitors do, by how often one address may do it.
package enum Lane: Hashable, CaseIterable, Sendable {
  /// Looking at pages.
  case pages
  /// Pages that a link's token opens: who tries tokens gets nowhere.
  case links
  /// Sending forms in.
  case submissions
  /// Passwords and keys.
  case signIn
  /// JSON-RPC with a site key.
  case calls

  var rate: Rate {
    switch self {
    case .pages, .calls: Rate(burst: 240, perSecond: 4)
    case .links: Rate(burst: 60, perSecond: 1)
    case .submissions: Rate(burst: 30, perSecond: 0.5)
    case .signIn: Rate(burst: 10, perSecond: 1 / 6)
    }
  }
}

/// Lets addresses pass at the rate of their lane: a token bucket for each (lane, address).
///
/// Memory is bounded without a clock hand: buckets live in two generations. A bucket that is used
/// moves into the younger; when that is full, the elder is forgotten. Who floods with many addresses
/// makes others' buckets full again sooner, never empty.
package final class Turnstile: Sendable {
  private struct Key: Hashable {
    let lane: Lane
    /// Nil where nobody knows who asks.
    let network: IPAddress?
  }

  private struct Bucket {
    var tokens: Double
    /// Seconds of the clock.
    var filledAt: Double
  }

  private struct State {
    var young: [Key: Bucket] = [:]
    var old: [Key: Bucket] = [:]
  }

  private let state = Mutex(State())
  private let room: Int
  private let seconds: @Sendable () -> Double

  /// - Parameters:
  ///   - room: how many addresses one generation remembers.
  ///   - seconds: a steady clock.
  package init(room: Int = 20_000, seconds: @escaping @Sendable () -> Double = Turnstile.uptime) {
    (self.room, self.seconds) = (room, seconds)
  }

  private static let start = ContinuousClock.now
  package static let uptime: @Sendable () -> Double = {
    let passed = (ContinuousClock.now - start).components
    return Double(passed.seconds) + Double(passed.attoseconds) / 1e18
  }

  /// Lets one through.
  ///
  /// - Throws: `busy` of the subtype `tooManyRequests`, with the time until the next may pass.
  func pass(_ lane: Lane, _ visitor: Visitor) throws(ServiceError) {
    if let wait = wait(lane, visitor) { throw .tooOften(secondsToWait: wait) }
  }

  /// Lets one through and is nil; otherwise in how many seconds the next may.
  package func wait(_ lane: Lane, _ visitor: Visitor) -> Int64? {
    // A program on this machine could do worse than ask often.
    guard !visitor.isLocal else { return nil }
    let key = Key(lane: lane, network: visitor.address.flatMap(IPAddress.init)?.network)
    let now = seconds()
    let rate = lane.rate
    return state.withLock { state in
      let kept = state.young[key] ?? state.old[key] ?? Bucket(tokens: rate.burst, filledAt: now)
      let filled = kept.tokens + max(0, now - kept.filledAt) * rate.perSecond
      var bucket = Bucket(tokens: min(rate.burst, filled), filledAt: now)
      let isIn = bucket.tokens >= 1
      if isIn { bucket.tokens -= 1 }
      if state.young[key] == nil, state.young.count >= room {
        state.old = state.young
        state.young = [:]
      }
      state.young[key] = bucket
      guard !isIn else { return nil }
      // Nobody is sent away for a rounding error.
      return max(1, Int64(((1 - bucket.tokens) / rate.perSecond - 1e-6).rounded(.up)))
    }
  }

  /// How many buckets there are.
  package var count: Int { state.withLock { $0.young.count + $0.old.count } }
}
