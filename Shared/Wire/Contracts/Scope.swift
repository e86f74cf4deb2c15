/// What a key of a caller may do. The service looks it up on each request and refuses methods whose
/// `scopes` do not name it.
///
/// Source: DESIGN 12. A gateway grants the key's scopes ∩ the actor's role, never its own.
public enum Scope: String, CaseIterable, Codable, Sendable, Hashable {
  /// Configures and repairs: everything, minted links included.
  case admin
  /// A person at work: tickets, contacts, reports.
  case staff
  /// A trusted frontend (server key): submits and reads on behalf of its users.
  case frontend
  /// A browser with a site key: published forms and methods that a token opens.
  case `public`
  /// Reads events and status, changes nothing.
  case observer
  /// Another service of the suite: follows logs.
  case service
}
