import Testing
import ZeroMQ

@Suite struct CurveTests {
  let context: Context
  let server: Curve.KeyPair
  let anna: Curve.KeyPair
  let ben: Curve.KeyPair

  init() throws {
    context = try Context()
    server = try Curve.keyPair()
    anna = try Curve.keyPair()
    ben = try Curve.keyPair()
  }

  private func client(_ kind: Socket.Kind, _ keys: Curve.KeyPair, of endpoint: String) throws
    -> Socket
  {
    let socket = try open(
      kind, in: context,
      .curveClient(server: server.public, public: keys.public, secret: keys.secret))
    try socket.connect(endpoint)
    return socket
  }

  @Test func `a known key is let in and named on each message`() throws {
    try withDoorkeeper(in: context, admitting: [anna.public: "anna"]) {
      let router = try open(
        .router, in: context, .curveServer(secret: server.secret), .zapDomain("tickets"))
      try router.bind("tcp://127.0.0.1:*")
      let dealer = try client(.dealer, anna, of: try router.lastEndpoint)
      try dealer.send([UInt8]("hello"))

      let parcel = try router.receiveParcel(limit: 8)
      #expect(parcel?.userID == "anna")
      #expect(parcel?.frames.last == [UInt8]("hello"))
      try router.sendFrames([parcel?.frames.first ?? [], [UInt8]("welcome")])
      let reply = try dealer.receiveFrames(limit: 8)
      #expect(reply == [[UInt8]("welcome")])
    }
  }

  @Test func `an unknown key is refused and hears why`() throws {
    try withDoorkeeper(in: context, admitting: [anna.public: "anna"]) {
      let router = try open(
        .router, in: context, .curveServer(secret: server.secret), .zapDomain("tickets"))
      try router.bind("tcp://127.0.0.1:*")
      let dealer = try open(
        .dealer, in: context,
        .curveClient(server: server.public, public: ben.public, secret: ben.secret))
      try dealer.monitor(.handshakeFailedAuthentication, endpoint: "inproc://refused")
      let events = try open(.pair, in: context)
      try events.connect("inproc://refused")
      try dealer.connect(try router.lastEndpoint)

      let event = try events.receiveFrames(limit: 2).flatMap(MonitorEvent.init)
      #expect(event?.kind == .handshakeFailedAuthentication)
      #expect(event?.value == 400)
    }
  }

  @Test func `a publisher admits subscriptions by the subscriber's name`() throws {
    try withDoorkeeper(in: context, admitting: [anna.public: "anna", ben.public: "ben"]) {
      let xpub = try open(
        .xpub, in: context, .xpubManual, .curveServer(secret: server.secret),
        .zapDomain("tickets"))
      try xpub.bind("tcp://127.0.0.1:*")
      let annaHears = try client(.sub, anna, of: try xpub.lastEndpoint)
      let benHears = try client(.sub, ben, of: try xpub.lastEndpoint)
      for topic in ["tickets.", "news."] {
        try annaHears.set(.subscribe([UInt8](topic)))
        try benHears.set(.subscribe([UInt8](topic)))
      }
      for _ in 1...4 {
        let parcel = try #require(try xpub.receiveParcel(limit: 1))
        let topic = parcel.frames[0].dropFirst()
        let admitted = parcel.userID == "anna" || topic.elementsEqual("news.".utf8)
        if admitted { try xpub.set(.subscribe(Array(topic))) }
      }

      try xpub.send([UInt8]("tickets.opened"))
      try xpub.send([UInt8]("news.today"))
      let anna = [try annaHears.receiveFrames(limit: 1), try annaHears.receiveFrames(limit: 1)]
      let ben = try benHears.receiveFrames(limit: 1)
      #expect(anna == [[[UInt8]("tickets.opened")], [[UInt8]("news.today")]])
      #expect(ben == [[UInt8]("news.today")])
    }
  }
}
