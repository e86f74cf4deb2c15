import Gateway
import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

/// What the edge does with connections that are slow, large or many, on a clock of the test's.
@Suite struct PatienceTests {
  private static let post = HTTPRequestPart.head(
    HTTPRequest(method: .post, scheme: nil, authority: "shop.example", path: "/forms/newsletter"))

  private static func connection(
    _ crowd: Crowd = Crowd(TrustedProxies(), most: 2), from address: String = "203.0.113.9"
  ) throws -> EmbeddedChannel {
    let channel = EmbeddedChannel()
    let peer = try SocketAddress(ipAddress: address, port: 4711)
    channel.remoteAddress = peer
    try channel.pipeline.syncOperations.addHandler(Patience(EdgeLimits(), crowd))
    try channel.connect(to: peer).wait()
    return channel
  }

  private static func answer(_ channel: EmbeddedChannel) throws {
    try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .ok)))
    try channel.writeOutbound(HTTPResponsePart.end(nil))
  }

  private static func status(_ channel: EmbeddedChannel) throws -> HTTPResponse.Status? {
    guard case .head(let head)? = try channel.readOutbound(as: HTTPResponsePart.self) else {
      return nil
    }
    return head.status
  }

  @Test func `a header that does not end in time ends the connection`() throws {
    let channel = try Self.connection()
    channel.embeddedEventLoop.advanceTime(by: .seconds(9))
    #expect(channel.isActive)
    channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    #expect(!channel.isActive)
    #expect(try Self.status(channel) == nil)
  }

  @Test func `a body that does not end in time is told so, however often it says a byte`() throws {
    let channel = try Self.connection()
    try channel.writeInbound(Self.post)
    for _ in 1...19 {
      channel.embeddedEventLoop.advanceTime(by: .seconds(1))
      try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(string: "a")))
    }
    #expect(channel.isActive)
    channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    #expect(!channel.isActive)
    #expect(try Self.status(channel) == .requestTimeout)
  }

  @Test func `a service may take its time, and a browser may stay for a minute`() throws {
    let channel = try Self.connection()
    try channel.writeInbound(Self.post)
    try channel.writeInbound(HTTPRequestPart.end(nil))
    channel.embeddedEventLoop.advanceTime(by: .minutes(5))
    #expect(channel.isActive)
    try Self.answer(channel)
    channel.embeddedEventLoop.advanceTime(by: .seconds(59))
    #expect(channel.isActive)
    try channel.writeInbound(Self.post)
    try channel.writeInbound(HTTPRequestPart.end(nil))
    try Self.answer(channel)
    channel.embeddedEventLoop.advanceTime(by: .seconds(60))
    #expect(!channel.isActive)
  }

  @Test func `a body without end is cut off`() throws {
    let channel = try Self.connection()
    try channel.writeInbound(Self.post)
    let chunk = HTTPRequestPart.body(ByteBuffer(repeating: 0, count: 1024 * 1024))
    for _ in 1...16 { try channel.writeInbound(chunk) }
    #expect(channel.isActive)
    try channel.writeInbound(chunk)
    #expect(!channel.isActive)
  }

  @Test func `who takes nothing of an answer is left`() throws {
    let channel = try Self.connection()
    try channel.writeInbound(Self.post)
    try channel.writeInbound(HTTPRequestPart.end(nil))
    channel.isWritable = false
    channel.pipeline.fireChannelWritabilityChanged()
    channel.embeddedEventLoop.advanceTime(by: .seconds(19))
    channel.isWritable = true
    channel.pipeline.fireChannelWritabilityChanged()
    channel.embeddedEventLoop.advanceTime(by: .minutes(1))
    #expect(channel.isActive)
    channel.isWritable = false
    channel.pipeline.fireChannelWritabilityChanged()
    channel.embeddedEventLoop.advanceTime(by: .seconds(20))
    #expect(!channel.isActive)
  }

  @Test func `an address has so many connections, and others have theirs`() throws {
    let crowd = Crowd(try TrustedProxies("10.0.0.0/8"), most: 2)
    let first = try Self.connection(crowd)
    let second = try Self.connection(crowd)
    #expect(try !Self.connection(crowd).isActive)
    #expect(try Self.connection(crowd, from: "203.0.113.10").isActive)
    for _ in 1...5 { #expect(try Self.connection(crowd, from: "10.0.0.1").isActive) }
    try first.close().wait()
    #expect(try Self.connection(crowd).isActive && second.isActive)
  }

  @Test func `an IPv6 network counts as one`() throws {
    let crowd = Crowd(TrustedProxies(), most: 2)
    for host in 1...2 { #expect(try Self.connection(crowd, from: "2001:db8::\(host)").isActive) }
    #expect(try !Self.connection(crowd, from: "2001:db8::ffff:1").isActive)
    #expect(try Self.connection(crowd, from: "2001:db8:0:1::1").isActive)
  }
}
