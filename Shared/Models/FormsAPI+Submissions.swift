public import Wire

extension FormsAPI {
  /// Takes what somebody filled in.
  public enum Submit: Method {
    public struct Params: Codable, Sendable {
      public var form: Slug
      /// By field key. Numbers may come as text and a ticked box as `on`, as browsers send them.
      public var values: [String: JSON]
      /// The topics agreed to.
      public var consents: [Slug]?
      /// The version that was filled in; the current one unless given.
      public var formVersion: Int?
      /// BCP 47; the language of what is written to the person because of this.
      public var language: String?
      public var context: SubmissionContext?

      public init(
        form: Slug, values: [String: JSON], consents: [Slug]? = nil, formVersion: Int? = nil,
        language: String? = nil, context: SubmissionContext? = nil
      ) {
        (self.form, self.values, self.consents) = (form, values, consents)
        (self.formVersion, self.language, self.context) = (formVersion, language, context)
      }
    }
    public struct Result: Codable, Sendable {
      public var submission: SubmissionID
      public var outcome: SubmissionOutcome
      /// For server keys only; absent also where a form asks for no address.
      public var contact: ContactID?
      /// What the form's owner says to whoever sent it in.
      public var thankYou: String?

      public init(
        submission: SubmissionID, outcome: SubmissionOutcome, contact: ContactID? = nil,
        thankYou: String? = nil
      ) {
        (self.submission, self.outcome) = (submission, outcome)
        (self.contact, self.thankYou) = (contact, thankYou)
      }
    }
    public static let name = "forms.submit"
    public static let summary =
      "Takes what somebody filled in: asks for a confirmation, subscribes, or has a ticket opened."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.staff, .frontend, .public]
    public static let errors: [ServiceError.Kind] = [.notFound, .invalid, .rejected]
  }

  /// The click of a double opt-in.
  public enum Confirm: Method {
    public struct Params: Codable, Sendable {
      public var token: String
      public var context: SubmissionContext?

      public init(token: String, context: SubmissionContext? = nil) {
        (self.token, self.context) = (token, context)
      }
    }
    public struct Result: Codable, Sendable {
      /// For server keys only.
      public var contact: ContactID?
      /// What the person is subscribed to by this click.
      public var topics: [Slug]
      /// When the first click came.
      public var confirmedAt: Timestamp
      public var form: Slug
      public var thankYou: String?

      public init(
        contact: ContactID? = nil, topics: [Slug], confirmedAt: Timestamp, form: Slug,
        thankYou: String? = nil
      ) {
        (self.contact, self.topics, self.confirmedAt) = (contact, topics, confirmedAt)
        (self.form, self.thankYou) = (form, thankYou)
      }
    }
    public static let name = "forms.confirm"
    public static let summary =
      "Confirms a submission by the link of its mail; a second click gives the same answer."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.staff, .frontend, .public]
    public static let errors: [ServiceError.Kind] = [.invalid, .rejected]
  }
}
