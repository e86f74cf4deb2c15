public import Wire

/// Why we may write to somebody about a topic (GDPR Art. 6, UWG § 7).
public enum LawfulBasis: String, WireEnum {
  case consent, existingCustomer, contract, legitimateInterest, other
}

/// Where a consent came from.
public enum ConsentOrigin: String, WireEnum { case form, `import`, phone, paper, api, other }

/// How much of a person's opens and clicks may be kept for a topic.
public enum Tracking: String, WireEnum { case none, aggregate, individual, other }

/// The evidence behind a line of the consent ledger.
public struct ConsentProof: Codable, Sendable, Hashable {
  public var ip: String?
  /// Where it was given: a page, a document, a call.
  public var source: String
  /// The browser, or the member of staff who recorded it.
  public var agent: String?

  public init(ip: String? = nil, source: String, agent: String? = nil) {
    (self.ip, self.source, self.agent) = (ip, source, agent)
  }
}

/// What a person may subscribe to.
public struct Topic: Codable, Sendable, Hashable {
  public var key: Slug
  public var name: String
  public var description: String?
  public var basis: LawfulBasis
  public var tracking: Tracking
  public var version: Int

  public init(
    key: Slug, name: String, description: String? = nil, basis: LawfulBasis, tracking: Tracking,
    version: Int
  ) {
    (self.key, self.name, self.description) = (key, name, description)
    (self.basis, self.tracking, self.version) = (basis, tracking, version)
  }
}

/// One topic of one person.
public struct Subscription: Codable, Sendable, Hashable {
  public enum State: String, WireEnum { case pending, subscribed, unsubscribed, other }
  public var topic: Slug
  public var name: String
  public var state: State
  public var since: Timestamp

  public init(topic: Slug, name: String, state: State, since: Timestamp) {
    (self.topic, self.name, self.state, self.since) = (topic, name, state, since)
  }
}

/// One person as everybody may see them.
public struct Contact: Codable, Sendable, Hashable {
  public var id: ContactID
  public var name: String?
  public var language: String?
  public var attributes: [String: JSON]
  public var identities: [Identity]
  /// When an address of theirs was proved by a click, if ever.
  public var confirmedAt: Timestamp?
  public var createdAt: Timestamp
  public var version: Int

  public init(
    id: ContactID, name: String? = nil, language: String? = nil, attributes: [String: JSON] = [:],
    identities: [Identity], confirmedAt: Timestamp? = nil, createdAt: Timestamp, version: Int
  ) {
    (self.id, self.name, self.language, self.attributes) = (id, name, language, attributes)
    (self.identities, self.confirmedAt, self.createdAt) = (identities, confirmedAt, createdAt)
    self.version = version
  }
}
