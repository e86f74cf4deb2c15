import Models
import Store
import TestSupport
import Testing
import TicketsService
import Wire

@Suite(.databases) struct OpeningTests {
  @Test(arguments: Dialect.available)
  func `a ticket has a short number and a due time`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let first = try desk.open(" The  lamp\nis broken ", tags: [" VIP ", "vip"])
    #expect(first.number == 1)
    #expect(first.subject == "The lamp is broken")
    #expect(first.status == .new)
    #expect(first.priority == .normal)
    #expect(first.queue == "default")
    #expect(first.channel == .api)
    #expect(first.tags == ["VIP"])
    #expect(first.replyDueAt == Desk.monday + .hours(24))
    #expect(first.version == 1)
    #expect(try desk.open().number == 2)
    let shown = try desk.get(first.id)
    #expect(shown.ticket == first)
    #expect(shown.entries.map(\.body) == ["It fell."])
    #expect(shown.entries.map(\.kind) == [.received])
  }

  @Test(arguments: Dialect.available)
  func `a refused ticket takes no number`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    #expect(throws: ServiceError.self) { try desk.open("") }
    #expect(try desk.open().number == 1)
  }

  @Test(arguments: Dialect.available)
  func `answer and event hold the same ticket`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let ticket = try desk.open()
    let event = try #require(try desk.town.events(TicketsEvents.TicketOpened.self).first)
    #expect(event.ticket.value == ticket)
    #expect(event.body == "It fell.")
    #expect(desk.town.log("tickets").last?.subject == ticket.id.wire)
  }

  @Test(
    arguments: Dialect.available,
    [
      (TicketChannel.form, Bool?.none, true), (.email, nil, true), (.api, nil, true),
      (.phone, nil, false), (.chat, nil, false), (.social, nil, false), (.api, false, false),
      (.phone, true, true),
    ])
  func `customers who write are told at once that it arrived`(
    dialect: Dialect, row: (TicketChannel, Bool?, Bool)
  ) throws {
    let desk = try Desk(dialect)
    let ticket = try desk.open(channel: row.0, acknowledge: row.1)
    let letters = try desk.letters("system.acknowledgement")
    #expect(letters.count == (row.2 ? 1 : 0))
    guard let letter = letters.first else { return }
    #expect(letter.class == .service)
    #expect(letter.automatic == true)
    #expect(letter.recipient.email?.wire == "ann@example.com")
    #expect(letter.links == [LinkRequest(purpose: .answer, subject: ticket.id.wire)])
    #expect(letter.data["replyDueAt"]?.text == "2026-03-03T09:00:00.000Z")
    #expect(letter.data["ticket"]?["number"]?.integer == 1)
  }

  @Test(arguments: Dialect.available)
  func `nobody writes to a telephone`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let phone = try PhoneNumber(wire: "+4930123456")
    _ = try desk.town.call(
      TicketsAPI.Open.self, .init(subject: "Call", body: "Back", requester: .init(phone: phone)))
    #expect(try desk.letters("system.acknowledgement").isEmpty)
  }

  @Test(arguments: Dialect.available)
  func `all that is wrong is told at once and changes nothing`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let before = desk.story.count
    let error = try desk.town.refusal(
      TicketsAPI.Open.self,
      .init(
        subject: " ", body: "a\0b",
        requester: .init(
          email: try EmailAddress(wire: "ann@example.com"),
          phone: try PhoneNumber(wire: "+4930123456")),
        queue: "nowhere", tags: [String(repeating: "x", count: 51)]))
    #expect(error?.kind == .invalid)
    #expect(
      error?.rules == [
        "/subject required", "/body text", "/tags/0 length", "/requester person",
        "/queue reference",
      ])
    #expect(desk.story.count == before)
  }

  @Test(arguments: Dialect.available)
  func `a contact whom nobody knows is refused`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let error = try desk.town.refusal(
      TicketsAPI.Open.self,
      .init(subject: "Hello", body: "There", requester: .init(contact: .placeholder)))
    #expect(error?.rules == ["/requester/contact reference"])
  }

  @Test(
    arguments: Dialect.available,
    [
      (#"{"subject":"a","body":"b","requester":{"email":"no address"}}"#, "/requester/email email"),
      (#"{"body":"b","requester":{"email":"a@b.example"}}"#, "/subject required"),
      (
        #"{"subject":1,"body":"b","requester":{"email":"a@b.example"}}"#,
        "/subject type"
      ),
      (
        #"{"subject":"a","body":"b","requester":{"email":"a@b.example"},"colour":"red"}"#,
        "/colour unknown"
      ),
      (
        #"{"subject":"a","body":"b","requester":{"email":"a@b.example"},"priority":"huge"}"#,
        "/priority enum"
      ),
    ])
  func `params of the wrong shape are refused by name`(
    dialect: Dialect, row: (String, String)
  ) throws {
    let desk = try Desk(dialect)
    let frame = #"{"jsonrpc":"2.0","id":1,"method":"tickets.open","params":"# + row.0 + "}"
    let answer = try desk.town.send(Array(frame.utf8), to: "tickets")
    guard case .error(let error) = answer.outcome else {
      Issue.record("it was taken")
      return
    }
    #expect(error.rules == [row.1])
  }

  @Test(arguments: Dialect.available)
  func `a visitor opens no ticket`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let error = try desk.town.refusal(
      TicketsAPI.Open.self,
      .init(
        subject: "a", body: "b", requester: .init(email: try EmailAddress(wire: "a@b.example"))),
      as: .visitor)
    #expect(error?.kind == .forbidden)
  }

  @Test(arguments: Dialect.available)
  func `the same key opens one ticket`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let params = TicketsAPI.Open.Params(
      subject: "a", body: "b", requester: .init(email: try EmailAddress(wire: "a@b.example")))
    let first = try desk.town.call(TicketsAPI.Open.self, params, key: "k")
    let again = try desk.town.call(TicketsAPI.Open.self, params, key: "k")
    #expect(first.value == again.value)
    #expect(try desk.town.events(TicketsEvents.TicketOpened.self).count == 1)
  }
}
