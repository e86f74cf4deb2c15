/// Where a service is reached.
package struct Endpoints: Sendable, Hashable {
  /// The ROUTER socket: requests.
  package var requests: String
  /// The XPUB socket: events.
  package var events: String

  package init(requests: String, events: String) {
    (self.requests, self.events) = (requests, events)
  }
}
