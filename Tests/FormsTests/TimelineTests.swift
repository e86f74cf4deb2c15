import Models
import Store
import Testing
import TestSupport
import Wire

@Suite(.databases) struct TimelineTests {
  private func opened(
    _ requester: Recipient, number: Int = 7
  ) throws -> TicketsEvents.TicketOpened {
    TicketsEvents.TicketOpened(
      ticket: try Encoded(
        Ticket(
          id: .placeholder, number: number, subject: "Broken cup", status: .new, priority: .normal,
          queue: "default", channel: .phone, requester: requester,
          openedAt: VirtualClock.start, version: 1)),
      body: "It broke.")
  }

  private func timeline(_ shop: Shop, _ contact: ContactID) throws -> [String] {
    try shop.town.call(FormsAPI.ContactTimeline.self, .init(contact: contact)).items.map(\.summary)
  }

  @Test(arguments: Dialect.available)
  func `a timeline tells of all services, newest first`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    let submitted = try shop.signUp()
    let ann = try #require(submitted.contact)
    try shop.town.advance(by: .hours(1))
    try shop.confirm(submitted.submission)
    try shop.town.advance(by: .hours(1))
    try shop.town.deliver(
      try opened(Recipient(contact: ann)), from: "tickets", subject: "t", contact: ann.wire)
    #expect(
      try timeline(shop, ann) == [
        "Opened ticket #7: Broken cup", "Confirmed the form newsletter for news",
        "Subscribed to news (consent, by form)", "Details changed",
        "Is to get the message system.confirmation", "Was asked to confirm news",
        "Filled in “Newsletter”", "Became known",
      ])
  }

  @Test(arguments: Dialect.available)
  func `a timeline is read page by page`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    let ann = try shop.subscribe()
    let all = try timeline(shop, ann)
    var paged: [String] = []
    var after: String?
    repeat {
      let page = try shop.town.call(
        FormsAPI.ContactTimeline.self, .init(contact: ann, after: after, limit: 2))
      paged += page.items.map(\.summary)
      after = page.next
    } while after != nil
    #expect(paged == all)
    #expect(
      try shop.town.refusal(FormsAPI.ContactTimeline.self, .init(contact: ann, after: "?"))?.flaws
        == ["/after cursor"])
  }

  @Test(arguments: Dialect.available)
  func `whoever opens a ticket becomes a contact with a timeline`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    let requester = Recipient(
      email: try EmailAddress(wire: "Ben@example.com"),
      phone: try PhoneNumber(wire: "+4930123456"), name: "Ben")
    for number in 7...8 {
      try shop.town.deliver(try opened(requester, number: number), from: "tickets", subject: "t")
    }
    let created = try shop.town.events(FormsEvents.ContactCreated.self)
    #expect(created.map(\.contact.name) == ["Ben"])
    #expect(created[0].contact.identities.map(\.value) == ["ben@example.com", "+4930123456"])
    #expect(
      try timeline(shop, created[0].contact.id).filter { $0.contains("ticket") }
        == ["Opened ticket #8: Broken cup", "Opened ticket #7: Broken cup"])
  }

  @Test func `a ticket of somebody known adds no address to them`() throws {
    let shop = try Shop()
    let ann = try shop.subscribe()
    let requester = Recipient(
      email: try EmailAddress(wire: "ann@example.com"),
      phone: try PhoneNumber(wire: "+4930123456"), name: "Ann")
    try shop.town.deliver(try opened(requester), from: "tickets", subject: "t")
    let contact = try shop.town.call(FormsAPI.GetContact.self, .init(contact: ann))
    #expect(contact.name == "Ann")
    #expect(contact.identities.map(\.value) == ["ann@example.com"])
  }

  @Test func `a number beside an unknown address stays with its owner`() throws {
    let shop = try Shop()
    let number = try PhoneNumber(wire: "+4930123456")
    let ben = try shop.town.call(FormsAPI.PutContact.self, .init(phone: number, name: "Ben"))
    try shop.town.deliver(
      try opened(Recipient(email: try EmailAddress(wire: "zoe@exämple.org"), phone: number)),
      from: "tickets", subject: "t")
    let created = try shop.town.events(FormsEvents.ContactCreated.self).map(\.contact)
    #expect(created.count == 2)
    #expect(created[1].identities.map(\.value) == ["zoe@exämple.org"])
    #expect(try !timeline(shop, ben.id).contains { $0.contains("ticket") })
  }

  @Test func `an event about nobody is in no timeline`() throws {
    let shop = try Shop()
    let told = shop.town.log("forms").count
    try shop.town.deliver(
      TicketsEvents.QueueChanged(key: "default", name: "Default"), from: "tickets", subject: "q")
    try shop.town.deliver(try opened(Recipient(name: "Somebody")), from: "tickets", subject: "t")
    #expect(shop.town.log("forms").count == told)
  }
}
