public import Wire

extension FormsAPI {
  /// Creates a form, or a new version of it.
  public enum PutForm: Method {
    public struct Params: Codable, Sendable {
      public var key: Slug
      public var kind: FormKind
      public var title: String
      public var fields: [FormField]
      public var consents: [FormConsent]?
      /// Where the tickets of a ticket form go; `default` unless given.
      public var queue: Slug?
      public var thankYou: String?
      public var version: Int?

      public init(
        key: Slug, kind: FormKind, title: String, fields: [FormField],
        consents: [FormConsent]? = nil, queue: Slug? = nil, thankYou: String? = nil,
        version: Int? = nil
      ) {
        (self.key, self.kind, self.title, self.fields) = (key, kind, title, fields)
        (self.consents, self.queue, self.thankYou) = (consents, queue, thankYou)
        self.version = version
      }
    }
    public typealias Result = Form
    public static let name = "forms.put"
    public static let summary =
      "Creates a form, or a new version of it; old versions stay readable and are still accepted."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.admin]
    public static let errors: [ServiceError.Kind] = [.invalid, .conflict]
  }

  /// Shows a form, or one of its earlier versions.
  public enum GetForm: Method {
    public struct Params: Codable, Sendable {
      public var key: Slug
      /// An earlier version, also of a deleted form; browsers see the current one only.
      public var version: Int?

      public init(key: Slug, version: Int? = nil) {
        (self.key, self.version) = (key, version)
      }
    }
    public typealias Result = Form
    public static let name = "forms.get"
    public static let summary = "Shows a form, or one of its earlier versions."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.admin, .staff, .frontend, .public]
    public static let errors: [ServiceError.Kind] = [.notFound, .forbidden]
  }

  /// Lists forms by key.
  public enum ListForms: Method {
    public typealias Params = ListParams
    public typealias Result = Page<Form>
    public static let name = "forms.list"
    public static let summary = "Lists forms by key, each in its current version."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.admin, .staff, .frontend]
    public static let errors: [ServiceError.Kind] = [.invalid]
  }

  /// Takes a form off; what was sent in stays.
  public enum DeleteForm: Method {
    public typealias Params = DeleteParams
    public typealias Result = Deleted
    public static let name = "forms.delete"
    public static let summary = "Takes a form off; its submissions and versions stay."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.admin]
    public static let errors: [ServiceError.Kind] = [.notFound, .conflict]
  }
}
