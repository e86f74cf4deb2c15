import Models
import Store
import TestSupport
import Testing
import TicketsService
import Wire

@Suite(.databases) struct IntakeTests {
  private static let ann = ContactID(uuid: UUIDv7(milliseconds: 1, random: (1, 1)))

  private func submission(
    _ number: UInt64 = 1, outcome: SubmissionOutcome = .ticketRequested, queue: Slug? = nil,
    message: JSON? = "It fell."
  ) throws -> FormsEvents.SubmissionReceived {
    var values: [String: JSON] = ["email": "ann@example.com", "name": "Ann", "order": 4711]
    values["message"] = message
    return FormsEvents.SubmissionReceived(
      submission: SubmissionID(uuid: UUIDv7(milliseconds: 2, random: (0, number))),
      form: "support", formVersion: 1, kind: .ticket, title: "Support", outcome: outcome,
      contact: Self.ann,
      recipient: Recipient(contact: Self.ann, email: try EmailAddress(wire: "ann@example.com")),
      values: values, topics: [], queue: queue, language: "de")
  }

  @Test(arguments: Dialect.available)
  func `a form that asks for a ticket gets one, with a text people can read`(
    dialect: Dialect
  ) throws {
    let desk = try Desk(dialect)
    let form = Form(
      key: "support", kind: .ticket, title: "Support",
      fields: [
        .init(key: "email", type: .email, label: "Your address"),
        .init(key: "order", type: .number, label: "Order number"),
      ],
      consents: [], version: 1)
    try desk.town.deliver(FormsEvents.FormChanged(form: form), from: "forms", subject: "support")
    let event = try submission(queue: "default")
    try desk.town.deliver(
      event, from: "forms", subject: event.submission.wire, contact: Self.ann.wire)
    let found = try desk.town.call(TicketsAPI.Get.self, .init(submission: event.submission))
    #expect(found.ticket.subject == "Support")
    #expect(found.ticket.channel == .form)
    #expect(found.ticket.requester.contact == Self.ann)
    #expect(found.ticket.requester.name == "Ann")
    #expect(found.entries.map(\.body) == ["It fell.\n\nOrder number: 4711"])
    let letter = try #require(try desk.letters("system.acknowledgement").first)
    #expect(letter.language == "de")
    #expect(letter.data["name"]?.text == "Ann")
    let opened = try #require(desk.town.log("tickets").first { $0.type == "tickets.ticket.opened" })
    #expect(opened.contact == Self.ann.wire)
    #expect(opened.causationid == desk.town.log("forms").last?.id)
    #expect(opened.hops == 1)
  }

  @Test(arguments: Dialect.available)
  func `one submission is one ticket`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    for _ in 1...2 {
      try desk.town.deliver(try submission(), from: "forms", subject: "a")
    }
    #expect(try desk.town.events(TicketsEvents.TicketOpened.self).count == 1)
  }

  @Test(arguments: Dialect.available)
  func `a form whose queue is gone opens in the default queue`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let event = try submission(queue: "gone")
    try desk.town.deliver(event, from: "forms", subject: "a")
    let found = try desk.town.call(TicketsAPI.Get.self, .init(submission: event.submission))
    #expect(found.ticket.queue == "default")
  }

  @Test(arguments: Dialect.available, [SubmissionOutcome.accepted, .awaitingConfirmation])
  func `other forms open nothing`(dialect: Dialect, outcome: SubmissionOutcome) throws {
    let desk = try Desk(dialect)
    try desk.town.deliver(try submission(outcome: outcome), from: "forms", subject: "a")
    #expect(try desk.town.events(TicketsEvents.TicketOpened.self).isEmpty)
  }
}

@Suite(.databases) struct PeopleTests {
  private static let ann = ContactID(uuid: UUIDv7(milliseconds: 1, random: (1, 1)))

  private static func contact(_ emails: String...) -> Contact {
    Contact(
      id: ann, identities: emails.map { Identity(kind: .email, value: $0) },
      createdAt: Desk.monday, version: 1)
  }

  private func create(_ contact: Contact, _ desk: Desk) throws {
    try desk.town.deliver(
      FormsEvents.ContactCreated(contact: contact), from: "forms", subject: contact.id.wire)
  }

  @Test(arguments: Dialect.available)
  func `a ticket of a known address is its contact's`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    try create(Self.contact("ann@example.com"), desk)
    let ticket = try desk.open()
    #expect(ticket.requester.contact == Self.ann)
    #expect(desk.town.log("tickets").last?.contact == Self.ann.wire)
    let byContact = try desk.town.call(
      TicketsAPI.Open.self, .init(subject: "a", body: "b", requester: .init(contact: Self.ann)))
    #expect(byContact.value.number == 2)
  }

  @Test(arguments: Dialect.available)
  func `a ticket may be older than its contact`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let ticket = try desk.open()
    #expect(ticket.requester.contact == nil)
    try create(Self.contact("ann@example.com"), desk)
    let after = try desk.get(ticket.id).ticket
    #expect(after.requester.contact == Self.ann)
    #expect(after.version == ticket.version)
  }

  @Test(arguments: Dialect.available)
  func `a person is known by each of their addresses`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    try create(Self.contact("ann@example.com"), desk)
    let ticket = try desk.open()
    try desk.town.deliver(
      FormsEvents.ContactIdentified(
        contact: Self.ann, identity: Identity(kind: .phone, value: "+4930123456")),
      from: "forms", subject: Self.ann.wire)
    let phone = PersonParams(phone: try PhoneNumber(wire: "+4930123456"))
    let heard = try desk.town.call(
      TicketsAPI.Receive.self, .init(ticket: ticket.id, from: phone, body: "It is me."))
    #expect(heard.ticket == ticket.id)
    let list = try desk.town.call(TicketsAPI.List.self, .init(requester: phone))
    #expect(list.items.map(\.id) == [ticket.id])
  }

  @Test(arguments: Dialect.available)
  func `an address that somebody gave up is no longer theirs`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    try create(Self.contact("ann@example.com", "old@example.com"), desk)
    try desk.town.deliver(
      FormsEvents.ContactUpdated(contact: Self.contact("ann@example.com")), from: "forms",
      subject: Self.ann.wire)
    #expect(try desk.open(from: "old@example.com").requester.contact == nil)
  }
}
