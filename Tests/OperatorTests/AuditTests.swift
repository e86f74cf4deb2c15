import Models
import Testing
import Wire

@testable import Operator

@Suite struct AuditTests {
  @Test(arguments: [
    ("staff:mia", "shop", "staff:mia by shop"), ("staff:mia", nil, "staff:mia"),
    (nil, "shop", "shop"), (nil, nil, "tickets itself"),
  ])
  func `a deed is somebody's`(actor: String?, key: String?, who: String) {
    #expect(AuditLine.who(event("1", actor: actor, key: key)) == who)
  }

  @Test func `a line says when, who, what, about what and in which chain`() {
    var deed = event("1", actor: "staff:mia", key: "shop")
    deed.contact = "contact_1"
    let line = AuditLine(.plain) { "\($0.milliseconds)" }.text(deed)
    #expect(
      line == "0  staff:mia by shop  tickets.ticket.opened  A ticket was opened  ticket_1  "
        + "contact_1  trace 0af7651916cd43dd8448eb211c80319c")
  }

  @Test(arguments: [
    ("90d", -7_776_000_000), ("36h", -129_600_000), ("10m", -600_000), ("0s", 0),
  ])
  func `a moment may be told by how long ago it was`(text: String, offset: Int64) {
    let now = Timestamp(milliseconds: 1_772_442_000_000)
    #expect(Moment(text, now: now)?.time.milliseconds == now.milliseconds + offset)
  }

  @Test(arguments: ["", "d", "-1d", "7w", "yesterday", "2026-03-02", "999999999d"])
  func `what is no moment is refused`(text: String) {
    #expect(Moment(text, now: Timestamp(milliseconds: 0)) == nil)
  }

  @Test func `reads are told by person, the latest first`() {
    func read(
      _ person: String, _ method: String, _ times: Int64, last: Int64
    ) -> EveryService.ListReads.Result.Item {
      .init(
        person: person, key: "shop", actor: nil, method: method, times: times,
        since: Timestamp(milliseconds: last - 10), last: Timestamp(milliseconds: last))
    }
    let table = ReadsTable.table(
      [
        read("ann", "contacts.get", 2, last: 100), read("ben", "tickets.get", 1, last: 300),
        read("ann", "tickets.get", 3, last: 200),
      ], time: { "\($0.milliseconds)" })
    #expect(
      table.rows == [
        ["ben", "shop", "-", "tickets.get", "1", "290", "300"],
        ["ann", "shop", "-", "contacts.get tickets.get", "5", "90", "200"],
      ])
  }

  @Test func `a chain is a tree of causes with the time each took`() {
    let events = [
      event("a", at: 1_000, actor: "staff:mia", key: "shop"), event("b", at: 1_000),
      event("c", at: 1_012, because: "a"), event("d", at: 1_015, because: "c"),
      event("e", at: 121_000, because: "a"),
    ]
    let tree = TraceTree(trace: "0af7651916cd43dd8448eb211c80319c", events: events)
    let opened = "tickets.ticket.opened  A ticket was opened  ticket_1"
    #expect(
      tree.lines(.plain) { "\($0.milliseconds)" } == [
        "trace 0af7651916cd43dd8448eb211c80319c  1000, 2m 0s, by staff:mia by shop",
        "├─ +0ms     \(opened)", "│  ├─ +12ms    \(opened)", "│  │  └─ +3ms     \(opened)",
        "│  └─ +2m 0s   \(opened)", "└─ +0ms     \(opened)",
      ])
  }

  @Test func `a chain is found by whatever somebody has of it`() {
    let trace = "0af7651916cd43dd8448eb211c80319c"
    #expect(TraceName(trace) == .trace(trace))
    #expect(TraceName(trace.uppercased()) == .trace(trace))
    #expect(TraceName("00-\(trace)-b7ad6b7169203331-01") == .trace(trace))
    let uuid = UUIDv7(milliseconds: 5_000, random: (1, 2))
    #expect(
      TraceName(uuid.description) == .event(uuid.description, Timestamp(milliseconds: 5_000)))
    let ticket = TypeID.encode(prefix: "ticket", uuid: uuid)
    #expect(TraceName(ticket) == .subject(ticket, Timestamp(milliseconds: 5_000)))
    #expect(TraceName("news") == .subject("news", nil))
  }

  @Test func `a trace that seems to be of the future is looked for everywhere`() {
    let id = Traceparent.trace(
      of: Traceparent.make(trace: UUIDv7(milliseconds: 10_000_000, random: (1, 2)), span: 1))
    let now = Timestamp(milliseconds: 10_000_000)
    #expect(
      TraceName.start(ofTrace: id ?? "", now: now) == Timestamp(milliseconds: 9_700_000))
    #expect(TraceName.start(ofTrace: id ?? "", now: Timestamp(milliseconds: 1)) == nil)
    #expect(TraceName.start(ofTrace: "0af7651916cd43dd8448eb211c80319c", now: now) == nil)
  }

  private func event(
    _ id: String, at time: Int64 = 0, actor: String? = nil, key: String? = nil,
    because cause: String? = nil
  ) -> CloudEvent {
    CloudEvent(
      id: id, source: "/rapport/tickets", type: "tickets.ticket.opened", subject: "ticket_1",
      time: Timestamp(milliseconds: time), sequence: 1, log: "l", actor: actor, key: key,
      causationid: cause,
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
  }
}
