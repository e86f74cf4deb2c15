package import Access

/// Where a service is reached.
package struct Endpoints: Sendable, Hashable {
  /// The ROUTER socket: requests.
  package var requests: String
  /// The XPUB socket: events.
  package var events: String
  /// What to show there, and what to expect; nil where there is no encryption.
  package var keys: CurveKeys?

  package init(requests: String, events: String, keys: CurveKeys? = nil) {
    (self.requests, self.events, self.keys) = (requests, events, keys)
  }
}
