import Models
import Store
import TestSupport
import Testing
import Wire

@Suite(.databases) struct AdmissionTests {
  @Test(arguments: Dialect.available)
  func `who agrees on the form is taken, and welcomed at once`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    try agency.agree(agency.ann)
    let letter = try #require(agency.letters().first)
    #expect(letter.template == "welcome")
    #expect((letter.class, letter.topic, letter.sender) == (.marketing, "news", "default"))
    #expect((letter.campaign, letter.journey, letter.step) == ("welcome", "welcome", 0))
    #expect(letter.recipient.contact == agency.ann)
    #expect(letter.recipient.email?.wire == "ann@example.com")
    #expect(letter.language == "en")
    #expect(letter.data == ["contact": ["name": "Ann", "city": "Bonn"]])
    #expect(letter.validUntil == nil)
    let enrolment = try #require(agency.enrolments(of: agency.ann).first)
    #expect(letter.enrolment == enrolment.id)
    #expect(letter.dedupeKey == "\(enrolment.id):0")
    #expect((enrolment.state, enrolment.step, enrolment.journeyVersion) == (.active, 1, 1))
    #expect(
      agency.story.suffix(3) == ["enrolment.started", "message.requested", "enrolment.advanced"])
    #expect(agency.town.log("campaigns").last?.contact == agency.ann.wire)
    #expect(agency.town.log("campaigns").last?.hops == 1)
  }

  @Test(arguments: Dialect.available)
  func `another form, another topic and events about nobody start nothing`(
    dialect: Dialect
  ) throws {
    let agency = try Agency(dialect)
    let before = agency.story
    try agency.agree(agency.ann, form: "support")
    try agency.agree(agency.ann, form: nil)
    try agency.agree(agency.ann, topic: "offers")
    try agency.tell(
      FormsEvents.ConsentGranted(
        consent: ConsentID(uuid: UUIDv7(milliseconds: 1, random: (0, 2))), contact: agency.ann,
        topic: "news", basis: .consent, wording: "", grantedAt: agency.town.clock.now(),
        origin: .form, proof: ConsentProof(source: ""), form: "newsletter", startsJourneys: true),
      about: "nobody")
    #expect(agency.story == before)
  }

  @Test(arguments: Dialect.available)
  func `nobody is welcomed twice`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    try agency.agree(agency.ann)
    try agency.agree(agency.ann)
    try agency.town.advance(by: .days(10))
    try agency.agree(agency.ann)
    #expect(try agency.enrolments(of: agency.ann).map(\.reason) == ["completed"])
    #expect(
      try agency.town.events(CampaignsEvents.EnrolmentDeclined.self).map(\.reason)
        == ["alreadyEnrolled", "alreadyEnrolled"])
    #expect(try agency.report().declined == ["alreadyEnrolled": 2])
  }

  @Test(arguments: Dialect.available)
  func `an import starts no journey`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    try agency.agree(agency.ann, startsJourneys: false)
    let declined = try #require(
      agency.town.events(CampaignsEvents.EnrolmentDeclined.self).first)
    #expect((declined.reason, declined.contact) == ("journeysNotWanted", agency.ann))
    #expect(try agency.letters().isEmpty)
    // Declined is not taken: a consent of their own starts it later.
    try agency.agree(agency.ann)
    #expect(try agency.letters().count == 1)
  }

  @Test(arguments: Dialect.available)
  func `a stopped campaign takes nobody`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    try agency.stop()
    try agency.agree(agency.ann)
    #expect(
      try agency.town.events(CampaignsEvents.EnrolmentDeclined.self).map(\.reason)
        == ["campaignStopped"])
  }

  @Test(arguments: Dialect.available)
  func `who has withdrawn is not taken until they agree again`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    try agency.put(
      .init(
        key: "care", campaign: "welcome", trigger: .init(event: TicketsEvents.TicketRated.type),
        steps: [JourneyStep(send: .init(template: "notice"))]))
    try agency.withdraw(agency.ann)
    try agency.rate(by: agency.ann)
    #expect(
      try agency.town.events(CampaignsEvents.EnrolmentDeclined.self).map(\.reason)
        == ["notSubscribed"])
    try agency.agree(agency.ann, form: nil)
    try agency.rate(by: agency.ann)
    let letter = try #require(agency.letters().first)
    #expect((letter.template, letter.class) == ("notice", .service))
  }

  @Test(arguments: Dialect.available)
  func `one event can start several journeys`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    var params = Agency.welcomeJourney
    params.key = "second"
    try agency.put(params)
    try agency.agree(agency.ann)
    #expect(try agency.enrolments(of: agency.ann).map(\.journey) == ["welcome", "second"])
  }

  @Test(arguments: Dialect.available)
  func `a contact is written to as they are known by then`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    let zoe = ContactID(uuid: UUIDv7(milliseconds: 1_000, random: (0, 3)))
    try agency.agree(zoe)
    #expect(try agency.letters().last?.recipient == Recipient(contact: zoe))
    let identity = Identity(kind: .email, value: "zoe@exämple.org")
    try agency.tell(
      FormsEvents.ContactIdentified(contact: zoe, identity: identity), about: zoe.wire,
      contact: zoe)
    try agency.town.advance(by: .days(3))
    #expect(try agency.letters().last?.recipient.email?.wire == "zoe@exämple.org")
  }
}

extension Agency {
  /// Somebody rates a ticket of theirs.
  fileprivate func rate(by contact: ContactID) throws {
    let ticket = Ticket(
      id: TicketID(uuid: UUIDv7(milliseconds: 1, random: (0, 1))), number: 1, subject: "Lamp",
      status: .closed, priority: .normal, queue: "default", channel: .email,
      requester: Recipient(contact: contact), openedAt: town.clock.now(), version: 1)
    try tell(
      TicketsEvents.TicketRated(ticket: try Encoded(ticket), score: 5), about: ticket.id.wire,
      contact: contact)
  }
}
