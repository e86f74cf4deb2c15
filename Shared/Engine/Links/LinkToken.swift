import Crypto
package import Wire

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a link says: who or what it is about, and until when it holds.
package struct LinkClaim: Codable, Sendable, Hashable {
  /// The entity: a submission, a contact, a ticket.
  package var subject: String
  package var topic: Slug?
  /// The message that carries the link.
  package var message: String?
  package var expiresAt: Timestamp?

  package init(
    subject: String, topic: Slug? = nil, message: String? = nil, expiresAt: Timestamp? = nil
  ) {
    (self.subject, self.topic, self.message) = (subject, topic, message)
    self.expiresAt = expiresAt
  }
}

extension Secret {
  private static let tagLength = 16

  /// A token for a link: base64url of key id, claim and an HMAC-SHA-256 cut to 128 bits (RFC 2104).
  package func mint(purpose: String, _ claim: LinkClaim) throws -> String {
    guard let key = key(currentID, for: purpose) else { preconditionFailure("no current key") }
    let body = [currentID] + (try JSONCoding.encode(claim))
    let tag = HMAC<SHA256>.authenticationCode(for: body, using: key).prefix(Self.tagLength)
    return Data(body + tag).base64EncodedString()
      .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  /// What a link says.
  ///
  /// - Throws: `rejected` when it is forged, of another purpose or no longer holds: which one is
  ///   told only of links that are ours.
  package func open(_ token: String, purpose: String, now: Timestamp) throws(ServiceError)
    -> LinkClaim
  {
    let forged = ServiceError(.rejected, "This link is not valid.", subtype: "invalidLink")
    guard token.utf8.count <= 2_048, let bytes = decode(token), bytes.count > Self.tagLength + 1,
      let key = key(bytes[0], for: purpose)
    else { throw forged }
    let body = bytes.dropLast(Self.tagLength)
    let expected = HMAC<SHA256>.authenticationCode(for: body, using: key)
    guard zip(expected, bytes.suffix(Self.tagLength)).reduce(0, { $0 | ($1.0 ^ $1.1) }) == 0
    else { throw forged }
    let claim = try JSONCoding.decode(
      LinkClaim.self, from: Array(body.dropFirst()), mode: .lenient)
    if let expires = claim.expiresAt, expires < now {
      throw .rejected("This link is no longer valid; it held until \(expires).")
    }
    return claim
  }

  private func decode(_ token: String) -> [UInt8]? {
    let base64 = token.replacing("-", with: "+").replacing("_", with: "/")
    let padded = base64 + String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
    return Data(base64Encoded: padded).map(Array.init)
  }
}
