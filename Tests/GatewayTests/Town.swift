import Gateway
import Models
import Wire

/// The shop that all tests visit.
enum Town {
  static let newsletter = Form(
    key: "newsletter", kind: .doubleOptIn, title: "Newsletter",
    fields: [
      FormField(key: "email", type: .email, label: "Email", required: true),
      FormField(key: "name", type: .text, label: "Name"),
    ],
    consents: [
      FormConsent(
        topic: "news", wording: "Send me the news.", privacyUrl: "https://shop.example/privacy")
    ],
    thankYou: "See you soon.", version: 3)

  static let support = Form(
    key: "support", kind: .ticket, title: "Ask us",
    fields: [
      FormField(key: "email", type: .email, label: "Email", required: true),
      FormField(key: "phone", type: .phone, label: "Phone"),
      FormField(
        key: "matter", type: .select, label: "Matter", required: true,
        options: ["Delivery", "Returns & <refunds>"]),
      FormField(key: "body", type: .textarea, label: "Your question", required: true),
      FormField(key: "urgent", type: .checkbox, label: "It is urgent"),
      FormField(key: "visit", type: .rating, label: "How was your visit?"),
      FormField(key: "source", type: .hidden, label: "Source"),
    ],
    consents: [], version: 1)

  static let submission = FormsAPI.Submit.Result(
    submission: .placeholder, outcome: .awaitingConfirmation)

  static let subscriptions = FormsAPI.Subscriptions(
    topics: [
      Subscription(topic: "news", name: "News", state: .subscribed, since: noon),
      Subscription(topic: "offers", name: "Offers", state: .unsubscribed, since: noon),
    ], topic: "news")

  static let noon = try! Timestamp(wire: "2026-11-21T12:00:00Z")

  static func ticket(score: Int? = nil, _ status: TicketStatus = .open) -> TicketsAPI.Show.Result {
    TicketsAPI.Show.Result(
      number: 12, subject: "Where is my parcel?", status: status, replyDueAt: noon, score: score,
      messages: [
        .init(fromCustomer: true, name: nil, body: "It is late.", at: noon),
        .init(fromCustomer: false, name: "Mia", body: "We are looking.", at: noon),
      ])
  }

  /// What a double click, or a scanner, could send to every page.
  static let hostile = #""><script>alert(1)</script>'&"# + "\"\u{301} onfocus=\"x"
}

extension GatewaySettings {
  static func with(_ change: (inout GatewaySettings) throws -> Void) rethrows -> GatewaySettings {
    var settings = GatewaySettings()
    try change(&settings)
    return settings
  }

  static let capturing = GatewaySettings.with { $0.capturesMail = true }
}
