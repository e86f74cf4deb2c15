import Engine
import Models
import Wire

/// The links of a message: which it has, and what they are once it is handed over.
///
/// Tokens are made here and nowhere else, at the last moment, and are not kept.
struct Links: Sendable {
  private let publicURL: String
  private let secret: Secret

  init(_ settings: ServiceSettings) {
    (publicURL, secret) = (settings.publicURL, settings.secret)
  }

  /// The names of the links a template may show: those asked for, and in marketing the way out.
  static func names(of request: MessageRequest, isTest: Bool) -> [String] {
    if isTest { return TemplateRules.links }
    let asked = (request.links ?? []).map(\.purpose.rawValue)
    return Array(
      Set(asked + (request.class == .marketing ? ["subscriptions", "unsubscribe"] : [])))
  }

  /// Where a link of a message leads; nil if it has none of this name.
  func url(_ name: String, of letter: Letter) throws -> String? {
    if letter.isTest { return sample(name) }
    if let asked = letter.request.links?.first(where: { $0.purpose.rawValue == name }) {
      let claim = LinkClaim(
        subject: asked.subject, topic: letter.topic, message: letter.id.wire,
        expiresAt: asked.expiresAt)
      return page(name, try secret.mint(purpose: name, claim))
    }
    guard ["subscriptions", "unsubscribe"].contains(name) else { return nil }
    return try wayOut(of: letter).map { page("subscriptions", $0) }
  }

  /// What a mail program posts to when its user wants no more of this topic (RFC 8058).
  func oneClick(for letter: Letter) throws -> String? {
    try wayOut(of: letter).map { page("unsubscribe", $0) }
  }

  private func wayOut(of letter: Letter) throws -> String? {
    guard letter.request.class == .marketing, let contact = letter.contact else { return nil }
    return try secret.mint(
      purpose: LinkPurpose.subscriptions.rawValue,
      LinkClaim(subject: contact.wire, topic: letter.topic, message: letter.id.wire))
  }

  /// A link that leads nowhere, for previews and tests.
  func sample(_ name: String) -> String {
    page(name == "unsubscribe" ? "subscriptions" : name, "sample")
  }

  private func page(_ name: String, _ token: String) -> String {
    "\(publicURL)/\(name)?t=\(token)"
  }

  /// The picture that tells of an opened message.
  func pixel(of message: MessageID) throws -> String {
    let claim = LinkClaim(subject: message.wire)
    return "\(publicURL)/o/\(try secret.mint(purpose: Self.open, claim)).gif"
  }

  /// The detour over which a link of the message is followed, by the link's place in it.
  func detour(_ link: Int, of message: MessageID) throws -> String {
    let claim = LinkClaim(subject: String(link), message: message.wire)
    return "\(publicURL)/c/\(try secret.mint(purpose: Self.click, claim))"
  }

  private static let open = "open"
  private static let click = "click"

  /// The message a pixel belongs to, or the message and place of a link.
  ///
  /// - Throws: `rejected` for a token that is not ours.
  func hit(
    _ kind: NotificationsAPI.RecordHit.Kind, _ token: String, now: Timestamp
  ) throws(ServiceError) -> (message: MessageID, link: Int?) {
    let claim = try secret.open(token, purpose: kind == .open ? Self.open : Self.click, now: now)
    let message = kind == .open ? claim.subject : claim.message ?? ""
    guard let id = try? MessageID(wire: message) else { throw .rejected("This link is not valid.") }
    return (id, kind == .open ? nil : Int(claim.subject))
  }

  /// The host that message ids are given in: that of the hosted pages.
  var host: String {
    let rest = publicURL.firstRange(of: "://").map { publicURL[$0.upperBound...] } ?? publicURL[...]
    let host = rest.prefix { $0 != "/" && $0 != ":" }
    let isName = !host.isEmpty && host.utf8.allSatisfy { $0 < 0x80 && $0 != UInt8(ascii: "[") }
    return isName ? String(host) : "localhost"
  }
}
