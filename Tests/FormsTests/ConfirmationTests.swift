import Engine
import Models
import Store
import Testing
import TestSupport
import Wire

@Suite(.databases) struct ConfirmationTests {
  @Test(arguments: Dialect.available)
  func `the click grants what was asked, with its proof, and confirms the contact`(
    dialect: Dialect
  ) throws {
    let shop = try Shop(dialect)
    let submitted = try shop.signUp(
      "ann@example.com", ["name": "Ann", "phone": "+4930123456", "size": "M"],
      topics: ["news", "offers"])
    try shop.town.advance(by: .hours(1))
    let confirmed = try shop.confirm(submitted.submission)
    #expect(confirmed.topics == ["news", "offers"])
    #expect(confirmed.confirmedAt == shop.town.clock.now())
    #expect(confirmed.contact == submitted.contact)

    let consents = try shop.town.events(FormsEvents.ConsentGranted.self)
    #expect(consents.map(\.wording) == ["Write me the news.", "Write me offers."])
    #expect(
      consents[0].proof
        == ConsentProof(ip: "192.0.2.7", source: "form newsletter", agent: "Browser/1"))
    #expect(
      shop.town.log("forms").suffix(5).map(\.type) == [
        "forms.contact.identified", "forms.contact.updated", "forms.consent.granted",
        "forms.consent.granted", "forms.contact.confirmed",
      ])
    let contact = try shop.town.call(
      FormsAPI.GetContact.self, .init(phone: try PhoneNumber(wire: "+4930123456")))
    #expect(contact.id == submitted.contact)
    #expect((contact.name, contact.confirmedAt) == ("Ann", confirmed.confirmedAt))
    #expect(contact.attributes == ["size": "M"])
    #expect(contact.subscriptions.map(\.state) == [.subscribed, .subscribed])
  }

  @Test(arguments: Dialect.available)
  func `a second click gives the first one's answer`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    let submitted = try shop.signUp()
    let first = try shop.confirm(submitted.submission, as: .browser)
    #expect(first.contact == nil)
    let told = shop.town.log("forms").count
    try shop.town.advance(by: .days(2))
    let second = try shop.confirm(submitted.submission, as: .browser)
    #expect(first.confirmedAt == second.confirmedAt)
    #expect(first.topics == second.topics)
    #expect(shop.town.log("forms").count == told)
    try shop.town.advance(by: .days(30))
    #expect(try shop.states(try #require(submitted.contact)) == ["news": .subscribed])
  }

  @Test(arguments: Dialect.available)
  func `whoever is confirmed can confirm another topic`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    let ann = try shop.subscribe()
    let second = try shop.signUp(topics: ["offers"])
    #expect(second.outcome == .awaitingConfirmation)
    #expect(try shop.states(ann) == ["news": .subscribed, "offers": .pending])
    #expect(try shop.confirm(second.submission).topics == ["offers"])
    #expect(try shop.states(ann) == ["news": .subscribed, "offers": .subscribed])
  }

  @Test(arguments: Dialect.available)
  func `any of two mails works`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    let (first, second) = (try shop.signUp(), try shop.signUp())
    #expect(try shop.confirm(second.submission).topics == ["news"])
    #expect(try shop.confirm(first.submission).topics == ["news"])
  }

  @Test(arguments: Dialect.available)
  func `an expired link is refused, by its token and by the submission`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    let submitted = try shop.signUp()
    let expiring = try shop.confirmToken(
      submitted.submission, until: shop.town.clock.now() + .days(7))
    let lasting = try shop.confirmToken(submitted.submission)
    try shop.town.advance(by: .days(8))
    for token in [expiring, lasting] {
      #expect(try shop.town.refusal(FormsAPI.Confirm.self, .init(token: token))?.kind == .rejected)
    }
    #expect(try shop.town.events(FormsEvents.ConsentGranted.self).isEmpty)
  }

  @Test func `a forged link is refused, and so is one of another purpose`() throws {
    let shop = try Shop()
    let submitted = try shop.signUp()
    var forged = try shop.confirmToken(submitted.submission)
    forged.append(forged.removeLast() == "A" ? "B" : "A")
    let other = try ServiceSettings.test.secret.mint(
      purpose: LinkPurpose.subscriptions.rawValue, LinkClaim(subject: submitted.submission.wire))
    let unknown = try shop.confirmToken(.placeholder)
    for token in [forged, other, unknown, "", "?"] {
      #expect(
        try shop.town.refusal(FormsAPI.Confirm.self, .init(token: token), as: .browser)?.kind
          == .rejected)
    }
  }

  @Test(arguments: Dialect.available)
  func `what was withdrawn before the click stays withdrawn`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    let submitted = try shop.signUp()
    _ = try shop.town.call(
      FormsAPI.SetSubscriptions.self, .init(contact: submitted.contact, all: false))
    let token = try shop.confirmToken(submitted.submission)
    #expect(try shop.town.refusal(FormsAPI.Confirm.self, .init(token: token))?.kind == .rejected)
    #expect(try shop.states(try #require(submitted.contact))["news"] == .unsubscribed)
  }

  @Test(arguments: Dialect.available)
  func `a second click does not undo a withdrawal, a new submission does`(
    dialect: Dialect
  ) throws {
    let shop = try Shop(dialect)
    let submitted = try shop.signUp()
    try shop.confirm(submitted.submission)
    let ann = try #require(submitted.contact)
    _ = try shop.town.call(FormsAPI.SetSubscriptions.self, .init(contact: ann, all: false))
    let token = try shop.confirmToken(submitted.submission)
    #expect(try shop.town.refusal(FormsAPI.Confirm.self, .init(token: token))?.kind == .rejected)

    let again = try shop.signUp()
    #expect(again.outcome == .awaitingConfirmation)
    #expect(try shop.states(ann)["news"] == .pending)
    try shop.confirm(again.submission)
    #expect(try shop.states(ann)["news"] == .subscribed)
  }

  @Test func `a form without consents confirms the address alone`() throws {
    let shop = try Shop()
    let submitted = try shop.signUp(topics: [])
    #expect(try shop.confirm(submitted.submission).topics == [])
    #expect(try shop.town.events(FormsEvents.ContactConfirmed.self).count == 1)
  }

  @Test(arguments: Dialect.available)
  func `a number that is somebody else's stays theirs`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    let number = try PhoneNumber(wire: "+4930123456")
    let ben = try shop.town.call(FormsAPI.PutContact.self, .init(phone: number, name: "Ben"))
    let submitted = try shop.signUp("ann@example.com", ["phone": "+4930123456"])
    #expect(submitted.contact != ben.id)
    try shop.confirm(submitted.submission)
    #expect(try shop.town.call(FormsAPI.GetContact.self, .init(phone: number)).id == ben.id)
  }
}
