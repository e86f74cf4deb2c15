public import Wire

extension CampaignsAPI {
  static let enrolments: [any Method.Type] = [ListEnrolments.self]

  /// Lists who is or was on a journey, or the journeys of a person, newest first.
  public enum ListEnrolments: Method {
    /// A journey, a person, or both.
    public struct Params: Codable, Sendable, NamesPerson {
      public var journey: Slug?
      public var contact: ContactID?
      public var email: EmailAddress?
      public var phone: PhoneNumber?
      public var handle: String?
      public var state: Enrolment.State?
      public var after: String?
      public var limit: Int?

      public init(
        journey: Slug? = nil, contact: ContactID? = nil, email: EmailAddress? = nil,
        phone: PhoneNumber? = nil, handle: String? = nil, state: Enrolment.State? = nil,
        after: String? = nil, limit: Int? = nil
      ) {
        (self.journey, self.contact, self.email) = (journey, contact, email)
        (self.phone, self.handle, self.state) = (phone, handle, state)
        (self.after, self.limit) = (after, limit)
      }
    }
    public typealias Result = Page<Enrolment>
    public static let readsPersonalData = true
    public static func people(in result: Result, asked: Params) -> [String] {
      result.items.map(\.contact.wire)
    }
    public static let name = "enrolments.list"
    public static let summary = "Lists who is or was on a journey, or a person's journeys."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.staff, .frontend]
    public static let errors: [ServiceError.Kind] = [.notFound, .invalid]
  }
}
