import Testing
import Wire

@Suite struct CloudEventTests {
  static let opened = CloudEvent(
    id: "0190163d-8694-739b-aea5-966c26f8ad91", source: "/rapport/tickets",
    type: "tickets.ticket.opened", subject: "ticket_01h455vb4pex5vsknk084sn02q",
    time: Timestamp(milliseconds: 1_767_323_045_678), sequence: 42, log: "log-1",
    contact: "contact_1", actor: "staff_1", key: "shop", causationid: "cause-1",
    traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", hops: 2,
    seen: ["tickets": 9, "forms": 12], data: RawJSON(bytes: Array(#"{"score": 5}"#.utf8)))

  @Test func `attributes have an order and data comes last as it is`() {
    #expect(
      text(Self.opened) == """
        {"specversion":"1.0","id":"0190163d-8694-739b-aea5-966c26f8ad91",\
        "source":"/rapport/tickets","type":"tickets.ticket.opened",\
        "subject":"ticket_01h455vb4pex5vsknk084sn02q","time":"2026-01-02T03:04:05.678Z",\
        "datacontenttype":"application/json","sequence":"00000000000000000042","log":"log-1",\
        "contact":"contact_1","actor":"staff_1","key":"shop","causationid":"cause-1",\
        "traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","hops":2,\
        "seen":"forms=12,tickets=9","data":{"score": 5}}
        """)
  }

  @Test func `what is absent is left out`() {
    let heartbeat = CloudEvent(
      id: "1", source: "/rapport/tickets", type: "tickets.heartbeat",
      time: Timestamp(milliseconds: 0), log: "log-1")
    #expect(
      text(heartbeat) == """
        {"specversion":"1.0","id":"1","source":"/rapport/tickets","type":"tickets.heartbeat",\
        "time":"1970-01-01T00:00:00.000Z","log":"log-1","hops":0}
        """)
  }

  @Test(arguments: [Int64(1), 9, 10, 1_234_567, .max])
  func `a sequence has twenty digits`(sequence: Int64) throws {
    var event = Self.opened
    event.sequence = sequence
    let tree = try JSONCoding.decode(JSON.self, from: bytes(event), mode: .lenient)
    let digits = try #require(tree["sequence"]?.text)
    #expect(digits.utf8.count == 20)
    #expect(Int64(digits) == sequence)
  }

  @Test func `it is read back the same, alone and in a list`() throws {
    #expect(try decode(text(Self.opened)) == Self.opened)
    let list = try JSONCoding.encode([Self.opened, Self.opened])
    #expect(
      try JSONCoding.decode([CloudEvent].self, from: list, mode: .lenient)
        == [Self.opened, Self.opened])
  }

  @Test func `another's event with unknown attributes is read`() throws {
    let event = try decode(
      """
      {"specversion":"1.0","id":"a","source":"urn:x","type":"t","time":"2026-01-02T04:04:05+01:00",
       "partitionkey":"p","dataschema":"urn:y","data":[1]}
      """)
    #expect(event.sequence == 0)
    #expect(event.log == "")
    #expect(event.data?.text == "[1]")
  }

  @Test(arguments: [
    (#""sequence":"x""#, "/sequence"), (#""hops":"2""#, "/hops"),
    (#""time":"yesterday""#, "/time"),
  ])
  func `an attribute that breaks its rule is named`(attribute: String, path: String) {
    let time = path == "/time" ? "" : #""time":"2026-01-02T03:04:05Z","#
    let frame = #"{"id":"a","source":"b","type":"c",\#(time)\#(attribute)}"#
    let error = #expect(throws: ServiceError.self) { try decode(frame) }
    #expect(error?.violations.map(\.path) == [path])
  }

  private func decode(_ frame: String) throws -> CloudEvent {
    try JSONCoding.decode(CloudEvent.self, from: Array(frame.utf8), mode: .lenient)
  }

  private func bytes(_ event: CloudEvent) -> [UInt8] {
    var bytes: [UInt8] = []
    event.write(into: &bytes)
    return bytes
  }

  private func text(_ event: CloudEvent) -> String {
    String(decoding: bytes(event), as: UTF8.self)
  }
}
