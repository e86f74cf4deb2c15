import Engine
import Models
import Store
import Wire

/// Who is who: the index from addresses to contacts, projected from the forms log.
///
/// A ticket may be older than its contact: once the contact is known, the tickets opened by its
/// address become its own.
enum People {
  static let hears: [Hearing] = [
    .projection(FormsEvents.ContactCreated.self) { event, _, context in
      try know(event.contact, context)
    },
    .projection(FormsEvents.ContactUpdated.self) { event, _, context in
      try know(event.contact, context)
    },
    .projection(FormsEvents.ContactIdentified.self) { event, _, context in
      try know(event.contact, by: event.identity, context)
    },
  ]

  private static func know(_ contact: Contact, _ context: Context) throws {
    try context.tx.write("DELETE FROM identity WHERE contact = \(contact.id)")
    try index(IdentityKey(.contact(contact.id)), contact.id, context.tx)
    for identity in contact.identities { try know(contact.id, by: identity, context) }
  }

  private static func know(
    _ contact: ContactID, by identity: Identity, _ context: Context
  ) throws {
    let key = IdentityKey(kind: identity.kind.rawValue, value: identity.value)
    try index(key, contact, context.tx)
    try context.tx.write(
      """
      UPDATE ticket SET contact = \(contact)
      WHERE \(sql: key.condition) AND contact IS NULL
      """)
  }

  private static func index(
    _ key: IdentityKey, _ contact: ContactID, _ tx: Transaction
  ) throws {
    try tx.write(
      """
      INSERT INTO identity (kind, value, contact) VALUES (\(key.kind), \(key.value), \(contact))
      ON CONFLICT (kind, value) DO UPDATE SET contact = excluded.contact
      """)
  }

  /// The contact behind an identity, if it is known here yet.
  static func contact(_ key: IdentityKey, _ tx: Transaction) throws -> ContactID? {
    try tx.scalar(
      "SELECT contact FROM identity WHERE kind = \(key.kind) AND value = \(key.value)")
  }

  /// The tickets of a person: their contact's, and those opened by the very address.
  static func ticketsOf(_ person: Person, _ tx: Transaction) throws -> SQL {
    let key = IdentityKey(person)
    guard let contact = try contact(key, tx) else { return key.condition }
    return "(contact = \(contact) OR \(sql: key.condition))"
  }

  /// Whether a person is the one whose ticket it is.
  static func isRequester(_ person: Person, of ticket: Ticket, _ tx: Transaction) throws -> Bool {
    let requester = ticket.requester
    let isNamed =
      switch person {
      case .contact(let contact): requester.contact == contact
      case .email(let email): requester.email == email
      case .phone(let phone): requester.phone == phone
      case .handle(let handle): requester.handle == handle
      }
    if isNamed { return true }
    guard let contact = try contact(IdentityKey(person), tx) else { return false }
    return requester.contact == contact
  }
}

/// How a person is looked up. A contact is an identity of itself, so that one index answers for all.
struct IdentityKey {
  let kind: String
  let value: String

  init(kind: String, value: String) {
    (self.kind, self.value) = (kind, value)
  }

  init(_ person: Person) {
    switch person {
    case .contact(let id): self.init(kind: "contact", value: id.wire)
    case .email(let email): self.init(kind: "email", value: email.wire)
    case .phone(let phone): self.init(kind: "phone", value: phone.wire)
    case .handle(let handle): self.init(kind: "handle", value: handle)
    }
  }

  /// The tickets that were opened by it.
  var condition: SQL {
    switch kind {
    case "contact": "contact = \(value)"
    case "email": "email = \(value)"
    case "phone": "phone = \(value)"
    case "handle": "handle = \(value)"
    // An identity of a newer release: nobody can have opened a ticket by it here.
    default: "1 = 0"
    }
  }
}
