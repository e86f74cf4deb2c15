import Engine
import Models
import Store
import Wire

/// Whom messages go to: who is who and what is known about them, projected from the forms log.
enum People {
  static let hears: [Hearing] = [
    .projection(FormsEvents.ContactCreated.self) { try know($0.contact, $2) },
    .projection(FormsEvents.ContactUpdated.self) { try know($0.contact, $2) },
    .projection(FormsEvents.ContactIdentified.self) { try add($0.identity, of: $0.contact, $2) },
  ]

  private static func know(_ contact: Contact, _ context: Context) throws {
    try context.tx.write(
      """
      INSERT INTO contact (id, name, language, attributes)
      VALUES (\(contact.id), \(contact.name), \(contact.language),
        \(JSON.object(contact.attributes)))
      ON CONFLICT (id) DO UPDATE SET name = excluded.name, language = excluded.language,
        attributes = excluded.attributes
      """)
    try context.tx.write("DELETE FROM identity WHERE contact = \(contact.id)")
    for (rank, identity) in contact.identities.enumerated() {
      try index(identity, of: contact.id, rank: rank, context)
    }
  }

  private static func add(
    _ identity: Identity, of contact: ContactID, _ context: Context
  ) throws {
    let isKnown = try context.tx.exists(
      """
      SELECT 1 FROM identity WHERE kind = \(identity.kind) AND value = \(identity.value)
        AND contact = \(contact)
      """)
    guard !isKnown else { return }
    let last: Int? = try context.tx.scalar(
      "SELECT max(rank) FROM identity WHERE contact = \(contact)")
    try index(identity, of: contact, rank: (last ?? -1) + 1, context)
  }

  private static func index(
    _ identity: Identity, of contact: ContactID, rank: Int, _ context: Context
  ) throws {
    try context.tx.write(
      """
      INSERT INTO identity (kind, value, contact, rank)
      VALUES (\(identity.kind), \(identity.value), \(contact), \(rank))
      ON CONFLICT (kind, value) DO UPDATE SET contact = excluded.contact, rank = excluded.rank
      """)
  }

  /// The contact behind a person as a caller names them; nil for a stranger.
  static func contact(_ person: Person, _ tx: Transaction) throws -> ContactID? {
    let identity: Identity
    switch person {
    case .contact(let id): return id
    case .email(let email): identity = Identity(kind: .email, value: email.wire)
    case .phone(let phone): identity = Identity(kind: .phone, value: phone.wire)
    case .handle(let handle): identity = Identity(kind: .handle, value: handle)
    }
    return try tx.scalar(
      """
      SELECT contact FROM identity WHERE kind = \(identity.kind) AND value = \(identity.value)
      """)
  }

  /// Where somebody can be reached, and what a template may say of them.
  struct Addressee: Equatable {
    var recipient: Recipient
    var language: String?
    var attributes: [String: JSON] = [:]
  }

  /// A contact whose events have not come yet is reached by notifications' own knowledge of them.
  static func addressee(_ contact: ContactID, _ tx: Transaction) throws -> Addressee {
    let email = try first(.email, of: contact, tx)
    let phone = try first(.phone, of: contact, tx)
    let recipient = Recipient(
      contact: contact, email: email.flatMap { try? EmailAddress(wire: $0) },
      phone: phone.flatMap { try? PhoneNumber(wire: $0) })
    let known = try tx.first(
      "SELECT name, language, attributes FROM contact WHERE id = \(contact)"
    ) { row in
      var addressee = Addressee(recipient: recipient, language: row["language"])
      addressee.recipient.name = row["name"]
      addressee.attributes = (row["attributes"] as JSON).members ?? [:]
      return addressee
    }
    return known ?? Addressee(recipient: recipient)
  }

  private static func first(
    _ kind: Identity.Kind, of contact: ContactID, _ tx: Transaction
  ) throws -> String? {
    try tx.scalar(
      """
      SELECT value FROM identity WHERE contact = \(contact) AND kind = \(kind)
      ORDER BY rank LIMIT 1
      """)
  }
}
