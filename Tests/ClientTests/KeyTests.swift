import Access
import Client
import Testing
import Wire
import ZeroMQ

/// What a client is told when its key does not open the door.
@Suite(.timeLimit(.minutes(1))) struct KeyTests {
  private static func keys(server: String) throws -> CurveKeys {
    let own = try Curve.keyPair()
    return CurveKeys(server: server, public: own.public, secret: own.secret)
  }

  @Test func `a key that the service does not know is told at once, for calls and for events`()
    async throws
  {
    let server = try Curve.keyPair()
    let address = StubService.freshAddress()
    let stub = try StubService(at: address, admitting: [], with: server)
    defer { stub.stop() }
    var guarded = address
    guarded.keys = try Self.keys(server: server.public)
    let client = Client(guarded, service: "stub")
    for _ in 1...2 {
      let error = await #expect(throws: ServiceError.self) {
        try await client.call(EveryService.Status.self, .init(), timeout: .seconds(30))
      }
      #expect(error?.kind == .unauthenticated)
    }
    let error = await #expect(throws: ServiceError.self) {
      for try await _ in client.follow(from: .start) {}
    }
    #expect(error?.kind == .unauthenticated)
  }

  @Test func `a known key calls and follows`() async throws {
    let server = try Curve.keyPair()
    let address = StubService.freshAddress()
    let keys = try Self.keys(server: server.public)
    let stub = try StubService(
      at: address, log: logged(1...3), admitting: [keys.public], with: server
    ) { _, _ in .result("hello") }
    defer { stub.stop() }
    var guarded = address
    guarded.keys = keys
    let client = Client(guarded, service: "stub")
    let answer = try await client.call(raw: "say")
    guard case .result = answer.outcome else { return #expect(Bool(false)) }
    var numbers: [Int64] = []
    for try await event in client.follow(from: .start) {
      numbers.append(event.sequence)
      if numbers.count == 3 { break }
    }
    #expect(numbers == [1, 2, 3])
  }

  @Test(arguments: [true, false])
  func `a service that hangs up is not called silent`(hasWrongKey: Bool) async throws {
    let address = StubService.freshAddress()
    let stub = try StubService(at: address, admitting: [], with: try Curve.keyPair())
    defer { stub.stop() }
    var guarded = address
    guarded.keys = hasWrongKey ? try Self.keys(server: try Curve.keyPair().public) : nil
    let client = Client(guarded, service: "stub")
    let error = await #expect(throws: ServiceError.self) {
      try await client.call(EveryService.Status.self, .init(), timeout: .seconds(2))
    }
    #expect(error?.kind == .unavailable)
    #expect(error?.message.contains("hung up") == true, "\(error?.message ?? "")")
  }
}
