import Access
package import Wire

/// Who asks, and what they may do.
///
/// Scopes are those of the key, cut down to the actor's role where a trusted frontend speaks for
/// somebody: a gateway lends nobody its own rights.
package struct Caller: Sendable, Hashable {
  /// The key's name; `local` for a peer on the loopback interface.
  package let key: String
  /// Whom a trusted frontend speaks for: `public`, `server:NAME`, or somebody of the staff as
  /// `observer:ID`, `staff:ID` or `admin:ID`.
  package let actor: String?
  package let scopes: Set<Scope>
  /// Prefixes of the event types they may hear; `""` is everything.
  package let events: [String]
  /// Whether they may speak for somebody else.
  package let delegates: Bool

  package init(
    key: String, actor: String? = nil, scopes: Set<Scope>, events: [String] = [],
    delegates: Bool = false
  ) {
    (self.key, self.actor, self.scopes) = (key, actor, scopes)
    (self.events, self.delegates) = (events, delegates)
  }

  /// Anybody who can reach the loopback interface of this machine, where there are no keys.
  package static let local = Caller(
    key: "local", scopes: Set(Scope.allCases), events: [""], delegates: true)

  /// The holder of a key.
  init(_ key: Key) {
    self.init(
      key: key.name.wire, scopes: Set(key.scopes), events: key.events, delegates: key.delegates)
  }

  /// The caller on whose behalf `actor` is named.
  ///
  /// - Throws: `forbidden` from a key that is not trusted to delegate, and for an actor of no known
  ///   kind.
  package func speaking(for actor: String?) throws(ServiceError) -> Caller {
    guard let actor else { return self }
    guard delegates else {
      throw .forbidden("The key \(key) may not speak for anybody else; leave out meta.actor.")
    }
    let kind = actor.prefix { $0 != ":" }
    let role: Set<Scope> =
      switch kind {
      case "public": [.public]
      case "server": [.frontend, .public, .observer]
      case "staff": [.staff, .observer, .public]
      case "observer": [.observer, .public]
      case "admin": Set(Scope.allCases)
      default:
        throw .forbidden(
          "an actor is public, server:NAME, staff:ID, observer:ID or admin:ID, not \(actor)")
      }
    // Who may do everything lends any role; others lend no more than they have.
    let lent = scopes.contains(.admin) ? role : scopes.intersection(role)
    return Caller(key: key, actor: actor, scopes: lent, events: events)
  }

  /// May they call a method of these scopes? An admin may call everything.
  package func may(_ wanted: Set<Scope>) -> Bool {
    scopes.contains(.admin) || !scopes.isDisjoint(with: wanted)
  }

  /// May they hear events of these prefixes?
  package func mayHear(_ types: [String]) -> Bool {
    types.allSatisfy { type in events.contains { type.hasPrefix($0) } }
  }

  /// Whether they are trusted with what a browser may not see.
  package var isTrusted: Bool {
    !scopes.isDisjoint(with: [.admin, .staff, .frontend])
  }
}
