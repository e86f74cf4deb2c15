public import Wire

extension FormsAPI {
  /// Creates a topic, or replaces it.
  public enum PutTopic: Method {
    public struct Params: Codable, Sendable {
      public var key: Slug
      /// What people read on forms and on the subscriptions page.
      public var name: String
      public var description: String?
      public var basis: LawfulBasis
      /// `aggregate` unless given.
      public var tracking: Tracking?
      public var version: Int?

      public init(
        key: Slug, name: String, description: String? = nil, basis: LawfulBasis,
        tracking: Tracking? = nil, version: Int? = nil
      ) {
        (self.key, self.name, self.description) = (key, name, description)
        (self.basis, self.tracking, self.version) = (basis, tracking, version)
      }
    }
    public typealias Result = Topic
    public static let name = "topics.put"
    public static let summary = "Creates a topic that people can subscribe to, or replaces it."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.admin]
    public static let errors: [ServiceError.Kind] = [.invalid, .conflict]
  }

  /// Shows one topic.
  public enum GetTopic: Method {
    public typealias Params = KeyParams
    public typealias Result = Topic
    public static let name = "topics.get"
    public static let summary = "Shows one topic."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.admin, .staff, .frontend]
    public static let errors: [ServiceError.Kind] = [.notFound]
  }

  /// Lists topics by key.
  public enum ListTopics: Method {
    public typealias Params = ListParams
    public typealias Result = Page<Topic>
    public static let name = "topics.list"
    public static let summary = "Lists topics by key."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.admin, .staff, .frontend]
    public static let errors: [ServiceError.Kind] = [.invalid]
  }

  /// Deletes a topic that no form offers and nobody is subscribed to.
  public enum DeleteTopic: Method {
    public typealias Params = DeleteParams
    public typealias Result = Deleted
    public static let name = "topics.delete"
    public static let summary = "Deletes a topic that no form offers and nobody is subscribed to."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.admin]
    public static let errors: [ServiceError.Kind] = [.notFound, .conflict, .rejected]
  }
}
