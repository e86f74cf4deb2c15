import CampaignsService
import Engine
import Models
import Store
import TestSupport
import Wire

/// A town with a campaigns service alone; what forms and notifications tell is made up.
///
/// There are the topics `news` and `offers`, the sender `default`, the forms `newsletter` and
/// `support`, templates of all classes, and the customers Ann and Ben. The campaign `welcome` has the
/// journey `welcome`: a mail at once, three days later another.
struct Agency {
  let town: Town
  let ann = Self.contact(1)
  let ben = Self.contact(2)

  init(_ dialect: Dialect, isConfigured: Bool = true) throws {
    town = try Town(dialect) { [CampaignsService.service(.test)] }
    for topic: Slug in ["news", "offers"] { try add(topic: topic) }
    for form: Slug in ["newsletter", "support"] { try add(form: form) }
    try tell(NotificationsEvents.SenderChanged(key: "default"), about: "default")
    try add(template: "welcome", .marketing, topic: "news")
    try add(template: "tips", .marketing, topic: "news")
    try add(template: "bargains", .marketing, topic: "offers")
    try add(template: "notice", .service)
    try add(template: "receipt", .transactional)
    try know(ann, name: "Ann", email: "ann@example.com")
    try know(ben, name: "Ben", email: "ben@example.com", phone: "+4930123456")
    guard isConfigured else { return }
    try put(Self.welcomeCampaign)
    try put(Self.welcomeJourney)
  }

  static let welcomeCampaign = CampaignsAPI.PutCampaign.Params(
    key: "welcome", name: "Welcome", topic: "news", sender: "default",
    budget: Money(amount: 50_000, currency: "EUR"))

  static let welcomeJourney = CampaignsAPI.PutJourney.Params(
    key: "welcome", campaign: "welcome",
    trigger: JourneyTrigger(event: FormsEvents.ConsentGranted.type, form: "newsletter"),
    steps: [
      JourneyStep(send: .init(template: "welcome")), JourneyStep(wait: .days(3)),
      JourneyStep(send: .init(template: "tips", validFor: .days(2))),
    ])

  private static func contact(_ number: UInt64) -> ContactID {
    ContactID(uuid: UUIDv7(milliseconds: 1_000, random: (0, number)))
  }

  @discardableResult
  func put(_ campaign: CampaignsAPI.PutCampaign.Params) throws -> Campaign {
    try town.call(CampaignsAPI.PutCampaign.self, campaign)
  }

  @discardableResult
  func put(_ journey: CampaignsAPI.PutJourney.Params) throws -> Journey {
    try town.call(CampaignsAPI.PutJourney.self, journey)
  }

  @discardableResult
  func pause(_ key: Slug = "welcome") throws -> CampaignsAPI.Standing {
    try town.call(CampaignsAPI.PauseCampaign.self, .init(key: key, reason: "a wrong price"))
  }

  @discardableResult
  func resume(_ key: Slug = "welcome") throws -> CampaignsAPI.Standing {
    try town.call(CampaignsAPI.ResumeCampaign.self, .init(key: key, reason: "put right"))
  }

  @discardableResult
  func stop(_ key: Slug = "welcome") throws -> CampaignsAPI.Standing {
    try town.call(CampaignsAPI.StopCampaign.self, .init(key: key, reason: "it is over"))
  }

  func report(from: Timestamp? = nil, to: Timestamp? = nil) throws -> CampaignReport {
    try town.call(CampaignsAPI.ReportCampaign.self, .init(key: "welcome", from: from, to: to))
  }

  func enrolments(of contact: ContactID) throws -> [Enrolment] {
    try town.call(CampaignsAPI.ListEnrolments.self, .init(contact: contact)).items
  }

  /// The messages wanted so far.
  func letters() throws -> [MessageRequest] {
    try town.events(CampaignsEvents.MessageRequested.self).map(\.message)
  }

  /// The types of the campaigns log's events so far, without the service's name.
  var story: [String] {
    town.log("campaigns").map { String($0.type.dropFirst("campaigns.".count)) }
  }
}

/// What the other services tell.
extension Agency {
  func tell<E: Event>(_ event: E, about subject: String, contact: ContactID? = nil) throws {
    let service = String(E.type.prefix { $0 != "." })
    try town.deliver(event, from: service, subject: subject, contact: contact?.wire)
  }

  func add(topic: Slug) throws {
    let topic = Topic(
      key: topic, name: topic.wire, basis: .consent, tracking: .aggregate, version: 1)
    try tell(FormsEvents.TopicChanged(topic: topic), about: topic.key.wire)
  }

  func add(form: Slug) throws {
    let form = Form(
      key: form, kind: .doubleOptIn, title: form.wire, fields: [], consents: [], version: 1)
    try tell(FormsEvents.FormChanged(form: form), about: form.key.wire)
  }

  func add(template: Slug, _ class: MessageClass, topic: Slug? = nil) throws {
    let event = NotificationsEvents.TemplateChanged(
      key: template, class: `class`, channel: .email, topic: topic, version: 1)
    try tell(event, about: template.wire)
  }

  func know(
    _ id: ContactID, name: String, email: String, phone: String? = nil
  ) throws {
    let contact = Contact(
      id: id, name: name, language: "en", attributes: ["city": "Bonn"],
      identities: [Identity(kind: .email, value: email)]
        + (phone.map { [Identity(kind: .phone, value: $0)] } ?? []),
      createdAt: town.clock.now(), version: 1)
    try tell(FormsEvents.ContactCreated(contact: contact), about: id.wire, contact: id)
  }

  /// Somebody agrees to hear about a topic.
  func agree(
    _ contact: ContactID, topic: Slug = "news", form: Slug? = "newsletter",
    startsJourneys: Bool = true
  ) throws {
    let event = FormsEvents.ConsentGranted(
      consent: ConsentID(uuid: UUIDv7(milliseconds: 1, random: (0, 1))), contact: contact,
      topic: topic, basis: .consent, wording: "Write me.", grantedAt: town.clock.now(),
      origin: .form, proof: ConsentProof(source: "newsletter"), form: form,
      startsJourneys: startsJourneys)
    try tell(event, about: contact.wire, contact: contact)
  }

  /// Somebody does not want to hear about a topic any more.
  func withdraw(_ contact: ContactID, topic: Slug = "news", by message: MessageID? = nil) throws {
    try tell(
      FormsEvents.ConsentWithdrawn(contact: contact, topic: topic, message: message),
      about: contact.wire, contact: contact)
  }

  /// Something becomes of a message.
  func settle<E: Event>(
    _ letter: MessageRequest, _ event: (NotificationsEvents.Fact) -> E
  ) throws {
    let fact = fact(letter)
    try tell(event(fact), about: fact.message.wire, contact: fact.contact)
  }

  /// What notifications says of a message; its id is made from its request's.
  func fact(_ letter: MessageRequest) -> NotificationsEvents.Fact {
    NotificationsEvents.Fact(
      message: message(letter), request: letter.request, source: "campaigns",
      class: letter.class, channel: letter.channel, template: letter.template,
      contact: letter.recipient.contact, topic: letter.topic, campaign: letter.campaign,
      journey: letter.journey, step: letter.step, enrolment: letter.enrolment)
  }

  func message(_ letter: MessageRequest) -> MessageID {
    let suffix = letter.request.wire.drop { $0 != "_" }
    guard let id = try? MessageID(wire: "message" + suffix) else {
      preconditionFailure("\(letter.request) is no request")
    }
    return id
  }
}

extension ServiceError {
  /// Where its violations are, and which rules they break.
  var rules: [String] { violations.map { "\($0.path) \($0.rule)" } }
}
