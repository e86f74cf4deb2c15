public import Wire

extension FormsAPI {
  /// Shows one person.
  public enum GetContact: Method {
    public typealias Params = PersonParams
    public struct Result: Codable, Sendable {
      public var id: ContactID
      public var name: String?
      public var language: String?
      public var attributes: [String: JSON]
      public var identities: [Identity]
      public var subscriptions: [Subscription]
      public var confirmedAt: Timestamp?
      public var createdAt: Timestamp
      public var version: Int

      public init(_ contact: Contact, subscriptions: [Subscription]) {
        (id, name, language) = (contact.id, contact.name, contact.language)
        (attributes, identities) = (contact.attributes, contact.identities)
        (confirmedAt, createdAt) = (contact.confirmedAt, contact.createdAt)
        (version, self.subscriptions) = (contact.version, subscriptions)
      }
    }
    public static let readsPersonalData = true
    public static func people(in result: Result, asked: Params) -> [String] { [result.id.wire] }
    public static let name = "contacts.get"
    public static let summary = "Shows one person: attributes, identities and subscriptions."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.staff, .frontend]
    public static let errors: [ServiceError.Kind] = [.notFound, .invalid]
  }

  /// Lists people in the order in which they became known.
  public enum ListContacts: Method {
    public struct Params: Codable, Sendable {
      /// Only who is subscribed to this topic.
      public var topic: Slug?
      /// Only who has an address, number or handle that begins like this.
      public var identity: String?
      public var after: String?
      public var limit: Int?

      public init(
        topic: Slug? = nil, identity: String? = nil, after: String? = nil, limit: Int? = nil
      ) {
        (self.topic, self.identity, self.after, self.limit) = (topic, identity, after, limit)
      }
    }
    public typealias Result = Page<Contact>
    public static let readsPersonalData = true
    public static func people(in result: Result, asked: Params) -> [String] {
      result.items.map(\.id.wire)
    }
    public static let name = "contacts.list"
    public static let summary = "Lists people, by topic or by how an address of theirs begins."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.staff, .frontend]
    public static let errors: [ServiceError.Kind] = [.invalid]
  }

  /// Creates a person, or adds to what is known.
  ///
  /// What is absent stays as it is. Attributes are set one by one, `null` removes one. Identities
  /// are added; one that belongs to somebody else is a conflict, nobody is merged by the way.
  public enum PutContact: Method {
    public struct Params: Codable, Sendable, NamesPerson {
      public var contact: ContactID?
      public var email: EmailAddress?
      public var phone: PhoneNumber?
      public var handle: String?
      public var name: String?
      public var language: String?
      public var attributes: [String: JSON]?
      public var identities: [Identity]?
      public var version: Int?

      public init(
        contact: ContactID? = nil, email: EmailAddress? = nil, phone: PhoneNumber? = nil,
        handle: String? = nil, name: String? = nil, language: String? = nil,
        attributes: [String: JSON]? = nil, identities: [Identity]? = nil, version: Int? = nil
      ) {
        (self.contact, self.email, self.phone, self.handle) = (contact, email, phone, handle)
        (self.name, self.language, self.attributes) = (name, language, attributes)
        (self.identities, self.version) = (identities, version)
      }
    }
    public typealias Result = Contact
    public static let name = "contacts.put"
    public static let summary = "Creates a person, or adds to what is known about one."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.staff, .frontend]
    public static let errors: [ServiceError.Kind] = [.notFound, .invalid, .conflict]
  }

  /// What happened with one person, in all services.
  public enum ContactTimeline: Method {
    public struct Params: Codable, Sendable, NamesPerson {
      public var contact: ContactID?
      public var email: EmailAddress?
      public var phone: PhoneNumber?
      public var handle: String?
      public var after: String?
      public var limit: Int?

      public init(
        contact: ContactID? = nil, email: EmailAddress? = nil, phone: PhoneNumber? = nil,
        handle: String? = nil, after: String? = nil, limit: Int? = nil
      ) {
        (self.contact, self.email, self.phone, self.handle) = (contact, email, phone, handle)
        (self.after, self.limit) = (after, limit)
      }
    }
    public struct Entry: Codable, Sendable, Hashable {
      public var at: Timestamp
      /// The event's type.
      public var type: String
      /// What it happened to: a ticket, a message, a form.
      public var subject: String?
      /// One sentence, in English.
      public var summary: String

      public init(at: Timestamp, type: String, subject: String? = nil, summary: String) {
        (self.at, self.type, self.subject, self.summary) = (at, type, subject, summary)
      }
    }
    public typealias Result = Page<Entry>
    public static let readsPersonalData = true
    public static func people(in result: Result, asked: Params) -> [String] { asked.named }
    public static let name = "contacts.timeline"
    public static let summary = "Shows what happened with one person in all services, newest first."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.staff, .frontend]
    public static let errors: [ServiceError.Kind] = [.notFound, .invalid]
  }
}
