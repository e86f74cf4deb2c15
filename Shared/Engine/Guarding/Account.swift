import Synchronization

/// What one key has under way and how fast it asks, so that nobody takes the room of all.
///
/// A bucket of tokens holds one second's worth of requests. What is let in is handed a ticket, and
/// counts until the last copy of that is gone, however the request ends.
final class Account: Sendable {
  struct Limits: Sendable {
    /// Requests that may be under way.
    var requests: Int
    /// Bytes of all requests that are under way.
    var bytes: Int
    /// Requests a second.
    var rate: Int
  }

  private struct State {
    var requests = 0
    var bytes = 0
    var tokens: Double
    var filledAt: UInt64
  }

  private let limits: Limits
  private let state: Mutex<State>

  /// - Parameter now: ticks.
  init(_ limits: Limits, now: UInt64) {
    self.limits = limits
    state = Mutex(State(tokens: Double(limits.rate), filledAt: now))
  }

  /// Lets in so many requests in one message of so many bytes, or not. One message alone is always
  /// let in, however large.
  func admit(_ requests: Int, bytes: Int, now: UInt64) -> Ticket? {
    let isAdmitted = state.withLock { state in
      let elapsed = Double(now &- state.filledAt) / 1e9
      state.filledAt = now
      state.tokens = min(Double(limits.rate), state.tokens + elapsed * Double(limits.rate))
      let fits =
        state.requests + requests <= limits.requests && state.bytes + bytes <= limits.bytes
      guard state.tokens >= Double(requests), fits || state.requests == 0 else { return false }
      state.tokens -= Double(requests)
      state.requests += requests
      state.bytes += bytes
      return true
    }
    return isAdmitted ? Ticket(self, requests: requests, bytes: bytes) : nil
  }

  fileprivate func release(_ requests: Int, bytes: Int) {
    state.withLock { state in
      state.requests -= requests
      state.bytes -= bytes
    }
  }

  /// A message's place among what its key has under way.
  final class Ticket: Sendable {
    private let account: Account
    private let requests: Int
    private let bytes: Int

    fileprivate init(_ account: Account, requests: Int, bytes: Int) {
      (self.account, self.requests, self.bytes) = (account, requests, bytes)
    }

    deinit {
      account.release(requests, bytes: bytes)
    }
  }
}
