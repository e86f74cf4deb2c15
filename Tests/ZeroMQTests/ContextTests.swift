import Testing
import ZeroMQ

@Suite struct ContextTests {
  @Test func `ending the context wakes a blocked receiver`() async throws {
    let context = try Context()
    let (starting, started) = AsyncStream<Void>.makeStream()
    let receiver = Task {
      try await onThread {
        let socket = try Socket(.pull, in: context)
        try socket.bind("inproc://idle")
        started.yield()
        return failure { () throws(ZeroMQError) in _ = try socket.receiveFrames(limit: 1) }
      }
    }
    for await _ in starting { break }
    try await onThread { context.terminate() }
    let error = try await receiver.value
    #expect(error?.isTerminated == true)
    #expect(error?.description == "could not receive: Context was terminated")
  }

  @Test func `an ended context opens no sockets and may be ended again`() throws {
    let context = try Context()
    context.terminate()
    context.terminate()
    let error = failure { () throws(ZeroMQError) in _ = try Socket(.pub, in: context) }
    #expect(error?.isTerminated == true)
    #expect(error?.description == "could not open a pub socket: Context was terminated")
  }

  @Test func `a socket keeps its context alive`() throws {
    let socket = try open(.pair, in: try Context())
    try socket.bind("inproc://alone")
  }

  @Test func `unsent messages do not keep a process from ending`() throws {
    let context = try Context()
    do {
      let socket = try open(.push, in: context)
      try socket.connect("tcp://127.0.0.1:1")
      try socket.send([UInt8]("into the void"))
    }
    context.terminate()
  }

  @Test func `a context refuses settings that make no sense`() {
    let error = failure { () throws(ZeroMQError) in _ = try Context(ioThreads: -1) }
    #expect(error?.description == "could not set the number of I/O threads: Invalid argument")
  }

  @Test func `more sockets than allowed are refused`() throws {
    let context = try Context(maxSockets: 1)
    let first = try Socket(.pub, in: context)
    let error = failure { () throws(ZeroMQError) in _ = try Socket(.pub, in: context) }
    let kind = first.kind
    #expect(error?.description == "could not open a \(kind) socket: Too many open files")
  }
}
