import HTTPTypes
import Hummingbird
import Models
import Wire

/// Who calls over HTTP: by the key that was shown, or by the session of a browser.
struct Caller: Sendable {
  private let holder: Holder

  private enum Holder: Sendable {
    case key(KeyRing.Key)
    case staff(Session)
  }

  init(_ session: Session) {
    holder = .staff(session)
  }

  /// - Throws: `unauthenticated` without a key that is known, `forbidden` for a site key from a page
  ///   that it is not for.
  init(_ request: Request, _ keys: KeyRing) throws(ServiceError) {
    guard let shown = Self.bearer(request), let key = keys.key(shown) else {
      throw ServiceError(.unauthenticated, "Show a valid key: Authorization: Bearer KEY.")
    }
    if key.kind == .site {
      let origin = request.headers[.origin]?.lowercased()
      guard let origin, key.origins.contains(origin) else {
        throw .forbidden("The key \(key.name) is not for pages of \(origin ?? "no origin").")
      }
    }
    holder = .key(key)
  }

  /// The token of RFC 6750, section 2.1.
  static func bearer(_ request: Request) -> String? {
    let parts = request.headers[.authorization]?.split(separator: " ") ?? []
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    return String(parts[1])
  }

  var actor: Actor {
    switch holder {
    case .staff(let session): .staff(session.actor)
    case .key(let key):
      switch key.kind {
      case .site: .visitor
      case .server: .server(key.name)
      }
    }
  }

  /// Whether anybody could call as this one: a site key stands in a page.
  var isAnybody: Bool { actor == .visitor }

  /// Which service is asked: the one named in the path, or else the one that has the method.
  ///
  /// - Throws: `methodNotFound`, or `forbidden` for a method that is not for browsers.
  func service(of method: String, path: String?) throws(ServiceError) -> String {
    let (member, contract) = try find(method, path)
    // What staff and servers may do, the service knows.
    guard !isAnybody || contract.scopes.contains(.public) else {
      throw .forbidden("\(method) is not open to site keys.")
    }
    return member.name
  }

  private func find(
    _ method: String, _ path: String?
  ) throws(ServiceError) -> (Suite.Member, any Wire.Method.Type) {
    if let every = EveryService.all.first(where: { $0.name == method }) {
      guard let member = path.flatMap(Suite.member) else {
        throw ServiceError(
          .methodNotFound,
          "Every service has \(method): post it to /rpc/SERVICE, such as /rpc/forms.")
      }
      return (member, every)
    }
    guard let member = Suite.owner(ofMethod: method),
      let contract = member.methods.first(where: { $0.name == method })
    else { throw ServiceError(.methodNotFound, "No service has a method \(method).") }
    guard path == nil || path == member.name else {
      throw ServiceError(
        .methodNotFound, "\(path ?? "") has no method \(method); \(member.name) has it.")
    }
    return (member, contract)
  }
}
