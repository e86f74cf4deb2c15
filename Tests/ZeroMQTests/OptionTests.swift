import Testing
import ZeroMQ

@Suite struct OptionTests {
  static let key = String(repeating: "0", count: 40)

  static let accepted: [(Socket.Kind, SocketOption)] = [
    (.dealer, .linger(0)), (.dealer, .sendHighWater(10)), (.dealer, .receiveHighWater(10)),
    (.dealer, .sendTimeout(-1)), (.dealer, .receiveTimeout(5)), (.dealer, .maxMessageSize(262_144)),
    (.pull, .conflate), (.dealer, .heartbeat(intervalMs: 1_000, timeoutMs: 3_000, ttlMs: 3_000)),
    (.dealer, .reconnect(intervalMs: 100, maxMs: 5_000)), (.dealer, .handshakeInterval(1_000)),
    (.dealer, .connectTimeout(1_000)), (.router, .backlog(128)), (.dealer, .immediate),
    (.dealer, .ipv6), (.dealer, .tcpKeepalive(idleSeconds: 60, intervalSeconds: 10, count: 3)),
    (.dealer, .routingID([1])), (.router, .connectRoutingID([1])), (.router, .routerMandatory),
    (.router, .routerHandover), (.dealer, .probeRouter), (.req, .requestCorrelate),
    (.req, .requestRelaxed), (.sub, .subscribe([])), (.sub, .unsubscribe([1])),
    (.xpub, .xpubManual), (.xpub, .xpubVerbose), (.xpub, .xpubVerboser), (.xpub, .xpubNoDrop),
    (.xpub, .xpubWelcome([1])), (.router, .curveServer(secret: key)),
    (.dealer, .curveClient(server: key, public: key, secret: key)),
    (.router, .zapDomain("tickets")),
  ]

  @Test(arguments: accepted)
  func `libzmq takes every option`(kind: Socket.Kind, option: SocketOption) throws {
    let socket = try Socket(kind, in: try Context())
    try socket.set(option)
  }

  static let refused: [(Socket.Kind, SocketOption, String)] = [
    (.dealer, .linger(-5), "could not set linger: Invalid argument"),
    (.dealer, .routingID([]), "could not set routing id: Invalid argument"),
    (.dealer, .subscribe([]), "could not set subscribe: Invalid argument"),
    (.router, .curveServer(secret: "hush"), "could not set CURVE secret key: Invalid argument"),
  ]

  @Test(arguments: refused)
  func `a refused option is named, its value is not`(
    kind: Socket.Kind, option: SocketOption, sentence: String
  ) throws {
    let socket = try Socket(kind, in: try Context())
    let error = failure { () throws(ZeroMQError) in try socket.set(option) }
    #expect(error?.description == sentence)
  }

  @Test(arguments: Socket.Kind.allCases)
  func `every kind of socket opens`(kind: Socket.Kind) throws {
    let socket = try Socket(kind, in: try Context())
    let opened = socket.kind
    #expect(opened == kind)
  }

  @Test func `a mandatory router reports a peer it does not know`() throws {
    let router = try open(.router, in: try Context(), .routerMandatory)
    let error = failure { () throws(ZeroMQError) in
      try router.sendFrames([[UInt8]("nobody"), [UInt8]("hello")])
    }
    #expect(error?.isUnreachable == true)
    #expect(error?.description == "could not send: Host unreachable")
  }
}
