public import Wire

extension NotificationsAPI {
  static let decisions: [any Method.Type] = [ExplainDecision.self]

  /// The very function that decides about every message, asked without sending one.
  public enum ExplainDecision: Method {
    public struct Params: Codable, Sendable, NamesPerson {
      public var contact: ContactID?
      public var email: EmailAddress?
      public var phone: PhoneNumber?
      public var handle: String?
      public var channel: Channel
      public var `class`: MessageClass
      /// Needed for marketing.
      public var topic: Slug?
      public var campaign: Slug?
      /// Taken for quiet hours; no rule of this release asks for it.
      public var urgency: Urgency?
      public init(
        contact: ContactID? = nil, email: EmailAddress? = nil, phone: PhoneNumber? = nil,
        handle: String? = nil, channel: Channel = .email, class: MessageClass,
        topic: Slug? = nil, campaign: Slug? = nil, urgency: Urgency? = nil
      ) {
        (self.contact, self.email, self.phone, self.handle) = (contact, email, phone, handle)
        (self.channel, self.class, self.topic) = (channel, `class`, topic)
        (self.campaign, self.urgency) = (campaign, urgency)
      }
    }
    public typealias Result = Decision
    public static let readsPersonalData = true
    public static func people(in result: Result, asked: Params) -> [String] { asked.named }
    public static let name = "decisions.explain"
    public static let summary = "Says whether a person may be contacted, and why or why not."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.staff]
    public static let errors: [ServiceError.Kind] = [.invalid]
  }
}
