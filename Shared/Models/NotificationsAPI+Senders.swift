public import Wire

/// Whom messages come from.
///
/// The sender `default` is there from the start, as the configuration says. Messages use it that name
/// no sender, and whose campaign names none. Put `{"key": "default", …}` to make it your own: what
/// was put stays, whatever the configuration says later.
public struct Sender: Codable, Sendable, Hashable {
  public var key: Slug
  public var name: String
  public var address: EmailAddress
  /// Where answers go, if not to `address`.
  public var replyTo: EmailAddress?
  /// Where the business can be found; marketing may not go without it (CAN-SPAM § 7704, TMG § 5).
  public var postalAddress: String?
  public var version: Int

  public init(
    key: Slug, name: String, address: EmailAddress, replyTo: EmailAddress? = nil,
    postalAddress: String? = nil, version: Int
  ) {
    (self.key, self.name, self.address) = (key, name, address)
    (self.replyTo, self.postalAddress, self.version) = (replyTo, postalAddress, version)
  }
}

extension NotificationsAPI {
  static let senders: [any Method.Type] = [
    PutSender.self, GetSender.self, ListSenders.self, DeleteSender.self,
  ]

  /// Creates or replaces a sender.
  public enum PutSender: Method {
    public struct Params: Codable, Sendable {
      public var key: Slug
      public var name: String
      public var address: EmailAddress
      public var replyTo: EmailAddress?
      public var postalAddress: String?
      public var version: Int?

      public init(
        key: Slug, name: String, address: EmailAddress, replyTo: EmailAddress? = nil,
        postalAddress: String? = nil, version: Int? = nil
      ) {
        (self.key, self.name, self.address) = (key, name, address)
        (self.replyTo, self.postalAddress, self.version) = (replyTo, postalAddress, version)
      }
    }
    public typealias Result = Sender
    public static let name = "senders.put"
    public static let summary = "Creates or replaces a sender."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.admin]
    public static let errors: [ServiceError.Kind] = [.conflict]
  }

  /// Answers one sender.
  public enum GetSender: Method {
    public typealias Params = KeyParams
    public typealias Result = Sender
    public static let name = "senders.get"
    public static let summary = "Answers one sender."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.admin, .staff, .frontend]
    public static let errors: [ServiceError.Kind] = [.notFound]
  }

  /// Lists senders by key.
  public enum ListSenders: Method {
    public typealias Params = ListParams
    public typealias Result = Page<Sender>
    public static let name = "senders.list"
    public static let summary = "Lists senders by key."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.admin, .staff, .frontend]
  }

  /// Deletes a sender that nothing uses.
  public enum DeleteSender: Method {
    public typealias Params = DeleteParams
    public typealias Result = Deleted
    public static let name = "senders.delete"
    public static let summary = "Deletes a sender that nothing uses."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.admin]
    public static let errors: [ServiceError.Kind] = [.notFound, .conflict, .rejected]
  }
}
