import Foundation
import Testing
import ZeroMQ

@Suite struct ReceivingTests {
  @Test func `an empty socket answers at once when asked not to wait`() throws {
    let socket = try open(.router, in: try Context())
    var message = Message()
    let received = try socket.receive(into: &message, wait: false)
    let frames = try socket.receiveFrames(limit: 8, wait: false)
    let parcel = try socket.receiveParcel(limit: 8, wait: false)
    #expect(!received)
    #expect(frames == nil)
    #expect(parcel == nil)
  }

  @Test func `a receive that ran out of time says so`() throws {
    let socket = try open(.pull, in: try Context(), .receiveTimeout(1))
    let error = failure { () throws(ZeroMQError) in _ = try socket.receiveFrames(limit: 8) }
    #expect(error?.isAgain == true)
    #expect(error?.description == "could not receive: Resource temporarily unavailable")
  }

  @Test func `a message of too many frames is drained and its sender named`() throws {
    let context = try Context()
    let server = try open(.router, in: context)
    try server.bind("inproc://server")
    let client = try open(.dealer, in: context, .routingID([1, 0xAB]))
    try client.connect("inproc://server")
    try client.sendFrames([[UInt8]](repeating: [7], count: 5_000))
    try client.send([UInt8]("fine"))

    let error = failure { () throws(ZeroMQError) in _ = try server.receiveFrames(limit: 8) }
    #expect(error?.overflow?.routingID == [1, 0xAB])
    #expect(error?.overflow?.frames == 5_001)
    #expect(
      error?.description
        == "could not receive: a message of 5001 frames from peer 01ab is over the limit of 8")
    let next = try server.receiveFrames(limit: 8)
    #expect(next == [[1, 0xAB], [UInt8]("fine")])
  }

  @Test(arguments: [(frames: 8, fits: true), (frames: 9, fits: false)])
  func `the limit itself is still allowed`(frames: Int, fits: Bool) throws {
    let pipe = try Pipe("limit", in: try Context())
    try pipe.source.sendFrames([[UInt8]](repeating: [1], count: frames))
    let error = failure { () throws(ZeroMQError) in _ = try pipe.target.receiveFrames(limit: 8) }
    #expect((error == nil) == fits)
    #expect(error?.overflow?.routingID == nil)
  }

  @Test(arguments: [false, true])
  func `signals do not disturb a thread that waits`(polls: Bool) async throws {
    let context = try Context()
    let (threads, started) = AsyncStream<pthread_t>.makeStream()
    signal(SIGUSR2) { _ in }
    let receiver = Task {
      try await onThread {
        let socket = try open(.pull, in: context)
        try socket.bind("inproc://signals")
        var poller = Poller()
        poller.add(socket)
        Self.unblock(SIGUSR2)
        started.yield(pthread_self())
        let ready = polls ? try poller.wait(timeoutMilliseconds: 10_000) : 1
        return ready == 1 ? try socket.receiveFrames(limit: 1) : nil
      }
    }
    let thread = try #require(await threads.first { _ in true })
    for _ in 0..<1_000 {
      pthread_kill(thread, SIGUSR2)
      sched_yield()
    }
    let source = try open(.push, in: context)
    try source.connect("inproc://signals")
    try source.send([UInt8]("undisturbed"))
    #expect(try await receiver.value == [[UInt8]("undisturbed")])
  }

  /// Threads that a task starts inherit the pool's mask, which keeps signals away.
  private static func unblock(_ signal: Int32) {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, signal)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}
