import Engine
import Models
import Store
import Wire

/// Who people are: looked up, listed and kept by those at work.
enum Contacts {
  static let answers: [Answers] = [
    .query(FormsAPI.GetContact.self, get),
    .query(FormsAPI.ListContacts.self, list),
    .command(FormsAPI.PutContact.self, put),
  ]

  static func get(
    _ params: PersonParams, _ context: QueryContext
  ) throws -> FormsAPI.GetContact.Result {
    let contact = try People.known(try params.person(), context.tx)
    return FormsAPI.GetContact.Result(
      contact, subscriptions: try Subscriptions.of(contact.id, context.tx))
  }

  static func list(
    _ params: FormsAPI.ListContacts.Params, _ context: QueryContext
  ) throws -> Page<Contact> {
    let size = try Paging.size(params.limit)
    var conditions: [SQL] = ["id > \(params.after ?? "")"]
    if let topic = params.topic {
      conditions.append(
        """
        id IN (SELECT contact FROM subscription
          WHERE topic = \(topic) AND state = \(Subscription.State.subscribed))
        """)
    }
    if let prefix = params.identity?.lowercased(), !prefix.isEmpty {
      // A range instead of LIKE: the index serves it, and nothing in the prefix is a wildcard.
      conditions.append(
        """
        id IN (SELECT contact FROM identity
          WHERE value >= \(prefix) AND value < \(prefix + "\u{10FFFF}"))
        """)
    }
    let contacts = try People.read(
      "WHERE \(sql: conditions.joined(separator: " AND ")) ORDER BY id LIMIT \(size + 1)",
      context.tx)
    return Paging.page(contacts, size: size) { $0.id.wire }
  }

  static func put(_ params: FormsAPI.PutContact.Params, _ context: Context) throws -> Contact {
    let person = try params.person()
    let facts = try facts(of: params, person)
    let contact = try holder(of: facts.identities, named: person, context.tx)
    try Versions.check(params.version, against: contact?.version, of: "contact")
    guard let contact else { return try People.create(facts, context) }
    return try People.learn(facts, about: contact, overwriting: true, context)
  }

  private static func facts(
    of params: FormsAPI.PutContact.Params, _ person: Person
  ) throws -> PersonFacts {
    var violations =
      TextRules.optional(params.name, at: "/name", longest: 200)
      + TextRules.language(params.language, at: "/language")
    var identities = [try Identities.of(person)].compactMap(\.self)
    for (index, identity) in (params.identities ?? []).enumerated() {
      do throws(Rejection) {
        let canonical = try Identities.canonical(identity.kind, identity.value)
        if !identities.contains(canonical) { identities.append(canonical) }
      } catch {
        violations.append(Violation(path: "/identities/\(index)/value", error))
      }
    }
    for key in (params.attributes ?? [:]).keys.sorted() {
      violations += TextRules.required(key, at: "/attributes", longest: 64)
    }
    guard violations.isEmpty else { throw ServiceError.invalid(violations) }
    return PersonFacts(
      identities: identities, name: params.name, language: params.language,
      attributes: params.attributes ?? [:])
  }

  /// The one contact that all these identities lead to, or nil when they lead to nobody.
  ///
  /// - Throws: `conflict` when they lead to two: people are never merged by the way.
  private static func holder(
    of identities: [Identity], named person: Person, _ tx: Transaction
  ) throws -> Contact? {
    var holder: Contact?
    if case .contact = person { holder = try People.known(person, tx) }
    for identity in identities {
      guard let owner = try Identities.owner(of: identity, tx) else { continue }
      if let holder, holder.id != owner {
        throw ServiceError.conflict(
          "The \(identity.kind.rawValue) \(identity.value) belongs to another contact, \(owner).",
          subtype: "identityTaken")
      }
      if holder == nil { holder = try People.find(owner, tx) }
    }
    return holder
  }
}
