public import Wire

/// What a message says, in one language, with Mustache tags for what differs.
///
/// Templates see the request's data at the top level, `sender.name`, `sender.postalAddress`,
/// `recipient.name`, and `links.PURPOSE`. HTML escapes what it shows, text does not. A time in the
/// data (RFC 3339) is shown as `22 November 2026, 21:27 UTC`, in other languages than English as
/// `2026-11-22 21:27 UTC`.
public struct Template: Codable, Sendable, Hashable {
  public var key: Slug
  public var `class`: MessageClass
  /// What marketing is about; its readers have a lawful basis for exactly this.
  public var topic: Slug?
  public var channel: Channel
  /// BCP 47; the variant without one is shown to everybody who has none of their own.
  public var language: String?
  public var subject: String
  public var text: String
  public var html: String?
  /// Whether it came with the service and nobody has replaced it.
  public var shipped: Bool
  public var version: Int

  public init(
    key: Slug, class: MessageClass, topic: Slug? = nil, channel: Channel = .email,
    language: String? = nil, subject: String, text: String, html: String? = nil,
    shipped: Bool = false, version: Int
  ) {
    (self.key, self.class, self.topic, self.channel) = (key, `class`, topic, channel)
    (self.language, self.subject, self.text, self.html) = (language, subject, text, html)
    (self.shipped, self.version) = (shipped, version)
  }
}

extension NotificationsAPI {
  static let templates: [any Method.Type] = [
    PutTemplate.self, GetTemplate.self, ListTemplates.self, DeleteTemplate.self,
    RenderTemplate.self, SendTestTemplate.self,
  ]

  /// Creates or replaces a template in one language.
  public enum PutTemplate: Method {
    public struct Params: Codable, Sendable {
      public var key: Slug
      public var `class`: MessageClass
      public var topic: Slug?
      public var channel: Channel?
      public var language: String?
      public var subject: String
      public var text: String
      public var html: String?
      public var version: Int?

      public init(
        key: Slug, class: MessageClass, topic: Slug? = nil, channel: Channel? = nil,
        language: String? = nil, subject: String, text: String, html: String? = nil,
        version: Int? = nil
      ) {
        (self.key, self.class, self.topic, self.channel) = (key, `class`, topic, channel)
        (self.language, self.subject, self.text, self.html) = (language, subject, text, html)
        self.version = version
      }
    }
    public typealias Result = Template
    public static let name = "templates.put"
    public static let summary = "Creates or replaces a template in one language."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.admin]
    public static let errors: [ServiceError.Kind] = [.invalid, .conflict]
  }

  /// Answers one template in one language.
  public enum GetTemplate: Method {
    public struct Params: Codable, Sendable {
      public var key: Slug
      /// Exactly this variant; the one without a language when absent.
      public var language: String?
      public init(key: Slug, language: String? = nil) {
        (self.key, self.language) = (key, language)
      }
    }
    public typealias Result = Template
    public static let name = "templates.get"
    public static let summary = "Answers one template in one language."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.admin, .staff, .frontend]
    public static let errors: [ServiceError.Kind] = [.notFound]
  }

  /// Lists templates by key and language.
  public enum ListTemplates: Method {
    public typealias Params = ListParams
    public typealias Result = Page<Template>
    public static let name = "templates.list"
    public static let summary = "Lists templates by key and language."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.admin, .staff, .frontend]
  }

  /// Deletes a template in one language; a system one is restored.
  public enum DeleteTemplate: Method {
    public struct Params: Codable, Sendable {
      public var key: Slug
      public var language: String?
      public var version: Int?
      public init(key: Slug, language: String? = nil, version: Int? = nil) {
        (self.key, self.language, self.version) = (key, language, version)
      }
    }
    public typealias Result = Deleted
    public static let name = "templates.delete"
    public static let summary = "Deletes a template in one language; a system one is restored."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.admin]
    public static let errors: [ServiceError.Kind] = [.notFound, .conflict, .rejected]
  }

  /// Shows what a template would say, with links that lead nowhere.
  public enum RenderTemplate: Method {
    public struct Params: Codable, Sendable {
      public var key: Slug
      /// The reader's; the variant is chosen as for a message.
      public var language: String?
      public var data: JSON?
      public init(key: Slug, language: String? = nil, data: JSON? = nil) {
        (self.key, self.language, self.data) = (key, language, data)
      }
    }
    public struct Result: Codable, Sendable {
      /// The language of the variant chosen.
      public var language: String?
      public var subject: String
      public var text: String
      public var html: String?
      public init(language: String?, subject: String, text: String, html: String?) {
        (self.language, self.subject) = (language, subject)
        (self.text, self.html) = (text, html)
      }
    }
    public static let name = "templates.render"
    public static let summary = "Shows what a template would say, with links that lead nowhere."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.admin, .staff]
    public static let errors: [ServiceError.Kind] = [.notFound]
  }

  /// Sends a template to a colleague.
  public enum SendTestTemplate: Method {
    public struct Params: Codable, Sendable {
      public var key: Slug
      public var language: String?
      /// A colleague's address; customers are not for testing.
      public var to: EmailAddress
      public var data: JSON?
      public init(key: Slug, language: String? = nil, to: EmailAddress, data: JSON? = nil) {
        (self.key, self.language, self.to, self.data) = (key, language, to, data)
      }
    }
    public typealias Result = MessageRecord
    public static let name = "templates.sendTest"
    public static let summary = "Sends a template to a colleague."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.admin, .staff]
    public static let errors: [ServiceError.Kind] = [.notFound]
  }
}
