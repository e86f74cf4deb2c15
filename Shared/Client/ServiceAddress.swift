/// Where a service is reached.
public struct ServiceAddress: Sendable, Hashable {
  /// Its requests: `tcp://127.0.0.1:7101`.
  public var requests: String
  /// Its events: `tcp://127.0.0.1:7102`.
  public var events: String

  public init(requests: String, events: String) {
    (self.requests, self.events) = (requests, events)
  }
}
