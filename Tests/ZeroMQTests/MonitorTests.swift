import Testing
import ZeroMQ

@Suite struct MonitorTests {
  let context: Context

  init() throws {
    context = try Context()
  }

  /// The kinds of the events up to the one that the test waits for.
  private func kinds(upTo last: MonitorEvents, from events: borrowing Socket) throws
    -> [MonitorEvents]
  {
    var kinds: [MonitorEvents] = []
    while kinds.last != last {
      let frames = try #require(try events.receiveFrames(limit: 2))
      kinds.append(try #require(MonitorEvent(frames: frames)).kind)
    }
    return kinds
  }

  @Test func `a monitor sees the connection, its handshake and its end`() throws {
    let dealer = try open(.dealer, in: context)
    try dealer.monitor(
      [.connected, .handshakeSucceeded, .disconnected], endpoint: "inproc://events")
    let events = try open(.pair, in: context)
    try events.connect("inproc://events")
    do {
      let router = try open(.router, in: context)
      try router.bind("tcp://127.0.0.1:*")
      try dealer.connect(try router.lastEndpoint)
      let kinds = try kinds(upTo: .handshakeSucceeded, from: events)
      #expect(kinds == [.connected, .handshakeSucceeded])
    }
    #expect(try kinds(upTo: .disconnected, from: events) == [.disconnected])
  }

  @Test func `unbinding sends peers away once the socket is used again`() throws {
    let router = try open(.router, in: context)
    try router.bind("tcp://127.0.0.1:*")
    let endpoint = try router.lastEndpoint
    let dealer = try open(.dealer, in: context)
    try dealer.monitor([.handshakeSucceeded, .disconnected], endpoint: "inproc://unbound")
    let events = try open(.pair, in: context)
    try events.connect("inproc://unbound")
    try dealer.connect(endpoint)
    _ = try kinds(upTo: .handshakeSucceeded, from: events)

    try router.unbind(endpoint)
    var poller = Poller()
    poller.add(router)
    let end = poller.add(events)
    #expect(try poller.wait(timeoutMilliseconds: 10_000) == 1)
    #expect(poller.ready(end))
    #expect(try kinds(upTo: .disconnected, from: events) == [.disconnected])
  }

  @Test func `a peer that falls silent is dropped by the heartbeat`() throws {
    let silent = try open(.stream, in: context)
    try silent.bind("tcp://127.0.0.1:*")
    let dealer = try open(
      .dealer, in: context, .heartbeat(intervalMs: 10, timeoutMs: 30, ttlMs: 30))
    try dealer.monitor([.handshakeSucceeded, .disconnected], endpoint: "inproc://heartbeat")
    let events = try open(.pair, in: context)
    try events.connect("inproc://heartbeat")
    try dealer.connect(try silent.lastEndpoint)

    let peer = try #require(try silent.receiveFrames(limit: 2))[0]
    try silent.sendFrames([peer, handshake])
    #expect(
      try kinds(upTo: .disconnected, from: events) == [.handshakeSucceeded, .disconnected])
  }

  /// What a ROUTER says when it is connected (ZMTP 3.1, ZeroMQ RFC 37): signature, version,
  /// mechanism, and the READY command with its kind of socket.
  private var handshake: [UInt8] {
    let signature: [UInt8] = [0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0x7F, 3, 1]
    let mechanism = [UInt8]("NULL") + [UInt8](repeating: 0, count: 16 + 1 + 31)
    let property = [11] + [UInt8]("Socket-Type") + [0, 0, 0, 6] + [UInt8]("ROUTER")
    let ready = [5] + [UInt8]("READY") + property
    return signature + mechanism + [4, UInt8(ready.count)] + ready
  }

  @Test(arguments: [[], [[1, 0, 0, 0, 0, 0]], [[1], []], [[], [], []]] as [[[UInt8]]])
  func `frames that are no event are not read as one`(frames: [[UInt8]]) {
    #expect(MonitorEvent(frames: frames) == nil)
  }
}
