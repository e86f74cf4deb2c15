package import Wire
import ZeroMQ

/// A client's key as the services know it: who holds it, and what they may do.
package struct Key: Codable, Sendable, Hashable {
  /// Who holds it. While a key is replaced two have the same name, and count as one caller.
  package let name: Slug
  /// Z85 text of 40 characters.
  package let publicKey: String
  package let scopes: [Scope]
  /// Prefixes of the event types that may be subscribed to and read; `""` is everything.
  package let events: [String]
  /// Whether it may name an `actor`: for frontends that know their users.
  package let delegates: Bool
  package let createdAt: Timestamp
  /// From then on it is refused.
  package var expiresAt: Timestamp?
  package var revokedAt: Timestamp?

  package init(
    name: Slug, publicKey: String, scopes: [Scope], events: [String], delegates: Bool = false,
    createdAt: Timestamp, expiresAt: Timestamp? = nil
  ) {
    (self.name, self.publicKey, self.scopes) = (name, publicKey, scopes)
    (self.events, self.delegates) = (events, delegates)
    (self.createdAt, self.expiresAt) = (createdAt, expiresAt)
  }

  /// Whether it lets its holder in.
  package func isValid(at now: Timestamp) -> Bool {
    revokedAt == nil && expiresAt.map { now < $0 } ?? true
  }

  /// Whether events of the whole prefix may be heard: `tickets.ticket.` with `tickets.`, and not the
  /// other way round.
  package func mayHear(_ prefix: some Collection<UInt8>) -> Bool {
    events.contains { prefix.starts(with: $0.utf8) }
  }

  /// Whether it is 32 bytes as Z85 text.
  static func isKey(_ text: String) -> Bool {
    text.utf8.count == 40 && Curve.Z85.decode(text) != nil
  }
}
