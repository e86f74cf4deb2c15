public import Wire

/// What happens with what people fill in.
public enum FormKind: String, WireEnum { case doubleOptIn, singleOptIn, ticket, survey, other }

/// What became of a submission.
public enum SubmissionOutcome: String, WireEnum {
  case accepted, awaitingConfirmation, ticketRequested, other
}

/// One question of a form.
public struct FormField: Codable, Sendable, Hashable {
  public enum Kind: String, WireEnum {
    case text, textarea, email, phone, number, date, select, checkbox, rating, nps, hidden, other
  }
  public var key: Slug
  public var type: Kind
  public var label: String
  public var required: Bool?
  /// The choices of a `select`.
  public var options: [String]?

  public init(
    key: Slug, type: Kind, label: String, required: Bool? = nil, options: [String]? = nil
  ) {
    (self.key, self.type, self.label, self.required, self.options) =
      (key, type, label, required, options)
  }
}

/// What a form asks permission for, word for word.
public struct FormConsent: Codable, Sendable, Hashable {
  public var topic: Slug
  public var wording: String
  public var privacyUrl: String?

  public init(topic: Slug, wording: String, privacyUrl: String? = nil) {
    (self.topic, self.wording, self.privacyUrl) = (topic, wording, privacyUrl)
  }
}

/// A form as its owner configured it.
public struct Form: Codable, Sendable, Hashable {
  public var key: Slug
  public var kind: FormKind
  public var title: String
  public var fields: [FormField]
  public var consents: [FormConsent]
  /// Where the tickets of a ticket form go.
  public var queue: Slug?
  public var thankYou: String?
  public var version: Int

  public init(
    key: Slug, kind: FormKind, title: String, fields: [FormField], consents: [FormConsent],
    queue: Slug? = nil, thankYou: String? = nil, version: Int
  ) {
    (self.key, self.kind, self.title, self.fields) = (key, kind, title, fields)
    (self.consents, self.queue, self.thankYou, self.version) = (consents, queue, thankYou, version)
  }
}

/// Where a submission came from.
public struct SubmissionContext: Codable, Sendable, Hashable {
  public struct UTM: Codable, Sendable, Hashable {
    public var source: String?
    public var medium: String?
    public var campaign: String?
    public var term: String?
    public var content: String?
    public init(
      source: String? = nil, medium: String? = nil, campaign: String? = nil, term: String? = nil,
      content: String? = nil
    ) {
      (self.source, self.medium, self.campaign) = (source, medium, campaign)
      (self.term, self.content) = (term, content)
    }
  }
  public var ip: String?
  public var userAgent: String?
  public var url: String?
  public var referrer: String?
  public var visitor: String?
  public var utm: UTM?

  public init(
    ip: String? = nil, userAgent: String? = nil, url: String? = nil, referrer: String? = nil,
    visitor: String? = nil, utm: UTM? = nil
  ) {
    (self.ip, self.userAgent, self.url) = (ip, userAgent, url)
    (self.referrer, self.visitor, self.utm) = (referrer, visitor, utm)
  }
}
