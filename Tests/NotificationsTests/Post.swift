import Engine
import Mail
import Models
import Store
import Synchronization
import TestSupport
import Wire

@testable import NotificationsService

/// A way out that does what the test says, and remembers what went through it.
final class ScriptedOutbound: Outbound {
  let provider: Slug = "smtp"
  let kind = Provider.Kind.smtp
  private let script = Mutex<[Delivered]>([])
  private let parcels = Mutex<[Parcel]>([])

  /// What happens next, in order; afterwards everything is accepted.
  func next(_ outcomes: Delivered...) {
    script.withLock { $0 += outcomes }
  }

  /// The mails handed over so far.
  var mails: [ParsedMail] {
    parcels.withLock { $0 }.map { MIME.parse($0.mail) }
  }

  func open() -> any OutboundLine { Line(outbound: self) }

  private struct Line: OutboundLine {
    let outbound: ScriptedOutbound

    func send(_ parcel: Parcel, pointOfNoReturn: () -> Bool) -> Delivered {
      let outcome = outbound.script.withLock { $0.isEmpty ? nil : $0.removeFirst() }
      switch outcome ?? .accepted(answer: "250 2.0.0 queued") {
      case .accepted(let answer):
        guard pointOfNoReturn() else { return .withdrawn }
        outbound.parcels.withLock { $0.append(parcel) }
        return .accepted(answer: answer)
      case .unknown(let reason):
        guard pointOfNoReturn() else { return .withdrawn }
        outbound.parcels.withLock { $0.append(parcel) }
        return .unknown(reason: reason)
      case let other: return other
      }
    }
  }
}

/// The notifications service alone in town, with the people and things every test knows; what the
/// other services would tell is told by hand.
struct Post {
  static let ann = ContactID(uuid: UUIDv7(milliseconds: 1, random: (0, 1)))
  static let annAddress = try! EmailAddress(wire: "ann@example.com")
  static let ticketID = TicketID(uuid: UUIDv7(milliseconds: 1, random: (0, 2)))

  let town: Town
  let outbound = ScriptedOutbound()

  init(_ dialect: Dialect = .sqlite, captures: Bool = false) throws {
    let scripted = outbound
    town = try Town(dialect) {
      [
        NotificationsService.service(
          NotificationsSettings(service: .test), outbound: captures ? nil : scripted)
      ]
    }
  }

  /// The service's courier, for tests that look between its steps.
  var delivery: Delivery {
    Delivery(composition: Composition(links: Links(.test)), outbound: outbound)
  }

  /// Starts the service once more over its tables, with another sender in its configuration.
  func restart(defaultSender: Mailbox) throws {
    let service = NotificationsService.service(
      NotificationsSettings(service: .test, defaultSender: defaultSender), outbound: outbound)
    try town.errand(of: "notifications") { try service.start($0) }
  }

  // MARK: What is configured

  static func putDefaultSender(
    postalAddress: String? = "1 Main Street"
  ) throws -> NotificationsAPI.PutSender.Params {
    .init(
      key: "default", name: "Example Shop", address: try EmailAddress(wire: "shop@shop.example"),
      postalAddress: postalAddress)
  }

  static func putWelcome(
    language: String? = nil, subject: String = "Welcome", html: String? = nil
  ) -> NotificationsAPI.PutTemplate.Params {
    .init(
      key: "welcome", class: .marketing, topic: "news", language: language, subject: subject,
      text: "Hello {{name}}\n{{links.unsubscribe}}\n{{sender.postalAddress}}", html: html)
  }

  /// Sender, template, topic, Ann, and her consent.
  func openForBusiness(tracking: Tracking = .aggregate, html: String? = nil) throws {
    _ = try town.call(NotificationsAPI.PutSender.self, try Self.putDefaultSender())
    _ = try town.call(NotificationsAPI.PutTemplate.self, Self.putWelcome(html: html))
    try topic(tracking: tracking)
    try annIsKnown()
    try annSubscribes()
    try campaign(.running)
  }

  // MARK: What the others tell

  func topic(basis: LawfulBasis = .consent, tracking: Tracking = .aggregate) throws {
    let topic = Topic(key: "news", name: "News", basis: basis, tracking: tracking, version: 1)
    try town.deliver(FormsEvents.TopicChanged(topic: topic), from: "forms", subject: "news")
  }

  func annIsKnown(language: String? = nil) throws {
    let contact = Contact(
      id: Self.ann, name: "Ann", language: language,
      identities: [Identity(kind: .email, value: Self.annAddress.wire)],
      createdAt: town.clock.now(), version: 1)
    try town.deliver(
      FormsEvents.ContactCreated(contact: contact), from: "forms", subject: Self.ann.wire)
  }

  func annSubscribes() throws {
    let event = FormsEvents.ConsentGranted(
      consent: ConsentID(uuid: UUIDv7(milliseconds: 1, random: (0, 9))), contact: Self.ann,
      topic: "news", basis: .consent, wording: "Send me news", grantedAt: town.clock.now(),
      origin: .form, proof: ConsentProof(source: "form"), startsJourneys: true)
    try town.deliver(event, from: "forms", subject: Self.ann.wire)
  }

  func annUnsubscribes() throws {
    try town.deliver(
      FormsEvents.ConsentWithdrawn(contact: Self.ann, topic: "news"), from: "forms",
      subject: Self.ann.wire)
  }

  func campaign(_ state: Campaign.State) throws {
    let campaign = Campaign(
      key: "welcome", name: "Welcome", topic: "news", sender: "default", state: state, version: 1)
    try town.deliver(
      CampaignsEvents.CampaignChanged(campaign: campaign), from: "campaigns", subject: "welcome")
  }

  func campaignPauses() throws {
    try town.deliver(
      CampaignsEvents.CampaignPaused(campaign: "welcome", reason: "typo"), from: "campaigns",
      subject: "welcome")
  }

  func campaignResumes() throws {
    try town.deliver(
      CampaignsEvents.CampaignResumed(campaign: "welcome", reason: "fixed"), from: "campaigns",
      subject: "welcome")
  }

  func ticket(_ status: TicketStatus, version: Int = 1) throws -> Encoded<Ticket> {
    try Encoded(
      Ticket(
        id: Self.ticketID, number: 7, subject: "Broken", status: status, priority: .normal,
        queue: "default", channel: .form,
        requester: Recipient(contact: Self.ann, email: Self.annAddress),
        openedAt: town.clock.now(), version: version))
  }

  func ticketOpens() throws {
    try town.deliver(
      TicketsEvents.TicketOpened(ticket: try ticket(.new), body: "Help"), from: "tickets",
      subject: Self.ticketID.wire)
  }

  func ticketCloses() throws {
    try town.deliver(
      TicketsEvents.TicketClosed(ticket: try ticket(.closed, version: 2), outcome: "solved"),
      from: "tickets", subject: Self.ticketID.wire)
  }

  // MARK: What is wanted

  /// The same key is the same message.
  func wish(
    _ key: String = "one", class: MessageClass = .transactional,
    template: Slug = "system.confirmation", topic: Slug? = nil, campaign: Slug? = nil,
    validUntil: Timestamp? = nil
  ) -> MessageRequest {
    let number = key.utf8.reduce(UInt64(0)) { $0 &* 31 &+ UInt64($1) }
    return MessageRequest(
      request: MessageRequestID(uuid: UUIDv7(milliseconds: 1, random: (0, number))),
      class: `class`, template: template,
      recipient: Recipient(contact: Self.ann, email: Self.annAddress, name: "Ann"),
      dedupeKey: key, topic: topic, data: ["form": ["title": "Newsletter"]],
      links: template == "system.confirmation"
        ? [LinkRequest(purpose: .confirm, subject: "submission_1")] : nil,
      automatic: campaign == nil, validUntil: validUntil, campaign: campaign)
  }

  func newsletter(_ key: String = "news", validUntil: Timestamp? = nil) -> MessageRequest {
    wish(
      key, class: .marketing, template: "welcome", topic: "news", campaign: "welcome",
      validUntil: validUntil)
  }

  /// A message of this class from the service that sends such.
  func wants(_ class: MessageClass) throws {
    switch `class` {
    case .transactional, .other: try formsWants(wish())
    case .service: try ticketsWants(wish(class: .service, template: "system.rating"))
    case .marketing: try campaignsWants(newsletter())
    }
  }

  func formsWants(_ request: MessageRequest, seen: [String: Int64] = [:]) throws {
    try town.deliver(
      FormsEvents.MessageRequested(message: request), from: "forms",
      subject: request.request.wire, seen: seen)
  }

  func ticketsWants(_ request: MessageRequest) throws {
    try town.deliver(
      TicketsEvents.MessageRequested(message: request), from: "tickets",
      subject: request.request.wire)
  }

  func campaignsWants(_ request: MessageRequest) throws {
    try town.deliver(
      CampaignsEvents.MessageRequested(message: request), from: "campaigns",
      subject: request.request.wire)
  }

  // MARK: What became of it

  /// The newest message.
  func message() throws -> MessageRecord {
    guard let newest = try messages().first else {
      throw ServiceError.notFound("no message was asked for")
    }
    return newest
  }

  func messages() throws -> [MessageRecord] {
    try town.call(NotificationsAPI.ListMessages.self, .init()).items
  }
}
