import Engine
import FormsService
import Models
import Store
import Testing
import TestSupport
import Wire

/// The shop with its forms: `newsletter` (double opt-in), `offers` (single opt-in), `support`
/// (ticket) and `rating` (survey); topics `news` and `offers`, both by consent, and `account`, which
/// customers hear of anyway.
struct Shop {
  let town: Town

  init(_ dialect: Dialect = .sqlite) throws {
    town = try Town(dialect) { [FormsService.service(.test)] }
    for (key, name, basis) in [
      ("news", "News", LawfulBasis.consent), ("offers", "Offers", .consent),
      ("account", "Your account", .existingCustomer),
    ] {
      _ = try town.call(
        FormsAPI.PutTopic.self, .init(key: try Slug(wire: key), name: name, basis: basis))
    }
    for form in [Self.newsletter, Self.offers, Self.support, Self.rating] {
      _ = try town.call(FormsAPI.PutForm.self, form)
    }
  }

  static let newsletter = FormsAPI.PutForm.Params(
    key: "newsletter", kind: .doubleOptIn, title: "Newsletter",
    fields: [
      FormField(key: "email", type: .email, label: "E-mail", required: true),
      FormField(key: "name", type: .text, label: "Name"),
      FormField(key: "phone", type: .phone, label: "Telephone"),
      FormField(key: "size", type: .select, label: "Size", options: ["S", "M"]),
    ],
    consents: [
      FormConsent(topic: "news", wording: "Write me the news."),
      FormConsent(topic: "offers", wording: "Write me offers."),
    ],
    thankYou: "Thank you!")

  static let offers = FormsAPI.PutForm.Params(
    key: "offers", kind: .singleOptIn, title: "Offers",
    fields: [
      FormField(key: "email", type: .email, label: "E-mail", required: true),
      FormField(key: "name", type: .text, label: "Name"),
    ],
    consents: [FormConsent(topic: "offers", wording: "Write me offers at once.")])

  static let support = FormsAPI.PutForm.Params(
    key: "support", kind: .ticket, title: "Support",
    fields: [
      FormField(key: "email", type: .email, label: "E-mail", required: true),
      FormField(key: "subject", type: .text, label: "Subject", required: true),
      FormField(key: "body", type: .textarea, label: "What happened?", required: true),
    ], queue: "default")

  static let rating = FormsAPI.PutForm.Params(
    key: "rating", kind: .survey, title: "How did we do?",
    fields: [FormField(key: "score", type: .nps, label: "Score", required: true)])

  func signUp(
    _ email: String = "ann@example.com", _ more: [String: JSON] = [:],
    topics: [Slug] = ["news"], form: Slug = "newsletter", version: Int? = nil,
    as caller: Caller = .local
  ) throws -> FormsAPI.Submit.Result {
    try town.call(
      FormsAPI.Submit.self,
      .init(
        form: form, values: more.merging(["email": .string(email)]) { $1 }, consents: topics,
        formVersion: version,
        context: SubmissionContext(ip: "192.0.2.1", url: "https://shop.example/news")),
      as: caller)
  }

  func confirmToken(_ submission: SubmissionID, until expiresAt: Timestamp? = nil) throws -> String
  {
    try ServiceSettings.test.secret.mint(
      purpose: LinkPurpose.confirm.rawValue,
      LinkClaim(subject: submission.wire, expiresAt: expiresAt))
  }

  @discardableResult
  func confirm(
    _ submission: SubmissionID, as caller: Caller = .local
  ) throws -> FormsAPI.Confirm.Result {
    try town.call(
      FormsAPI.Confirm.self,
      .init(
        token: try confirmToken(submission),
        context: SubmissionContext(ip: "192.0.2.7", userAgent: "Browser/1")),
      as: caller)
  }

  /// Signs somebody up and follows the link.
  func subscribe(_ email: String = "ann@example.com", topics: [Slug] = ["news"]) throws -> ContactID
  {
    let submitted = try signUp(email, topics: topics)
    try confirm(submitted.submission)
    return try #require(submitted.contact)
  }

  func subscriptionsToken(_ contact: ContactID, topic: Slug? = nil) throws -> String {
    try ServiceSettings.test.secret.mint(
      purpose: LinkPurpose.subscriptions.rawValue,
      LinkClaim(subject: contact.wire, topic: topic, message: MessageID.placeholder.wire))
  }

  func states(_ contact: ContactID) throws -> [Slug: Subscription.State] {
    let result = try town.call(FormsAPI.GetSubscriptions.self, .init(contact: contact))
    return Dictionary(uniqueKeysWithValues: result.topics.map { ($0.topic, $0.state) })
  }

  var mails: [MessageRequest] {
    get throws { try town.events(FormsEvents.MessageRequested.self).map(\.message) }
  }
}

extension Caller {
  /// A browser on the shop's pages.
  static let browser = Caller(key: "site", scopes: [.public])
}

extension ServiceError {
  /// What is wrong, as `path rule`.
  var flaws: [String] { violations.map { "\($0.path) \($0.rule)" } }
}
