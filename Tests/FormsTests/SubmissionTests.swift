import Engine
import Models
import Store
import Testing
import TestSupport
import Wire

@Suite(.databases) struct SubmissionTests {
  @Test(arguments: Dialect.available)
  func `a double opt-in waits for the click and asks for the mail`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    let submitted = try shop.signUp("Ann@Example.com", ["name": "Ann", "size": "M"])
    #expect(submitted.outcome == .awaitingConfirmation)
    #expect(submitted.thankYou == "Thank you!")
    let contact = try #require(submitted.contact)
    #expect(try shop.states(contact) == ["news": .pending])

    let received = try #require(try shop.town.events(FormsEvents.SubmissionReceived.self).first)
    #expect(received.values == ["email": "Ann@example.com", "name": "Ann", "size": "M"])
    #expect((received.formVersion, received.contact) == (1, contact))
    let requested = try #require(try shop.town.events(FormsEvents.ConfirmationRequested.self).first)
    #expect(requested.expiresAt == shop.town.clock.now() + .days(7))

    let mail = try #require(try shop.mails.first)
    #expect(
      (mail.class, mail.template, mail.channel) == (.transactional, "system.confirmation", .email))
    #expect(mail.recipient.email?.wire == "Ann@example.com")
    #expect(
      mail.links == [
        LinkRequest(
          purpose: .confirm, subject: submitted.submission.wire, expiresAt: requested.expiresAt)
      ])
    #expect(mail.data["form"] == .object(["title": "Newsletter"]))
    let envelopes = shop.town.log("forms").suffix(4)
    #expect(
      envelopes.map(\.type) == [
        "forms.contact.created", "forms.submission.received", "forms.confirmation.requested",
        "forms.message.requested",
      ])
    #expect(envelopes.allSatisfy { $0.contact == contact.wire })
  }

  @Test(arguments: Dialect.available)
  func `what is wrong is told at once and changes nothing`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    let told = shop.town.log("forms").count
    let refusal = try shop.town.refusal(
      FormsAPI.Submit.self,
      .init(
        form: "newsletter", values: ["email": "ann", "size": "XL", "age": 3],
        consents: ["news", "account"], language: "?",
        context: SubmissionContext(ip: String(repeating: "1", count: 2_001))))
    #expect(refusal?.kind == .invalid)
    #expect(
      refusal?.flaws == [
        "/values/email email", "/values/size option", "/values/age unknown", "/consents/1 topic",
        "/language language", "/context/ip length",
      ])
    #expect(shop.town.log("forms").count == told)
  }

  @Test func `a form or version that is not there is refused`() throws {
    let shop = try Shop()
    #expect(throws: ServiceError.notFound("There is no form gossip.")) {
      try shop.signUp(form: "gossip")
    }
    let version = try shop.town.refusal(
      FormsAPI.Submit.self,
      .init(form: "newsletter", values: ["email": "ann@example.com"], formVersion: 2))
    #expect(version?.flaws == ["/formVersion version"])
  }

  @Test(arguments: Dialect.available)
  func `an earlier version is taken with its own words`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    var changed = Shop.newsletter
    changed.consents = [FormConsent(topic: "news", wording: "Other words.")]
    _ = try shop.town.call(FormsAPI.PutForm.self, changed)
    let old = try shop.signUp("ann@example.com", version: 1)
    let new = try shop.signUp("ben@example.com")
    try shop.confirm(old.submission)
    try shop.confirm(new.submission)
    let granted = try shop.town.events(FormsEvents.ConsentGranted.self)
    #expect(granted.map(\.wording) == ["Write me the news.", "Other words."])
    #expect(granted.map(\.formVersion) == [1, 2])
  }

  @Test func `a form that became one of another kind takes no earlier version`() throws {
    let shop = try Shop()
    var changed = Shop.offers
    changed.kind = .doubleOptIn
    _ = try shop.town.call(FormsAPI.PutForm.self, changed)
    let refusal = try shop.town.refusal(
      FormsAPI.Submit.self,
      .init(form: "offers", values: ["email": "ann@example.com"], formVersion: 1))
    #expect(refusal?.kind == .rejected)
  }

  @Test(arguments: Dialect.available)
  func `sending it in again sends the mail again, three times a day`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    for _ in 1...5 {
      #expect(try shop.signUp(as: .browser).outcome == .awaitingConfirmation)
    }
    #expect(try shop.mails.count == 3)
    #expect(try shop.town.events(FormsEvents.ContactCreated.self).count == 1)
    try shop.town.advance(by: .days(1))
    _ = try shop.signUp("ANN@example.com")
    #expect(try shop.mails.count == 4)
  }

  @Test(arguments: Dialect.available)
  func `who has everything already gets no mail, and a browser does not learn of it`(
    dialect: Dialect
  ) throws {
    let shop = try Shop(dialect)
    _ = try shop.subscribe()
    let browser = try shop.signUp(as: .browser)
    let stranger = try shop.signUp("ben@example.com", as: .browser)
    #expect(browser.outcome == stranger.outcome)
    #expect(browser.contact == nil && stranger.contact == nil)
    #expect(try shop.signUp().outcome == .accepted)
    #expect(try shop.mails.map(\.recipient.email?.wire) == ["ann@example.com", "ben@example.com"])
  }

  @Test(arguments: Dialect.available)
  func `nobody clicks, and what was filled in is forgotten`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    let submitted = try shop.signUp()
    let contact = try #require(submitted.contact)
    try shop.town.advance(by: .days(6))
    #expect(try shop.states(contact) == ["news": .pending])
    try shop.town.advance(by: .days(1))
    #expect(try shop.states(contact) == [:])
    let kept = try shop.town.errand(of: "forms") { context -> String? in
      try context.tx.scalar("SELECT answers FROM submission WHERE id = \(submitted.submission)")
    }
    #expect(kept == "{}")
  }

  @Test(arguments: Dialect.available)
  func `a single opt-in is granted at once`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    let submitted = try shop.signUp(topics: ["offers"], form: "offers")
    #expect(submitted.outcome == .accepted)
    #expect(try shop.states(try #require(submitted.contact)) == ["offers": .subscribed])
    let consent = try #require(try shop.town.events(FormsEvents.ConsentGranted.self).first)
    #expect(consent.wording == "Write me offers at once.")
    #expect((consent.form, consent.formVersion) == ("offers", 1))
    #expect(consent.submission == submitted.submission)
    #expect(consent.proof == ConsentProof(ip: "192.0.2.1", source: "https://shop.example/news"))
    #expect(consent.origin == .form && consent.startsJourneys)
    #expect(try shop.mails.isEmpty)
  }

  @Test(arguments: Dialect.available)
  func `a ticket form asks for a ticket`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    let submitted = try shop.signUp(
      "zoe@exämple.org", ["subject": "Broken cup", "body": "It\nbroke."], topics: [],
      form: "support")
    #expect(submitted.outcome == .ticketRequested)
    let event = try #require(try shop.town.events(FormsEvents.SubmissionReceived.self).first)
    #expect((event.kind, event.queue, event.outcome) == (.ticket, "default", .ticketRequested))
    #expect(event.recipient?.email?.wire == "zoe@exämple.org")
    #expect(event.recipient?.contact == submitted.contact)
    let contact = try shop.town.call(FormsAPI.GetContact.self, .init(contact: submitted.contact))
    #expect(contact.attributes.isEmpty)
  }

  @Test(arguments: Dialect.available)
  func `a survey keeps its answers without a name`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    let answered = try shop.town.call(
      FormsAPI.Submit.self, .init(form: "rating", values: ["score": "9"]))
    #expect(answered.outcome == .accepted && answered.contact == nil)
    let event = try #require(try shop.town.events(FormsEvents.SubmissionReceived.self).first)
    #expect(event.values == ["score": 9])
    #expect(shop.town.log("forms").last?.contact == nil)
  }

  @Test(arguments: Dialect.available)
  func `a stranger adds nothing to somebody who is known`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    let ann = try shop.subscribe()
    _ = try shop.signUp(
      "ann@example.com", ["name": "Mallory"], topics: [], form: "offers", as: .browser)
    _ = try shop.signUp(
      "ann@example.com", ["name": "Mallory", "phone": "+4930999999", "size": "S"],
      topics: ["offers"], as: .browser)
    let contact = try shop.town.call(FormsAPI.GetContact.self, .init(contact: ann))
    #expect(contact.name == nil && contact.attributes.isEmpty)
    #expect(contact.identities.map(\.value) == ["ann@example.com"])
  }

  @Test func `a submission with a key is one submission`() throws {
    let shop = try Shop()
    let params = FormsAPI.Submit.Params(form: "newsletter", values: ["email": "ann@example.com"])
    let first = try shop.town.call(FormsAPI.Submit.self, params, key: "once")
    let second = try shop.town.call(FormsAPI.Submit.self, params, key: "once")
    #expect(first.submission == second.submission)
    #expect(try shop.mails.count == 1)
  }
}
