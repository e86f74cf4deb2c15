import Client
import Testing
import Wire

@Suite(.timeLimit(.minutes(1))) struct CallTests {
  /// Quick to repeat, so that lost answers cost a test little.
  private let options = ClientOptions(repeatAfter: .milliseconds(50))

  @Test func `a command comes back with its result and meta`() async throws {
    let address = StubService.freshAddress()
    let stub = try StubService(at: address) { request, _ in
      .result(["said": .string(request.method)])
    }
    let called = try await Client(address, service: "stub").call(Say.self, .init(text: "hello"))
    #expect(called.value.said == "stub.say")
    stub.stop()
  }

  @Test func `a lost answer is asked for again with the same bytes and key`() async throws {
    let address = StubService.freshAddress()
    let stub = try StubService(at: address) { _, earlier in
      earlier < 2 ? .silence : .result(["said": "at last"])
    }
    let client = Client(address, service: "stub", options: options)
    let called = try await client.call(Say.self, .init(text: "hello"))
    #expect(called.value.said == "at last")
    let frames = stub.received
    #expect(frames.count == 3)
    #expect(Set(frames).count == 1)
    guard case .single(.success(let request)) = try Incoming.parse(frames[0]) else {
      Issue.record("the client sent what is no request")
      return
    }
    #expect(request.meta.idempotencyKey?.isEmpty == false)
    stub.stop()
  }

  @Test func `a query carries no key, and a given key is kept`() async throws {
    let address = StubService.freshAddress()
    let stub = try StubService(at: address) { request, _ in
      .result(["said": .string(request.meta.idempotencyKey ?? "no key")])
    }
    let client = Client(address, service: "stub")
    #expect(try await client.call(Hear.self, .init(text: "")).value.said == "no key")
    #expect(try await client.call(Say.self, .init(text: ""), key: "mine").value.said == "mine")
    stub.stop()
  }

  @Test func `busy is retried until it is not`() async throws {
    let address = StubService.freshAddress()
    let stub = try StubService(at: address) { _, earlier in
      earlier == 0
        ? .error(.busy("too much", retryAfter: .milliseconds(10))) : .result(["said": "done"])
    }
    let called = try await Client(address, service: "stub").call(Say.self, .init(text: "hello"))
    #expect(called.value.said == "done")
    #expect(stub.received.count == 2)
    stub.stop()
  }

  @Test func `a stopped service ends as a sentence`() async throws {
    let address = StubService.freshAddress()
    let client = Client(address, service: "tickets")
    let error = await #expect(throws: ServiceError.self) {
      try await client.call(Say.self, .init(text: ""), timeout: .milliseconds(60))
    }
    #expect(error?.kind == .unavailable)
    #expect(
      error?.message
        == "The tickets service at \(address.requests) does not answer; is it running?")
  }

  @Test func `a call made before the service is there is answered when it comes`() async throws {
    let address = StubService.freshAddress()
    let client = Client(address, service: "stub", options: options)
    async let called = client.call(Say.self, .init(text: "early"))
    let stub = try StubService(at: address) { _, _ in .result(["said": "late"]) }
    #expect(try await called.value.said == "late")
    stub.stop()
  }

  @Test func `many calls share the connection and each gets its own answer`() async throws {
    let address = StubService.freshAddress()
    let stub = try StubService(at: address) { request, _ in
      let params = try? request.decodeParams(Words.self)
      return .result(["said": .string(params?.text ?? "")])
    }
    let client = Client(address, service: "stub")
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 1...200 {
        group.addTask {
          try await client.call(Hear.self, .init(text: "\(number)")).value.said == "\(number)"
        }
      }
      for try await matches in group { #expect(matches) }
    }
    stub.stop()
  }

  @Test func `the service's error is thrown, and raw calls give it back as the answer`()
    async throws
  {
    let address = StubService.freshAddress()
    let stub = try StubService(at: address) { _, _ in .error(.rejected("The desk is closed.")) }
    let client = Client(address, service: "stub")
    await #expect(throws: ServiceError.rejected("The desk is closed.")) {
      try await client.call(Say.self, .init(text: "hello"))
    }
    let answer = try await client.call(raw: "stub.say", params: RawJSON(bytes: Array("{}".utf8)))
    guard case .error(let error) = answer.outcome else {
      Issue.record("the answer should have been an error")
      return
    }
    #expect(error.kind == .rejected)
    stub.stop()
  }

  @Test func `cancelling and closing end calls that wait`() async throws {
    let client = Client(StubService.freshAddress(), service: "stub")
    let cancelled = Task { try await client.call(Say.self, .init(text: "")) }
    cancelled.cancel()
    await #expect(throws: ServiceError.self) { try await cancelled.value }
    let closed = Task { try await client.call(Say.self, .init(text: "")) }
    client.close()
    await #expect(throws: ServiceError.self) { try await closed.value }
  }
}

struct Words: Codable, Sendable {
  var text: String
}

struct Said: Codable, Sendable {
  var said: String
}

private enum Say: Method {
  typealias Params = Words
  typealias Result = Said
  static let name = "stub.say"
  static let summary = "Says something."
  static let kind = MethodKind.command
  static let scopes: Set<Scope> = []
}

private enum Hear: Method {
  typealias Params = Words
  typealias Result = Said
  static let name = "stub.hear"
  static let summary = "Hears something."
  static let kind = MethodKind.query
  static let scopes: Set<Scope> = []
}
