public import Access

/// Where a service is reached, and with which keys.
public struct ServiceAddress: Sendable, Hashable {
  /// Its requests: `tcp://127.0.0.1:7101`.
  public var requests: String
  /// Its events: `tcp://127.0.0.1:7102`.
  public var events: String
  /// What to show there, and what to expect; nil where there is no encryption.
  public var keys: CurveKeys?

  public init(requests: String, events: String, keys: CurveKeys? = nil) {
    (self.requests, self.events, self.keys) = (requests, events, keys)
  }
}
