import Gateway
import HTTPTypes
import HummingbirdTesting
import Models
import Testing
import Wire

/// `GET /events`: all logs as one stream.
@Suite struct StreamTests {
  private static let settings: GatewaySettings = .with {
    $0.keys = try! KeyRing(
      file: "keys.json",
      Array(
        """
        [{"name": "shop", "kind": "server", "key": "server-key-0123456789"},
         {"name": "site", "kind": "site", "origins": ["https://www.example.com"],
          "key": "site-key-0123456789"}]
        """.utf8))
  }
  private static let key: HTTPFields = [.authorization: "Bearer server-key-0123456789"]
  private static let logs = ["forms", "tickets", "campaigns", "notifications"]

  private static func event(_ type: String, _ sequence: Int64) -> CloudEvent {
    let service = String(type.prefix { $0 != "." })
    return CloudEvent(
      id: "event-\(service)-\(sequence)", source: "/rapport/\(service)", type: type,
      subject: "subject", time: Town.noon, sequence: sequence, log: "\(service)_1", contact: nil,
      actor: nil, causationid: nil, traceparent: nil, hops: 0, seen: [:],
      data: RawJSON(bytes: Array(#"{"note":"two\nlines"}"#.utf8)))
  }

  /// A log that holds some events and then ends; the stream of all ends with the last of them.
  private static func script(
    _ visit: Visit, head: Int64 = 7, _ events: [String: [CloudEvent]] = [:]
  ) {
    for service in logs {
      let (stream, continuation) = AsyncThrowingStream<CloudEvent, any Error>.makeStream()
      if let mine = events[service] {
        mine.forEach { continuation.yield($0) }
        continuation.finish()
      }
      visit.backend.log(service, id: "\(service)_1", head: head, live: stream)
    }
  }

  @Test func `each event has an id that tells how far every log was read`() async throws {
    try await visiting(Self.settings) { visit in
      Self.script(
        visit,
        ["forms": [Self.event("forms.form.changed", 8), Self.event("forms.form.changed", 9)]])
      let answer = try await visit.get("/events", Self.key)
      #expect(answer.status == .ok && answer.headers[.contentType] == "text/event-stream")
      #expect(answer.headers[.cacheControl] == "no-store")
      let blocks = answer.text.split(separator: "\n\n").map(String.init)
      #expect(blocks.count == 3)
      #expect(
        blocks[0] == "retry: 2000\nid: campaigns_1:7,forms_1:7,notifications_1:7,tickets_1:7")
      #expect(blocks[1].hasPrefix("id: campaigns_1:7,forms_1:8,notifications_1:7,tickets_1:7\n"))
      #expect(blocks[2].hasPrefix("id: campaigns_1:7,forms_1:9,notifications_1:7,tickets_1:7\n"))
      let data = try #require(blocks[2].split(separator: "data: ", maxSplits: 1).last)
      let event = try JSONCoding.decode(
        CloudEvent.self, from: Array(data.utf8), mode: .lenient)
      #expect(event.type == "forms.form.changed" && event.sequence == 9)
      #expect(visit.backend.calls.map(\.actor) == Array(repeating: .server("shop"), count: 4))
    }
  }

  @Test func `who comes back with the last id goes on behind it`() async throws {
    try await visiting(Self.settings) { visit in
      Self.script(visit, ["forms": []])
      let last = "campaigns_1:1,forms_1:2,notifications_1:3,tickets_1:4"
      var headers = Self.key
      headers[.lastEventID] = last
      let answer = try await visit.get("/events", headers)
      #expect(answer.text.hasPrefix("retry: 2000\nid: \(last)\n\n"))
      let places = visit.backend.followed.mapValues { $0.0 }
      #expect(
        places == [
          "campaigns": .inLog("campaigns_1", after: 1), "forms": .inLog("forms_1", after: 2),
          "notifications": .inLog("notifications_1", after: 3),
          "tickets": .inLog("tickets_1", after: 4),
        ])
    }
  }

  @Test func `a filter follows only the logs it can find something in`() async throws {
    try await visiting(Self.settings) { visit in
      Self.script(visit, ["forms": [], "tickets": []])
      let answer = try await visit.get(
        "/events?types=forms.consent.,forms.contact.&types=tickets.&from=start", Self.key)
      #expect(answer.text.hasPrefix("retry: 2000\nid: forms_1:0,tickets_1:0\n\n"))
      let followed = visit.backend.followed
      #expect(followed.count == 2)
      #expect(followed["forms"]?.1 == ["forms.consent.", "forms.contact."])
      #expect(followed["tickets"]?.1 == [])
    }
  }

  @Test func `a log that was replaced ends with a conflict instead of a mixture`() async throws {
    try await visiting(Self.settings) { visit in
      Self.script(visit)
      var headers = Self.key
      headers[.lastEventID] = "forms_0:2"
      let answer = try await visit.get("/events?types=forms.", headers)
      #expect(answer.status == .conflict && answer.text.contains(#""type":"logDiverged""#))
    }
  }

  @Test func `a log that cannot be followed any more says so and ends the stream`() async throws {
    try await visiting(Self.settings) { visit in
      for service in Self.logs {
        let (stream, continuation) = AsyncThrowingStream<CloudEvent, any Error>.makeStream()
        if service == "forms" {
          continuation.finish(throwing: ServiceError.conflict("no", subtype: "logDiverged"))
        }
        visit.backend.log(service, id: "\(service)_1", live: stream)
      }
      let answer = try await visit.get("/events", Self.key)
      #expect(
        answer.text.hasSuffix(
          "event: refused\ndata: {\"message\":\"no\",\"type\":\"logDiverged\"}\n\n"))
    }
  }

  @Test(
    arguments: [
      ("/events?types=shop.", [:], 422), ("/events?from=yesterday", [:], 422),
      ("/events?after=forms", [:], 422), ("/events?after=forms_1:-1", [:], 422),
      ("/events?after=forms_1:1,forms_1:2", [:], 422),
      ("/events", [.authorization: "Bearer wrong-key-0123456789"], 401),
      ("/events", [.authorization: ""], 401),
      ("/events", [.authorization: "Bearer site-key-0123456789"], 403),
      (
        "/events",
        [.authorization: "Bearer site-key-0123456789", .origin: "https://www.example.com"], 403
      ),
    ] as [(String, HTTPFields, Int)])
  func `what cannot be read, or by whom, is refused in JSON`(
    path: String, headers: HTTPFields, status: Int
  ) async throws {
    try await visiting(Self.settings) { visit in
      let answer = try await visit.get(path, headers.isEmpty ? Self.key : headers)
      #expect(answer.status.code == status)
      #expect(answer.text.hasPrefix("{") && visit.backend.followed.isEmpty)
    }
  }

  @Test func `there are only so many streams, and one that ends makes room`() async throws {
    var settings = Self.settings
    settings.limits.streams = 1
    try await visiting(settings) { visit async throws in
      Self.script(visit, ["forms": []])
      for _ in 1...3 { #expect(try await visit.get("/events", Self.key).status == .ok) }
    }
    settings.limits.streams = 0
    try await visiting(settings) { visit in
      Self.script(visit, ["forms": []])
      let answer = try await visit.get("/events", Self.key)
      #expect(answer.status == .serviceUnavailable && answer.headers[.retryAfter] == "30")
    }
  }

  @Test(arguments: ["", "forms", "forms_1", "forms_1:", "forms_1:x", "forms_1:1,", ":1", "f:1"])
  func `what is no cursor is none`(text: String) {
    #expect(StreamCursor(text) == nil)
  }
}
