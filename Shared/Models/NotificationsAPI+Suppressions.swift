public import Wire

/// What a suppression holds back.
public enum SuppressionScope: String, WireEnum { case all, marketing, topic, other }

/// Why somebody is not written to.
public enum SuppressionReason: String, WireEnum {
  case unsubscribed, hardBounce, complaint, manual, erased, other
}

/// One line of the list of whom not to write to.
public struct Suppression: Codable, Sendable, Hashable {
  public var id: SuppressionID
  public var channel: Channel
  public var address: String?
  public var domain: String?
  public var scope: SuppressionScope
  public var topic: Slug?
  public var reason: SuppressionReason
  public var since: Timestamp
  public var expiresAt: Timestamp?

  public init(
    id: SuppressionID, channel: Channel, address: String? = nil, domain: String? = nil,
    scope: SuppressionScope, topic: Slug? = nil, reason: SuppressionReason, since: Timestamp,
    expiresAt: Timestamp? = nil
  ) {
    (self.id, self.channel, self.address, self.domain) = (id, channel, address, domain)
    (self.scope, self.topic, self.reason) = (scope, topic, reason)
    (self.since, self.expiresAt) = (since, expiresAt)
  }
}

extension NotificationsAPI {
  static let suppressions: [any Method.Type] = [
    AddSuppression.self, RemoveSuppression.self, ListSuppressions.self,
  ]

  /// Stops messages to an address or a domain.
  public enum AddSuppression: Method {
    public struct Params: Codable, Sendable {
      /// Exactly one of `address` and `domain`.
      public var address: String?
      public var domain: String?
      public var channel: Channel?
      public var scope: SuppressionScope
      public var topic: Slug?
      public var reason: SuppressionReason
      public var expiresAt: Timestamp?
      public init(
        address: String? = nil, domain: String? = nil, channel: Channel? = nil,
        scope: SuppressionScope, topic: Slug? = nil, reason: SuppressionReason,
        expiresAt: Timestamp? = nil
      ) {
        (self.address, self.domain, self.channel) = (address, domain, channel)
        (self.scope, self.topic, self.reason) = (scope, topic, reason)
        self.expiresAt = expiresAt
      }
    }
    public typealias Result = Suppression
    public static let name = "suppressions.add"
    public static let summary = "Stops messages to an address or a domain."
    public static let kind = MethodKind.command
    public static let isAlwaysAccepted = true
    public static let scopes: Set<Scope> = [.staff, .frontend]
    public static let errors: [ServiceError.Kind] = [.invalid]
  }

  /// Lets messages through again.
  public enum RemoveSuppression: Method {
    public struct Params: Codable, Sendable {
      public var suppression: SuppressionID
      public init(suppression: SuppressionID) { self.suppression = suppression }
    }
    public typealias Result = Suppression
    public static let name = "suppressions.remove"
    public static let summary = "Lets messages through again."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.staff, .frontend]
    public static let errors: [ServiceError.Kind] = [.notFound]
  }

  /// Lists suppressions, oldest first.
  public enum ListSuppressions: Method {
    public struct Params: Codable, Sendable {
      /// Only what holds back this address, by itself or by its domain.
      public var address: String?
      public var reason: SuppressionReason?
      public var after: String?
      public var limit: Int?
      public init(
        address: String? = nil, reason: SuppressionReason? = nil, after: String? = nil,
        limit: Int? = nil
      ) {
        (self.address, self.reason, self.after, self.limit) = (address, reason, after, limit)
      }
    }
    public typealias Result = Page<Suppression>
    public static let name = "suppressions.list"
    public static let summary = "Lists suppressions, oldest first."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.staff, .frontend]
  }
}
