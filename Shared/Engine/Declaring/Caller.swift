package import Wire

/// Who asks, and what they may do.
///
/// Scopes are those of the key, cut down to the actor's role where a trusted frontend speaks for
/// somebody: a gateway lends nobody its own rights.
package struct Caller: Sendable, Hashable {
  /// The key's name; `local` for a peer on the loopback interface.
  package let key: String
  /// Whom a trusted frontend speaks for: `public`, `server:NAME` or `staff:ID`.
  package let actor: String?
  package let scopes: Set<Scope>

  package init(key: String, actor: String? = nil, scopes: Set<Scope>) {
    (self.key, self.actor, self.scopes) = (key, actor, scopes)
  }

  /// Anybody who can reach the loopback interface of this machine.
  package static let local = Caller(key: "local", scopes: Set(Scope.allCases))

  /// The caller on whose behalf `actor` is named.
  ///
  /// - Throws: `forbidden` for an actor of no known kind.
  package func speaking(for actor: String?) throws(ServiceError) -> Caller {
    guard let actor else { return self }
    let kind = actor.prefix { $0 != ":" }
    let role: Set<Scope> =
      switch kind {
      case "public": [.public]
      case "server": [.frontend, .public, .observer]
      case "staff": [.staff, .observer, .public]
      case "admin": Set(Scope.allCases)
      default:
        throw .forbidden("an actor is public, server:NAME, staff:ID or admin:NAME, not \(actor)")
      }
    return Caller(key: key, actor: actor, scopes: scopes.intersection(role))
  }

  /// May they call a method of these scopes? An admin may call everything.
  package func may(_ wanted: Set<Scope>) -> Bool {
    scopes.contains(.admin) || !scopes.isDisjoint(with: wanted)
  }

  /// Whether they are trusted with what a browser may not see.
  package var isTrusted: Bool {
    !scopes.isDisjoint(with: [.admin, .staff, .frontend])
  }
}
