import Testing
import Wire

@testable import Operator

@Suite struct TailTests {
  @Test(arguments: [
    ("start", LogPosition.start), ("now", .now), ("0", .after(0)), ("41", .after(41)),
    ("1970-01-01T00:00:01Z", .time(Timestamp(milliseconds: 1_000))),
  ])
  func `a place to begin is a word, a number or a moment`(text: String, position: LogPosition) {
    #expect(TailStart(argument: text)?.position == position)
  }

  @Test(arguments: ["", "-1", "yesterday", "2026-01-01"])
  func `anything else is refused`(text: String) {
    #expect(TailStart(argument: text) == nil)
  }

  @Test(arguments: [
    ([], ["forms", "tickets", "campaigns", "notifications"]), (["tickets.ticket."], ["tickets"]),
    (["forms", "campaigns.enrolment"], ["forms", "campaigns"]), (["t"], ["tickets"]),
  ])
  func `prefixes say which logs to follow`(prefixes: [String], services: [String]) throws {
    #expect(try Tail.services(of: prefixes, from: TailStart(position: .start)) == services)
  }

  @Test func `a prefix of nothing and a number for several logs are refused`() {
    #expect(throws: Failure.self) {
      try Tail.services(of: ["orders."], from: TailStart(position: .now))
    }
    #expect(throws: Failure.self) {
      try Tail.services(of: [], from: TailStart(position: .after(3)))
    }
  }

  @Test func `a short prefix means all events of its service`() {
    let types = ["t", "tickets.ticket.", "forms.consent"]
    #expect(Confluence.types(types, of: "tickets") == [])
    #expect(Confluence.types(types, of: "forms") == ["forms.consent"])
  }

  @Test func `a line says when, what, about what and whom`() {
    let data = #"{"ticket":{"number":12,"subject":"Broken mug","status":"new"},"body":"…"}"#
    let line = TailLine(.plain) { $0.wire }
    #expect(
      line.text(event(subject: "ticket_1", contact: "contact_1", data: data))
        == "2026-01-02T03:00:00.000Z  tickets.ticket.opened  "
        + "A ticket was opened: #12, “Broken mug”, new  ticket_1  contact_1")
  }

  @Test(arguments: [
    (
      "forms.consent.granted", #"{"topic":"news"}"#,
      "A consent, or another lawful basis, was recorded: news"
    ),
    (
      "notifications.message.denied",
      #"{"message":{"template":"tips","class":"marketing"},"reasons":[{"because":"asleep"}]}"#,
      "A message may not be sent: tips, marketing, asleep"
    ),
    ("orders.order.paid", #"{"total":3}"#, "orders.order.paid"),
    ("tickets.ticket.closed", "null", "A ticket was closed"),
  ])
  func `an event is put into words`(type: String, data: String, gist: String) {
    #expect(Gist.text(event(type, data: data)) == gist)
  }

  @Test func `logs are merged by time while they are read`() {
    var merge = Merge(["a", "b"], now: 0, patience: 10)
    merge.took(event(sequence: 1, seconds: 5), of: "a", now: 1)
    #expect(merge.next(now: 2) == nil)
    merge.took(event(sequence: 1, seconds: 3), of: "b", now: 3)
    #expect(merge.next(now: 3)?.log == "b")
    #expect(merge.next(now: 4) == nil)
    #expect(merge.next(now: 13)?.log == "a")
    #expect(merge.isEmpty)
  }

  @Test func `a log that is silent holds nobody up`() {
    var merge = Merge(["a", "b"], now: 0, patience: 10)
    merge.took(event(), of: "a", now: 500)
    #expect(merge.next(now: 500)?.log == "a")
  }
}
