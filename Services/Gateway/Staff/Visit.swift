import Crypto
import HTTPTypes
import Hummingbird
import Models
import Wire

/// What a browser carries along on pages of staff: who is signed in, and which forms are ours.
///
/// Two cookies. One holds the session's token. The other is random, for who is not signed in yet. A
/// form carries a seal made of whichever there is: another site can make a browser post here, with
/// our cookies, but it cannot know the seal (OWASP, signed double submit). With https both have the
/// `__Host-` prefix, so that no neighbouring host can put its own there (RFC 6265bis, 4.1.3.2).
struct Visit: Sendable {
  /// The token of the session, if the browser shows one.
  let token: String?
  private let visitor: String?
  private let fresh: String
  private let isSecure: Bool

  init(_ request: Request, isSecure: Bool) {
    self.isSecure = isSecure
    token = request.cookies[Self.name("session", isSecure)]?.value
    visitor = request.cookies[Self.name("visit", isSecure)]?.value
    fresh = OneTimeKey.fresh()
  }

  private static func name(_ kind: String, _ isSecure: Bool) -> String {
    (isSecure ? "__Host-rapport-" : "rapport-") + kind
  }

  /// What a form of ours carries, and `X-CSRF-Token`.
  var seal: String { Self.seal(token ?? visitor ?? fresh) }

  private static func seal(_ secret: String) -> String {
    let tag = HMAC<SHA256>.authenticationCode(
      for: Array("rapport form".utf8), using: SymmetricKey(data: Array(secret.utf8)))
    return tag.map { byte in
      String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }.joined()
  }

  /// Whether a seal is of a page that this browser got from us.
  func isSealed(_ shown: String?) -> Bool {
    guard let secret = token ?? visitor, let shown = shown.map({ Array($0.utf8) }) else {
      return false
    }
    let seal = Array(Self.seal(secret).utf8)
    return seal.count == shown.count
      && zip(seal, shown).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }

  /// Gives a page with a form to somebody who may not have been here yet.
  func marking(_ response: Response) -> Response {
    guard token == nil, visitor == nil else { return response }
    return setting("visit", fresh, on: response)
  }

  /// Lets the browser be signed in from here on.
  func signingIn(_ token: String, _ response: Response) -> Response {
    setting("session", token, on: response)
  }

  /// Lets it forget the session.
  func signingOut(_ response: Response) -> Response {
    setting("session", "", maxAge: 0, on: response)
  }

  /// Out of reach for scripts, and not sent along when another site posts here. It ends with the
  /// browser; when the session ends, the service knows.
  private func setting(
    _ kind: String, _ value: String, maxAge: Int? = nil, on response: Response
  ) -> Response {
    var response = response
    response.setCookie(
      Cookie(
        name: Self.name(kind, isSecure), value: value, maxAge: maxAge, path: "/",
        secure: isSecure, httpOnly: true, sameSite: .lax))
    return response
  }
}

extension Site {
  func visit(_ request: Request) -> Visit {
    Visit(request, isSecure: settings.isSecure)
  }

  /// The session that a browser shows; it counts as used if the request does something.
  ///
  /// - Throws: `unauthenticated` without one, or once it is over.
  func session(_ request: Request, _ visit: Visit) async throws(ServiceError) -> Session {
    guard let token = visit.token, token.utf8.count <= 128 else {
      throw ServiceError(.unauthenticated, "Nobody is signed in.")
    }
    let session = try await backend.call(
      TicketsAPI.GetSession.self, .init(token: token), as: .gateway)
    guard session.wantsRenewal, request.method != .get, request.method != .head else {
      return session
    }
    return try await backend.call(TicketsAPI.RenewSession.self, .init(token: token), as: .gateway)
  }
}

extension HTTPField.Name {
  static let csrfToken = Self("X-CSRF-Token")!
}
