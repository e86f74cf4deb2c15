import Client
import Testing
import Wire

@Suite(.timeLimit(.minutes(1))) struct FollowTests {
  private let address = StubService.freshAddress()

  /// The numbers of the next so many events.
  private func take(
    _ count: Int, of iterator: inout AsyncThrowingStream<CloudEvent, any Error>.AsyncIterator
  ) async throws -> [Int64] {
    var numbers: [Int64] = []
    while numbers.count < count, let event = try await iterator.next(isolation: #isolation) {
      numbers.append(event.sequence)
    }
    return numbers
  }

  @Test func `it reads the past and goes on live, past what was lost on the way`() async throws {
    let stub = try StubService(at: address, log: logged(1...700))
    let client = Client(address, service: "stub")
    var events = client.follow(from: .start).makeAsyncIterator()
    #expect(try await take(700, of: &events) == Array(1...700))
    stub.append(logged(701...720)) { $0.sequence % 4 != 0 }
    #expect(try await take(20, of: &events) == Array(701...720))
    stub.append(logged(721...721)) { _ in false }
    #expect(try await take(1, of: &events) == [721])
    stub.stop()
  }

  @Test func `it goes on across a restart of the service`() async throws {
    let first = try StubService(at: address, log: logged(1...3))
    let client = Client(address, service: "stub")
    var events = client.follow(from: .start).makeAsyncIterator()
    #expect(try await take(3, of: &events) == [1, 2, 3])
    first.stop()
    let second = try StubService(at: address, log: logged(1...5))
    #expect(try await take(2, of: &events) == [4, 5])
    second.append(logged(6...6))
    #expect(try await take(1, of: &events) == [6])
    second.stop()
  }

  @Test func `a stream goes on when nobody else holds its client`() async throws {
    let stub = try StubService(at: address, log: logged(1...3))
    func opened() -> AsyncThrowingStream<CloudEvent, any Error> {
      Client(address, service: "stub").follow(from: .start)
    }
    var events = opened().makeAsyncIterator()
    #expect(try await take(3, of: &events) == [1, 2, 3])
    stub.append(logged(4...4))
    #expect(try await take(1, of: &events) == [4])
    stub.stop()
  }

  @Test func `with a filter it gets what it asked for, and nothing else`() async throws {
    let stub = try StubService(at: address, log: logged(1...10))
    let client = Client(address, service: "stub")
    var events = client.follow(from: .start, types: ["stub.odd"]).makeAsyncIterator()
    #expect(try await take(3, of: &events) == [3, 6, 9])
    stub.append(logged(11...20)) { $0.sequence != 15 }
    #expect(try await take(3, of: &events) == [12, 15, 18])
    stub.stop()
  }

  @Test func `a moment of the past is a place to begin`() async throws {
    let stub = try StubService(at: address, log: logged(1...50))
    let client = Client(address, service: "stub")
    var events = client.follow(from: .time(Timestamp(milliseconds: 48_500))).makeAsyncIterator()
    #expect(try await take(2, of: &events) == [49, 50])
    stub.stop()
  }

  @Test func `another log in its place is an error, not a jump`() async throws {
    let first = try StubService(at: address, log: logged(1...3))
    let client = Client(address, service: "stub")
    var events = client.follow(from: .start).makeAsyncIterator()
    #expect(try await take(3, of: &events) == [1, 2, 3])
    first.stop()
    let second = try StubService(at: address, log: logged(1...9, log: "log_2"), logID: "log_2")
    let error = await #expect(throws: ServiceError.self) { try await take(1, of: &events) }
    #expect(error?.subtype == "logDiverged")
    second.stop()
  }

  @Test func `a slow reader gets everything all the same`() async throws {
    let stub = try StubService(at: address, log: logged(1...9_000))
    let client = Client(address, service: "stub")
    var events = client.follow(from: .start).makeAsyncIterator()
    #expect(try await take(1, of: &events) == [1])
    stub.append(logged(9_001...9_100))
    #expect(try await take(9_099, of: &events) == Array(2...9_100))
    stub.stop()
  }

  @Test func `closing the client ends its streams`() async throws {
    let stub = try StubService(at: address, log: logged(1...1))
    let client = Client(address, service: "stub")
    var events = client.follow(from: .start).makeAsyncIterator()
    #expect(try await take(1, of: &events) == [1])
    client.close()
    #expect(try await events.next(isolation: #isolation) == nil)
    stub.stop()
  }
}
