public import Wire

/// A person as callers name them: by contact id or by one address.
///
/// Every method that speaks about somebody takes the same four members and wants exactly one:
/// `{"contact": "contact_…"}`, `{"email": "ann@example.com"}`, `{"phone": "+4930123456"}` or
/// `{"handle": "@ann"}`.
public enum Person: Sendable, Hashable {
  case contact(ContactID)
  case email(EmailAddress)
  case phone(PhoneNumber)
  case handle(String)
}

/// Params that name a person by the four members of ``Person``.
public protocol NamesPerson {
  var contact: ContactID? { get }
  var email: EmailAddress? { get }
  var phone: PhoneNumber? { get }
  var handle: String? { get }
}

extension NamesPerson {
  /// The person named, or nil when no member is there.
  ///
  /// - Throws: `invalid` when more than one member names a person; `path` is where the four
  ///   members stand, a JSON Pointer ("" for the params themselves).
  public func personIfNamed(at path: String = "") throws(ServiceError) -> Person? {
    let named: [Person] = [
      contact.map(Person.contact), email.map(Person.email), phone.map(Person.phone),
      handle.map(Person.handle),
    ].compactMap(\.self)
    guard named.count <= 1 else {
      throw .invalid([
        Violation(
          path: path, rule: "person",
          message: "name the person by one of contact, email, phone, handle")
      ])
    }
    return named.first
  }

  /// The person named.
  ///
  /// - Throws: `invalid` when none or more than one member names a person.
  public func person(at path: String = "") throws(ServiceError) -> Person {
    if let person = try personIfNamed(at: path) { return person }
    throw .invalid([
      Violation(
        path: path, rule: "required",
        message: "name the person by one of contact, email, phone, handle")
    ])
  }
}

/// The params of a method that wants a person and nothing else.
public struct PersonParams: Codable, Sendable, NamesPerson {
  public var contact: ContactID?
  public var email: EmailAddress?
  public var phone: PhoneNumber?
  public var handle: String?

  public init(
    contact: ContactID? = nil, email: EmailAddress? = nil, phone: PhoneNumber? = nil,
    handle: String? = nil
  ) {
    (self.contact, self.email, self.phone, self.handle) = (contact, email, phone, handle)
  }
}

/// A way to recognise a contact.
public struct Identity: Codable, Sendable, Hashable {
  public enum Kind: String, WireEnum { case email, phone, handle, other }
  public var kind: Kind
  public var value: String

  public init(kind: Kind, value: String) {
    (self.kind, self.value) = (kind, value)
  }
}

/// A message's or ticket's other side: who they are and where they can be reached.
public struct Recipient: Codable, Sendable, Hashable, NamesPerson {
  public var contact: ContactID?
  public var email: EmailAddress?
  public var phone: PhoneNumber?
  public var handle: String?
  public var name: String?

  public init(
    contact: ContactID? = nil, email: EmailAddress? = nil, phone: PhoneNumber? = nil,
    handle: String? = nil, name: String? = nil
  ) {
    (self.contact, self.email, self.phone, self.handle) = (contact, email, phone, handle)
    self.name = name
  }
}
