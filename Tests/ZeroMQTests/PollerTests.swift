import Testing
import ZeroMQ

@Suite struct PollerTests {
  @Test func `a poller tells sockets and descriptors apart`() throws {
    let pipe = try Pipe("poll", in: try Context())
    let wakeUp = try WakeUp()
    var poller = Poller()
    let message = poller.add(pipe.target)
    let bell = poller.add(descriptor: wakeUp.descriptor)

    #expect(try poller.wait(timeoutMilliseconds: 0) == 0)
    wakeUp.signal()
    #expect(try poller.wait(timeoutMilliseconds: 10_000) == 1)
    #expect(poller.ready(bell))
    #expect(!poller.ready(message))

    wakeUp.drain()
    try pipe.source.send([1])
    #expect(try poller.wait(timeoutMilliseconds: 10_000) == 1)
    #expect(!poller.ready(bell))
    #expect(poller.ready(message, for: .readable))

    wakeUp.signal()
    #expect(try poller.wait(timeoutMilliseconds: -1) == 2)
  }

  @Test func `a socket that is not watched for anything is never ready`() throws {
    let pipe = try Pipe("full", in: try Context())
    try pipe.source.send([1])
    var poller = Poller()
    let index = poller.add(pipe.target)
    poller.watch(index, for: [])
    #expect(try poller.wait(timeoutMilliseconds: 0) == 0)
    poller.watch(index, for: .readable)
    #expect(try poller.wait(timeoutMilliseconds: 10_000) == 1)
  }

  @Test func `a socket without room is not writable`() throws {
    let context = try Context()
    let source = try open(.push, in: context)
    let target = try open(.pull, in: context)
    var poller = Poller()
    let index = poller.add(source, .writable)
    #expect(try poller.wait(timeoutMilliseconds: 0) == 0)
    try target.bind("inproc://room")
    try source.connect("inproc://room")
    #expect(try poller.wait(timeoutMilliseconds: 10_000) == 1)
    #expect(poller.ready(index, for: .writable))
    #expect(!poller.ready(index, for: .readable))
  }

  @Test func `waiting for a closed socket is an error`() throws {
    var poller = Poller()
    do {
      let socket = try Socket(.pull, in: try Context())
      poller.add(socket)
    }
    let error = failure { () throws(ZeroMQError) in _ = try poller.wait(timeoutMilliseconds: 0) }
    #expect(error?.operation == "poll a closed socket")
  }

  @Test func `a bell wakes the thread that waits for it`() async throws {
    let wakeUp = try WakeUp()
    let waiter = Task {
      try await onThread {
        var poller = Poller()
        poller.add(descriptor: wakeUp.descriptor)
        return try poller.wait(timeoutMilliseconds: 10_000)
      }
    }
    wakeUp.signal()
    #expect(try await waiter.value == 1)
  }

  @Test func `a bell that rang twice is silenced once`() throws {
    let wakeUp = try WakeUp()
    #expect(!wakeUp.drain())
    wakeUp.signal()
    wakeUp.signal()
    #expect(wakeUp.drain())
    #expect(!wakeUp.drain())
  }
}
