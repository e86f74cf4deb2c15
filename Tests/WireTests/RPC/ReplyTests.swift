import Testing
import Wire

@Suite struct ReplyTests {
  @Test func `a success says result and meta`() {
    let meta = ReplyMeta(log: "log \"1\"", sequence: 7, replayed: true)
    let reply = text {
      Reply.success(
        id: .integer(1), result: RawJSON(bytes: Array("{\"a\":1}".utf8)), meta: meta, into: &$0)
    }
    #expect(
      reply == #"""
        {"jsonrpc":"2.0","id":1,"result":{"a":1},"meta":{"log":"log \"1\"","sequence":7,"replayed":true}}
        """#)
  }

  @Test func `an empty meta is left out`() {
    let reply = text {
      Reply.success(id: .null, meta: ReplyMeta(), into: &$0) { $0.append(UInt8(ascii: "3")) }
    }
    #expect(reply == #"{"jsonrpc":"2.0","id":null,"result":3}"#)
  }

  @Test func `a result that fails half-way leaves nothing behind`() {
    var bytes = Array("before".utf8)
    #expect(throws: ServiceError.self) {
      try Reply.success(id: .integer(1), into: &bytes) { (bytes) throws(ServiceError) in
        bytes.append(UInt8(ascii: "{"))
        throw ServiceError(.internalError, "no")
      }
    }
    #expect(bytes == Array("before".utf8))
  }

  @Test func `an error says code, message and data`() {
    let plain = text {
      Reply.failure(id: .string("a"), error: .notFound("There is no ticket 7."), into: &$0)
    }
    #expect(
      plain == #"""
        {"jsonrpc":"2.0","id":"a","error":{"code":-32003,"message":"There is no ticket 7.","data":{"type":"notFound"}}}
        """#)
  }

  @Test func `a batch is joined and notifications add nothing`() {
    var batch = Reply.Batch()
    batch.add { Reply.success(id: .integer(1), result: RawJSON(bytes: [0x31]), into: &$0) }
    batch.add { Reply.failure(id: .null, error: .busy("Full."), into: &$0) }
    let frame = batch.finish().map { String(decoding: $0, as: UTF8.self) }
    #expect(
      frame == #"""
        [{"jsonrpc":"2.0","id":1,"result":1},{"jsonrpc":"2.0","id":null,"error":{"code":-32008,"message":"Full.","data":{"type":"busy"}}}]
        """#)
    #expect(Reply.Batch().finish() == nil)
  }

  private func text(_ write: (inout [UInt8]) -> Void) -> String {
    var bytes: [UInt8] = []
    write(&bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

@Suite struct AnswerTests {
  static let errors: [ServiceError] = [
    .notFound("There is no ticket 7."),
    .conflict("The log has diverged.", subtype: "logDiverged"),
    .invalid([
      Violation(path: "/a~1b", rule: "range", limit: 5, message: "must be at most 5"),
      Violation(path: "/\u{1F600}", rule: "required", message: "is required"),
    ]),
    .busy("Too much to do.", retryAfter: .seconds(2)),
    ServiceError(.internalError, "A mistake.", reference: "ref-1"),
  ]

  @Test(arguments: errors)
  func `an error arrives as it was thrown`(error: ServiceError) throws {
    var bytes: [UInt8] = []
    Reply.failure(id: .integer(3), error: error, into: &bytes)
    let answer = try #require(try Answer.parse(bytes).first)
    guard case .error(let read) = answer.outcome else {
      Issue.record("is no error")
      return
    }
    #expect(answer.id == .integer(3))
    #expect(read == error)
    #expect(throws: error) { try answer.result(as: Int.self) }
  }

  @Test func `a result is read leniently, with its meta`() throws {
    let frame =
      #"{"jsonrpc":"2.0","id":1.5,"result":{"items":[1],"more":2},"meta":{"sequence":9,"x":1}}"#
    let answer = try #require(try Answer.parse(Array(frame.utf8)).first)
    #expect(answer.id == .number("1.5"))
    #expect(try answer.result(as: Page<Int>.self).items == [1])
    #expect(answer.meta == ReplyMeta(sequence: 9))
  }

  @Test(arguments: [
    (#"{"code":-32000,"message":"x"}"#, ServiceError(.internalError, "x")),
    (#"{"code":-32601,"message":"x","data":"text"}"#, ServiceError(.methodNotFound, "x")),
    (
      #"{"code":7,"message":"x","data":{"type":"odd"}}"#,
      ServiceError(.internalError, "x", subtype: "odd")
    ),
  ])
  func `another server's error is understood`(object: String, error: ServiceError) throws {
    let frame = #"{"jsonrpc":"2.0","id":null,"error":\#(object)}"#
    let answer = try #require(try Answer.parse(Array(frame.utf8)).first)
    guard case .error(let read) = answer.outcome else { return }
    #expect(read == error)
  }

  @Test(arguments: [
    "[1]", "{}", #"{"jsonrpc":"2.0","id":1}"#, #"{"id":1,"result":2}"#,
    #"{"jsonrpc":"2.0","result":2}"#, #"{"jsonrpc":"2.0","id":1,"error":{"code":"x"}}"#, "nonsense",
  ])
  func `what is no reply is refused`(frame: String) {
    #expect(throws: ServiceError.self) { try Answer.parse(Array(frame.utf8)) }
  }

  @Test func `a batch of replies is read in order`() throws {
    let frame = #"[{"jsonrpc":"2.0","id":2,"result":1},{"jsonrpc":"2.0","id":1,"result":1}]"#
    #expect(try Answer.parse(Array(frame.utf8)).map(\.id) == [.integer(2), .integer(1)])
  }
}

@Suite struct OutgoingRequestTests {
  @Test func `what is built is read back the same`() throws {
    let meta = RequestMeta(idempotencyKey: "k", timeoutMs: 5, after: ["forms": 1])
    let request = try OutgoingRequest(
      id: .string("1"), method: "a.b", params: ["subject": "Late"], meta: meta)
    guard case .single(.success(let read)) = try Incoming.parse(request.encoded()) else {
      Issue.record("was refused")
      return
    }
    #expect(read.id == .string("1"))
    #expect(read.method == "a.b")
    #expect(read.meta == meta)
    #expect(try read.decodeParams([String: String].self) == ["subject": "Late"])
  }

  @Test func `a notification has no id and nothing to say is not said`() throws {
    let request = OutgoingRequest(id: nil, method: "a.b", rawParams: nil)
    #expect(
      String(decoding: try request.encoded(), as: UTF8.self) == #"{"jsonrpc":"2.0","method":"a.b"}"#
    )
  }

  @Test func `several make a batch`() throws {
    let requests = (1...3).map {
      OutgoingRequest(id: .integer($0), method: "a.b", rawParams: nil)
    }
    guard
      case .batch(let members) = try Incoming.parse(OutgoingRequest.encoded(batch: requests))
    else {
      Issue.record("is no batch")
      return
    }
    #expect(try members.map { try $0.get().id } == [.integer(1), .integer(2), .integer(3)])
  }
}
