import Models
import Store
import Wire

/// The addresses, numbers and handles by which people are recognised: one spelling each, and each
/// belongs to one contact.
enum Identities {
  /// The one spelling of an identity: e-mail addresses and handles in lower case, numbers in E.164.
  ///
  /// Mail goes to an address as its owner writes it; this spelling only recognises people.
  static func canonical(_ kind: Identity.Kind, _ value: String) throws(Rejection) -> Identity {
    switch kind {
    case .email:
      return Identity(kind: .email, value: try EmailAddress(wire: value).wire.lowercased())
    case .phone: return Identity(kind: .phone, value: try PhoneNumber(wire: value).wire)
    case .handle, .other: return Identity(kind: .handle, value: try handle(value))
    }
  }

  private static func handle(_ value: String) throws(Rejection) -> String {
    let handle = value.lowercased()
    guard (1...128).contains(handle.unicodeScalars.count),
      !handle.contains(where: { $0.isWhitespace || $0.isNewline })
    else {
      throw Rejection(rule: "handle", message: "must be 1 to 128 characters without spaces")
    }
    return handle
  }

  /// The identity by which a caller names a person; nil for one named by id.
  ///
  /// - Throws: `invalid` for a handle that cannot be one.
  static func of(_ person: Person) throws(ServiceError) -> Identity? {
    switch person {
    case .contact: return nil
    case .email(let address): return Identity(address)
    case .phone(let number): return Identity(number)
    case .handle(let handle):
      do throws(Rejection) {
        return try canonical(.handle, handle)
      } catch {
        throw .invalid([Violation(path: "/handle", error)])
      }
    }
  }

  /// All that a ticket's requester can be recognised by; what cannot be one is passed over.
  static func of(_ recipient: Recipient) -> [Identity] {
    let handle = recipient.handle.flatMap { try? canonical(.handle, $0) }
    return [recipient.email.map(Identity.init), recipient.phone.map(Identity.init), handle]
      .compactMap(\.self)
  }

  /// Whose it is.
  static func owner(of identity: Identity, _ tx: Transaction) throws -> ContactID? {
    try tx.scalar(
      """
      SELECT contact FROM identity WHERE kind = \(identity.kind) AND value = \(identity.value)
      """)
  }

  /// Those that are nobody's yet.
  static func unowned(_ identities: [Identity], _ tx: Transaction) throws -> [Identity] {
    try identities.filter { try owner(of: $0, tx) == nil }
  }
}

extension Identity {
  init(_ address: EmailAddress) {
    self.init(kind: .email, value: address.wire.lowercased())
  }

  init(_ number: PhoneNumber) {
    self.init(kind: .phone, value: number.wire)
  }
}
