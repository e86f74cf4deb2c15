public import Wire

/// A way out: a mail server, or the folder that captures.
public struct Provider: Codable, Sendable, Hashable {
  public enum Kind: String, WireEnum { case smtp, capture, other }
  public enum State: String, WireEnum { case active, paused, other }
  public var key: Slug
  public var kind: Kind
  public var state: State
  /// Why it is paused.
  public var reason: String?
  /// When it is tried again; absent when a person paused it.
  public var pausedUntil: Timestamp?
  /// Failures in a row.
  public var failures: Int
  /// How many messages wait for their turn.
  public var waiting: Int

  public init(
    key: Slug, kind: Kind, state: State, reason: String? = nil, pausedUntil: Timestamp? = nil,
    failures: Int, waiting: Int
  ) {
    (self.key, self.kind, self.state, self.reason) = (key, kind, state, reason)
    (self.pausedUntil, self.failures, self.waiting) = (pausedUntil, failures, waiting)
  }
}

extension NotificationsAPI {
  static let providers: [any Method.Type] = [
    ListProviders.self, PauseProvider.self, ResumeProvider.self, TestProvider.self,
  ]

  /// Lists providers with their state.
  public enum ListProviders: Method {
    public typealias Params = ListParams
    public typealias Result = Page<Provider>
    public static let name = "providers.list"
    public static let summary = "Lists providers with their state."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.staff, .observer]
  }

  /// Stops using a provider until it is resumed.
  public enum PauseProvider: Method {
    public struct Params: Codable, Sendable {
      public var key: Slug
      public var reason: String
      public init(key: Slug, reason: String) { (self.key, self.reason) = (key, reason) }
    }
    public typealias Result = Provider
    public static let name = "providers.pause"
    public static let summary = "Stops using a provider until it is resumed."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.admin]
    public static let errors: [ServiceError.Kind] = [.notFound]
  }

  /// Uses a provider again, at once.
  public enum ResumeProvider: Method {
    public typealias Params = KeyParams
    public typealias Result = Provider
    public static let name = "providers.resume"
    public static let summary = "Uses a provider again, at once."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.admin]
    public static let errors: [ServiceError.Kind] = [.notFound]
  }

  /// Sends a short message through a provider; `messages.get` tells how it went.
  public enum TestProvider: Method {
    public struct Params: Codable, Sendable {
      public var key: Slug
      public var to: EmailAddress
      public init(key: Slug, to: EmailAddress) { (self.key, self.to) = (key, to) }
    }
    public typealias Result = MessageRecord
    public static let name = "providers.test"
    public static let summary = "Sends a short message through a provider."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.admin]
    public static let errors: [ServiceError.Kind] = [.notFound, .rejected]
  }
}
