import Testing
import ZeroMQ

@Suite struct TransportTests {
  @Test(arguments: Transport.allCases)
  func `a request and its reply cross every transport`(transport: Transport) throws {
    let context = try Context()
    let server = try open(.router, in: context)
    try server.bind(transport.rawValue)
    let client = try open(.dealer, in: context, .routingID([UInt8]("anna")))
    try client.connect(try server.lastEndpoint)

    try client.sendFrames([[], [UInt8]("open")])
    let request = try server.receiveFrames(limit: 8)
    #expect(request == [[UInt8]("anna"), [], [UInt8]("open")])

    try server.sendFrames([[UInt8]("anna"), [], [UInt8]("opened")])
    let reply = try client.receiveFrames(limit: 8)
    #expect(reply == [[], [UInt8]("opened")])
  }

  @Test func `a wildcard port is told by the last endpoint`() throws {
    let socket = try open(.pull, in: try Context())
    let before = try socket.lastEndpoint
    try socket.bind("tcp://127.0.0.1:*")
    let after = try socket.lastEndpoint
    #expect(before == "")
    #expect(after.hasPrefix("tcp://127.0.0.1:"))
    #expect(!after.hasSuffix("*"))
  }

  @Test func `an endpoint in use is named in the error`() throws {
    let context = try Context()
    let first = try open(.pull, in: context)
    try first.bind("tcp://127.0.0.1:*")
    let endpoint = try first.lastEndpoint

    let second = try open(.pull, in: context)
    let error = failure { () throws(ZeroMQError) in try second.bind(endpoint) }
    #expect(error?.isAddressInUse == true)
    #expect(error?.description == "could not bind \(endpoint): Address already in use")
  }

  @Test func `an unbound endpoint is free again`() throws {
    let context = try Context()
    let first = try open(.pull, in: context)
    try first.bind("inproc://desk")
    try first.unbind("inproc://desk")
    let second = try open(.pull, in: context)
    try second.bind("inproc://desk")
    let endpoint = try second.lastEndpoint
    #expect(endpoint == "inproc://desk")
  }

  @Test(arguments: ["", "desk", "carrier://pigeon"])
  func `an endpoint that makes no sense is refused`(endpoint: String) throws {
    let socket = try open(.pull, in: try Context())
    let bind = failure { () throws(ZeroMQError) in try socket.bind(endpoint) }
    let disconnect = failure { () throws(ZeroMQError) in try socket.disconnect(endpoint) }
    #expect(bind?.endpoint == endpoint)
    #expect(disconnect?.operation == "disconnect")
  }
}
