public import Wire

/// What somebody wants changed about one topic.
public struct SubscriptionChange: Codable, Sendable, Hashable {
  public var topic: Slug
  public var subscribed: Bool
  /// What the person read when they subscribed; a plain sentence unless given.
  public var wording: String?

  public init(topic: Slug, subscribed: Bool, wording: String? = nil) {
    (self.topic, self.subscribed, self.wording) = (topic, subscribed, wording)
  }
}

extension FormsAPI {
  /// What subscriptions look like to whoever may see them.
  public struct Subscriptions: Codable, Sendable {
    public var topics: [Subscription]
    /// The topic of the mail whose link was used.
    public var topic: Slug?
    /// For server keys only.
    public var contact: ContactID?

    public init(topics: [Subscription], topic: Slug? = nil, contact: ContactID? = nil) {
      (self.topics, self.topic, self.contact) = (topics, topic, contact)
    }
  }

  /// Shows what a person is subscribed to, by the link of a mail or by naming the person.
  public enum GetSubscriptions: Method {
    public struct Params: Codable, Sendable, NamesPerson {
      public var token: String?
      public var contact: ContactID?
      public var email: EmailAddress?
      public var phone: PhoneNumber?
      public var handle: String?

      public init(
        token: String? = nil, contact: ContactID? = nil, email: EmailAddress? = nil,
        phone: PhoneNumber? = nil, handle: String? = nil
      ) {
        (self.token, self.contact, self.email) = (token, contact, email)
        (self.phone, self.handle) = (phone, handle)
      }
    }
    public typealias Result = Subscriptions
    public static let readsPersonalData = true
    /// Whoever comes by the link of a mail reads about themselves.
    public static func people(in result: Result, asked: Params) -> [String] {
      result.contact.map { [$0.wire] } ?? []
    }
    public static let name = "subscriptions.get"
    public static let summary = "Shows what a person is subscribed to."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.staff, .frontend, .public]
    public static let errors: [ServiceError.Kind] = [.notFound, .invalid, .rejected, .forbidden]
  }

  /// Changes what a person is subscribed to: exactly one of `changes`, `all` and `oneClick`.
  public enum SetSubscriptions: Method {
    public struct Params: Codable, Sendable, NamesPerson {
      public var token: String?
      public var contact: ContactID?
      public var email: EmailAddress?
      public var phone: PhoneNumber?
      public var handle: String?
      public var changes: [SubscriptionChange]?
      /// `false` unsubscribes from everything; nothing else is allowed.
      public var all: Bool?
      /// `true` withdraws the topic of the mail whose token it is (RFC 8058), and no other.
      public var oneClick: Bool?
      public var reason: String?
      public var context: SubmissionContext?

      public init(
        token: String? = nil, contact: ContactID? = nil, email: EmailAddress? = nil,
        phone: PhoneNumber? = nil, handle: String? = nil, changes: [SubscriptionChange]? = nil,
        all: Bool? = nil, oneClick: Bool? = nil, reason: String? = nil,
        context: SubmissionContext? = nil
      ) {
        (self.token, self.contact, self.email) = (token, contact, email)
        (self.phone, self.handle, self.changes) = (phone, handle, changes)
        (self.all, self.oneClick, self.reason) = (all, oneClick, reason)
        self.context = context
      }
    }
    public typealias Result = Subscriptions
    public static let name = "subscriptions.set"
    public static let summary = "Subscribes a person to topics again, or unsubscribes them."
    public static let kind = MethodKind.command
    public static let isAlwaysAccepted = true
    public static let scopes: Set<Scope> = [.staff, .frontend, .public]
    public static let errors: [ServiceError.Kind] = [.notFound, .invalid, .rejected, .forbidden]
  }
}
