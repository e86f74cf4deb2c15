import Engine
import Models
import Store
import Wire

/// What is said about a person at once.
struct PersonFacts {
  var identities: [Identity] = []
  var name: String?
  var language: String?
  /// By key; `null` takes one away.
  var attributes: [String: JSON] = [:]
}

/// The contacts as they are kept: found, made, and learnt more about. Each change is told.
enum People {
  /// The contact that a caller names.
  ///
  /// - Throws: `notFound`, without repeating the address.
  static func known(_ person: Person, _ tx: Transaction) throws -> Contact {
    if let contact = try find(person, tx) { return contact }
    if case .contact(let id) = person {
      throw ServiceError.notFound("There is no contact \(id).")
    }
    throw ServiceError.notFound("Nobody is known by this address.")
  }

  static func find(_ person: Person, _ tx: Transaction) throws -> Contact? {
    if case .contact(let id) = person { return try find(id, tx) }
    guard let identity = try Identities.of(person) else { return nil }
    return try find(holding: identity, tx)
  }

  static func find(holding identity: Identity, _ tx: Transaction) throws -> Contact? {
    try Identities.owner(of: identity, tx).flatMap { try find($0, tx) }
  }

  static func find(_ id: ContactID, _ tx: Transaction) throws -> Contact? {
    try read("WHERE id = \(id)", tx).first
  }

  /// The contact that a caller names; somebody new for an address that nobody has.
  static func findOrCreate(_ person: Person, name: String?, _ context: Context) throws -> Contact {
    if let contact = try find(person, context.tx) { return contact }
    guard let identity = try Identities.of(person) else { return try known(person, context.tx) }
    return try create(PersonFacts(identities: [identity], name: name), context)
  }

  /// Somebody new. The identities belong to nobody yet.
  static func create(_ facts: PersonFacts, _ context: Context) throws -> Contact {
    let contact = Contact(
      id: context.newID(), name: facts.name, language: facts.language,
      attributes: facts.attributes.filter { $0.value != .null }, identities: facts.identities,
      createdAt: context.now, version: 1)
    try context.tx.write(
      """
      INSERT INTO contact (id, name, language, attributes, created_at, version)
      VALUES (\(contact.id), \(contact.name), \(contact.language),
        \(JSON.object(contact.attributes)), \(contact.createdAt), \(contact.version))
      """)
    try add(contact.identities, to: contact.id, context)
    try context.tell(
      FormsEvents.ContactCreated(contact: contact), subject: contact.id.wire, contact: contact.id)
    return contact
  }

  /// Adds to what is known about somebody.
  ///
  /// - Parameters:
  ///   - facts: identities among them belong to this contact or to nobody.
  ///   - overwriting: false fills gaps only: what a stranger types never replaces what is known.
  ///   - confirmed: an address of theirs has just been proved.
  /// - Returns: the contact as it is now; nothing is written or told when nothing is new.
  static func learn(
    _ facts: PersonFacts, about contact: Contact, overwriting: Bool, confirmed: Bool = false,
    _ context: Context
  ) throws -> Contact {
    var changed = contact
    if overwriting || contact.name == nil { changed.name = facts.name ?? contact.name }
    if overwriting || contact.language == nil {
      changed.language = facts.language ?? contact.language
    }
    for (key, value) in facts.attributes where overwriting || contact.attributes[key] == nil {
      changed.attributes.removeValue(forKey: key)
      if value != .null { changed.attributes[key] = value }
    }
    if confirmed, contact.confirmedAt == nil { changed.confirmedAt = context.now }
    let fresh = facts.identities.filter { !contact.identities.contains($0) }
    let isUpdated = changed != contact
    guard isUpdated || !fresh.isEmpty else { return contact }
    changed.identities += fresh
    changed.version += 1
    try update(changed, context.tx)
    try add(fresh, to: contact.id, context)
    try tell(of: changed, identifiedBy: fresh, isUpdated: isUpdated, context)
    return changed
  }

  private static func update(_ contact: Contact, _ tx: Transaction) throws {
    try tx.write(
      """
      UPDATE contact SET name = \(contact.name), language = \(contact.language),
        attributes = \(JSON.object(contact.attributes)), confirmed_at = \(contact.confirmedAt),
        version = \(contact.version) WHERE id = \(contact.id)
      """)
  }

  private static func add(_ identities: [Identity], to contact: ContactID, _ context: Context)
    throws
  {
    for identity in identities {
      try context.tx.write(
        """
        INSERT INTO identity (kind, value, contact, added_at)
        VALUES (\(identity.kind), \(identity.value), \(contact), \(context.now))
        """)
    }
  }

  private static func tell(
    of contact: Contact, identifiedBy fresh: [Identity], isUpdated: Bool, _ context: Context
  ) throws {
    for identity in fresh {
      try context.tell(
        FormsEvents.ContactIdentified(contact: contact.id, identity: identity),
        subject: contact.id.wire, contact: contact.id)
    }
    guard isUpdated else { return }
    try context.tell(
      FormsEvents.ContactUpdated(contact: contact), subject: contact.id.wire, contact: contact.id)
  }

  /// Contacts with their identities, by the rest of a SELECT over `contact`.
  static func read(_ rest: SQL, _ tx: Transaction) throws -> [Contact] {
    var contacts: [Contact] = try tx.read(
      """
      SELECT id, name, language, attributes, confirmed_at, created_at, version
      FROM contact \(sql: rest)
      """
    ) { row in
      Contact(
        id: row["id"], name: row["name"], language: row["language"],
        attributes: try (row["attributes"] as RawJSON).kept(), identities: [],
        confirmedAt: row["confirmed_at"], createdAt: row["created_at"], version: row["version"])
    }
    let held: [(ContactID, Identity)] = try tx.read(
      """
      SELECT contact, kind, value FROM identity WHERE contact IN (\(list: contacts.map(\.id)))
      ORDER BY added_at, kind, value
      """
    ) { row in (row["contact"], Identity(kind: row["kind"], value: row["value"])) }
    let byContact = Dictionary(grouping: held, by: \.0)
    for index in contacts.indices {
      contacts[index].identities = (byContact[contacts[index].id] ?? []).map(\.1)
    }
    return contacts
  }
}
