import Engine
import Models
import Store
import Wire

/// What forms tells of people: who they are, in which language, and what they agreed to.
///
/// Consent is critical: if a withdrawal cannot be applied, the follower stops and marketing waits.
enum Audience {
  static let hears: [Hearing] = [
    .projection(FormsEvents.TopicChanged.self, critical: true, topicChanged),
    .projection(FormsEvents.TopicDeleted.self, critical: true, topicDeleted),
    .projection(FormsEvents.ContactCreated.self) { try known($0.contact, $2.tx) },
    .projection(FormsEvents.ContactUpdated.self) { try known($0.contact, $2.tx) },
    .projection(FormsEvents.ContactIdentified.self) { event, _, context in
      try identified(event.contact, by: event.identity, context.tx)
    },
    .projection(FormsEvents.ConsentGranted.self, critical: true, granted),
    .projection(FormsEvents.ConsentWithdrawn.self, critical: true, withdrawn),
  ]

  // MARK: Topics

  static func topicChanged(
    _ event: FormsEvents.TopicChanged, _: CloudEvent, _ context: Context
  ) throws {
    let topic = event.topic
    try context.tx.write(
      """
      INSERT INTO heard_topic (key, name, basis, tracking)
      VALUES (\(topic.key), \(topic.name), \(topic.basis), \(topic.tracking))
      ON CONFLICT (key) DO UPDATE SET name = excluded.name, basis = excluded.basis,
        tracking = excluded.tracking
      """)
  }

  static func topicDeleted(
    _ event: FormsEvents.TopicDeleted, _: CloudEvent, _ context: Context
  ) throws {
    try context.tx.write("DELETE FROM heard_topic WHERE key = \(event.key)")
  }

  static func topic(_ key: Slug, _ tx: Transaction) throws -> (
    basis: LawfulBasis, tracking: Tracking
  )? {
    try tx.first("SELECT basis, tracking FROM heard_topic WHERE key = \(key)") {
      ($0["basis"], $0["tracking"])
    }
  }

  /// What may be looked at in marketing about this topic.
  static func tracking(of topic: Slug?, _ tx: Transaction) throws -> Tracking {
    try topic.flatMap { try self.topic($0, tx)?.tracking } ?? .none
  }

  // MARK: People

  private static func known(_ contact: Contact, _ tx: Transaction) throws {
    try tx.write(
      """
      INSERT INTO heard_contact (contact, name, language)
      VALUES (\(contact.id), \(contact.name), \(contact.language))
      ON CONFLICT (contact) DO UPDATE SET name = excluded.name, language = excluded.language
      """)
    for identity in contact.identities { try identified(contact.id, by: identity, tx) }
  }

  private static func identified(
    _ contact: ContactID, by identity: Identity, _ tx: Transaction
  ) throws {
    try tx.write(
      """
      INSERT INTO heard_identity (kind, value, contact, given)
      VALUES (\(identity.kind), \(AddressKey.of(identity.value)), \(contact), \(identity.value))
      ON CONFLICT (kind, value) DO UPDATE SET contact = excluded.contact, given = excluded.given
      """)
  }

  /// The contact that a caller names, as far as this service has heard.
  static func contact(of person: Person, _ tx: Transaction) throws -> ContactID? {
    switch person {
    case .contact(let contact): contact
    case .email(let email): try contact(.email, email.wire, tx)
    case .phone(let phone): try contact(.phone, phone.wire, tx)
    case .handle(let handle): try contact(.handle, handle, tx)
    }
  }

  private static func contact(
    _ kind: Identity.Kind, _ value: String, _ tx: Transaction
  ) throws -> ContactID? {
    try tx.scalar(
      """
      SELECT contact FROM heard_identity
      WHERE kind = \(kind) AND value = \(AddressKey.of(value))
      """)
  }

  /// An email address of a contact.
  static func email(of contact: ContactID, _ tx: Transaction) throws -> String? {
    try tx.scalar(
      """
      SELECT given FROM heard_identity WHERE contact = \(contact) AND kind = \(Identity.Kind.email)
      ORDER BY value LIMIT 1
      """)
  }

  /// How to speak to a contact.
  static func manner(
    of contact: ContactID?, _ tx: Transaction
  ) throws -> (name: String?, language: String?) {
    guard let contact else { return (nil, nil) }
    return try tx.first(
      "SELECT name, language FROM heard_contact WHERE contact = \(contact)"
    ) { ($0["name"], $0["language"]) } ?? (nil, nil)
  }

  // MARK: Consent

  static func granted(
    _ event: FormsEvents.ConsentGranted, _ envelope: CloudEvent, _ context: Context
  ) throws {
    try subscribe(event.contact, event.topic, true, event.basis, since: envelope.time, context.tx)
  }

  static func withdrawn(
    _ event: FormsEvents.ConsentWithdrawn, _ envelope: CloudEvent, _ context: Context
  ) throws {
    try subscribe(event.contact, event.topic, false, nil, since: envelope.time, context.tx)
  }

  private static func subscribe(
    _ contact: ContactID, _ topic: Slug, _ subscribed: Bool, _ basis: LawfulBasis?,
    since: Timestamp, _ tx: Transaction
  ) throws {
    try tx.write(
      """
      INSERT INTO heard_subscription (contact, topic, subscribed, basis, since)
      VALUES (\(contact), \(topic), \(subscribed), \(basis), \(since))
      ON CONFLICT (contact, topic) DO UPDATE SET subscribed = excluded.subscribed,
        basis = excluded.basis, since = excluded.since
      """)
  }

  static func grant(
    of contact: ContactID, for topic: Slug, _ tx: Transaction
  ) throws -> DecisionFacts.Grant? {
    try tx.first(
      """
      SELECT subscribed, basis, since FROM heard_subscription
      WHERE contact = \(contact) AND topic = \(topic)
      """
    ) { DecisionFacts.Grant(subscribed: $0["subscribed"], basis: $0["basis"], since: $0["since"]) }
  }
}
