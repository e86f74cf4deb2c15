import Testing
import Wire

@Suite struct IncomingTests {
  @Test func `a request with everything is read whole`() throws {
    let request = try single(
      """
      {"jsonrpc":"2.0","id":"r-1","method":"tickets.open","params":{"subject":"Late"},
       "meta":{"idempotencyKey":"k1","timeoutMs":250,"actor":"staff_1","after":{"forms":12},
       "traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}}
      """
    ).get()
    #expect(request.id == .string("r-1"))
    #expect(request.method == "tickets.open")
    #expect(try request.decodeParams([String: String].self) == ["subject": "Late"])
    #expect(
      request.meta
        == RequestMeta(
          idempotencyKey: "k1", timeoutMs: 250,
          traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
          actor: "staff_1", after: ["forms": 12]))
  }

  static let ids: [(String, RequestID)] = [
    (#""a""#, .string("a")), ("7", .integer(7)), ("-7", .integer(-7)),
    ("1.50", .number("1.50")), ("1e3", .number("1e3")), ("-0", .number("-0")),
    ("18446744073709551616", .number("18446744073709551616")), ("null", .null),
  ]

  @Test(arguments: ids)
  func `an id comes back as it was sent`(text: String, id: RequestID) throws {
    let request = try single(#"{"jsonrpc":"2.0","method":"a.b","id":\#(text)}"#).get()
    #expect(request.id == id)
    var reply: [UInt8] = []
    Reply.success(id: id, result: RawJSON(bytes: []), into: &reply)
    #expect(
      String(decoding: reply, as: UTF8.self) == #"{"jsonrpc":"2.0","id":\#(text),"result":null}"#)
  }

  @Test(arguments: ids)
  func `an id by itself is read and written the same way`(text: String, id: RequestID) throws {
    #expect(
      try JSONCoding.decode([RequestID].self, from: Array("[\(text)]".utf8), mode: .strict) == [id])
    #expect(try JSONCoding.encode([id]) == Array("[\(text)]".utf8))
  }

  @Test func `an id with escapes is the same string`() throws {
    let request = try single(#"{"jsonrpc":"2.0","method":"a.b","id":"\u0041\n"}"#).get()
    #expect(request.id == .string("A\n"))
  }

  @Test func `without an id it is a notification`() throws {
    let request = try single(#"{"jsonrpc":"2.0","method":"update","params":{}}"#).get()
    #expect(request.isNotification)
  }

  @Test func `absent params are an empty object`() throws {
    let request = try single(#"{"jsonrpc":"2.0","id":1,"method":"service.status"}"#).get()
    #expect(try request.decodeParams([String: Int].self) == [:])
  }

  @Test func `a malformed traceparent is ignored`() throws {
    for text in [
      "nonsense", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      "00-00000000000000000000000000000000-b7ad6b7169203331-01",
    ] {
      let request = try single(
        #"{"jsonrpc":"2.0","id":1,"method":"a.b","meta":{"traceparent":"\#(text)"}}"#
      ).get()
      #expect(request.meta.traceparent == nil)
    }
  }

  struct Refusal: CustomTestStringConvertible {
    let frame: String
    let id: RequestID?
    let kind: ServiceError.Kind
    let sentence: String
    var paths: [String] = []
    var testDescription: String { frame }
  }

  static let refusals: [Refusal] = [
    Refusal(frame: "1", id: .null, kind: .invalidRequest, sentence: "must be an object"),
    Refusal(frame: "{}", id: .null, kind: .invalidRequest, sentence: #""jsonrpc": "2.0""#),
    Refusal(
      frame: #"{"foo": "boo"}"#, id: .null, kind: .invalidRequest, sentence: "jsonrpc"),
    Refusal(
      frame: #"{"jsonrpc":"1.0","id":1,"method":"a.b"}"#, id: .integer(1),
      kind: .invalidRequest, sentence: "jsonrpc"),
    Refusal(
      frame: #"{"jsonrpc":2.0,"id":1,"method":"a.b"}"#, id: .integer(1),
      kind: .invalidRequest, sentence: "jsonrpc"),
    Refusal(
      frame: #"{"jsonrpc":"2.0","method":1,"params":"bar"}"#, id: .null,
      kind: .invalidRequest, sentence: "method must be named"),
    Refusal(
      frame: #"{"jsonrpc":"2.0","id":1}"#, id: .integer(1), kind: .invalidRequest,
      sentence: "method must be named"),
    Refusal(
      frame: #"{"jsonrpc":"2.0","id":1,"method":""}"#, id: .integer(1), kind: .invalidRequest,
      sentence: "method must be named"),
    Refusal(
      frame: #"{"jsonrpc":"2.0","id":[1],"method":"a.b"}"#, id: .null, kind: .invalidRequest,
      sentence: "id must be"),
    Refusal(
      frame: #"{"jsonrpc":"2.0","id":true,"method":"a.b"}"#, id: .null, kind: .invalidRequest,
      sentence: "id must be"),
    Refusal(
      frame: #"{"jsonrpc":"2.0","id":1,"method":"a.b","params":"x"}"#, id: .integer(1),
      kind: .invalidRequest, sentence: "params must be an object"),
    Refusal(
      frame: #"{"jsonrpc":"2.0","id":1,"method":"a.b","params":[1]}"#, id: .integer(1),
      kind: .invalidParams, sentence: "by name"),
    Refusal(
      frame: #"{"jsonrpc":"2.0","method":"a.b","params":[1]}"#, id: nil,
      kind: .invalidParams, sentence: "by name"),
    Refusal(
      frame: #"{"jsonrpc":"2.0","id":1,"method":"a.b","extra":1,"a/b":2}"#, id: .integer(1),
      kind: .invalidRequest, sentence: "/extra", paths: ["/extra", "/a~1b"]),
    Refusal(
      frame: #"{"jsonrpc":"2.0","id":1,"method":"a.b","meta":3}"#, id: .integer(1),
      kind: .invalidRequest, sentence: "/meta", paths: ["/meta"]),
    Refusal(
      frame: #"{"jsonrpc":"2.0","id":1,"method":"a.b","meta":{"timeoutMs":0,"actor":""}}"#,
      id: .integer(1), kind: .invalidRequest, sentence: "/meta/actor",
      paths: ["/meta/actor", "/meta/timeoutMs"]),
    Refusal(
      frame: #"{"jsonrpc":"2.0","id":1,"method":"a.b","meta":{"timeoutMs":"1","who":"x"}}"#,
      id: .integer(1), kind: .invalidRequest, sentence: "/meta",
      paths: ["/meta/timeoutMs", "/meta/who"]),
    Refusal(
      frame:
        #"{"jsonrpc":"2.0","id":1,"method":"a.b","meta":{"idempotencyKey":"\#(String(repeating: "k", count: 129))"}}"#,
      id: .integer(1), kind: .invalidRequest, sentence: "1 to 128 characters",
      paths: ["/meta/idempotencyKey"]),
  ]

  @Test(arguments: refusals)
  func `what is no request is refused with its own sentence`(refusal: Refusal) throws {
    guard case .failure(let refused) = try single(refusal.frame) else {
      Issue.record("was taken for a request")
      return
    }
    #expect(refused.id == refusal.id)
    #expect(refused.error.kind == refusal.kind)
    #expect(refused.error.message.contains(refusal.sentence), "\(refused.error.message)")
    #expect(Set(refused.error.violations.map(\.path)) == Set(refusal.paths))
  }

  static let tooMany = "[" + Array(repeating: "1", count: 101).joined(separator: ",") + "]"
  static let tooLong = "\"" + String(repeating: "x", count: 300_000) + "\""

  static let brokenFrames: [(String, ServiceError.Kind)] = [
    (#"{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]"#, .parseError),
    (#"[{"jsonrpc":"2.0","method":"sum","id":"1"},{"jsonrpc":"2.0","method"]"#, .parseError),
    ("", .parseError),
    (#"{"jsonrpc":"2.0","id":1,"id":2,"method":"a.b"}"#, .parseError),
    ("[]", .invalidRequest),
    (tooMany, .tooLarge),
    (tooLong, .tooLarge),
  ]

  @Test(arguments: brokenFrames)
  func `a frame that is refused whole has one error`(
    frame: String, kind: ServiceError.Kind
  ) {
    let error = #expect(throws: ServiceError.self) { try Incoming.parse(Array(frame.utf8)) }
    #expect(error?.kind == kind)
  }

  @Test func `members of a batch are refused one by one`() throws {
    let frame = """
      [{"jsonrpc":"2.0","method":"sum","params":{"a":1},"id":"1"},
       {"jsonrpc":"2.0","method":"notify_hello","params":{"a":7}},
       {"jsonrpc":"2.0","method":"subtract","params":[42,23],"id":"2"},
       {"foo":"boo"}, 1,
       {"jsonrpc":"2.0","method":"get_data","id":"9"}]
      """
    guard case .batch(let members) = try Incoming.parse(Array(frame.utf8)) else {
      Issue.record("is no batch")
      return
    }
    let outcomes = members.map { member -> String in
      switch member {
      case .success(let request): "\(request.method) \(request.isNotification)"
      case .failure(let refused): "\(refused.error.kind) \(String(describing: refused.id))"
      }
    }
    #expect(
      outcomes == [
        "sum false", "notify_hello true",
        "invalidParams Optional(Wire.RequestID.string(\"2\"))",
        "invalidRequest Optional(Wire.RequestID.null)",
        "invalidRequest Optional(Wire.RequestID.null)", "get_data false",
      ])
  }

  @Test func `a batch of one hundred is taken`() throws {
    let member = #"{"jsonrpc":"2.0","id":1,"method":"a.b"}"#
    let frame = "[" + Array(repeating: member, count: 100).joined(separator: ",") + "]"
    guard case .batch(let members) = try Incoming.parse(Array(frame.utf8)) else { return }
    #expect(members.count == 100)
  }

  private func single(_ frame: String) throws -> Result<Request, InvalidRequest> {
    guard case .single(let result) = try Incoming.parse(Array(frame.utf8)) else {
      throw ServiceError(.internalError, "is a batch")
    }
    return result
  }
}
