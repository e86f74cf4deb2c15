import Testing
import ZeroMQ

@Suite struct MessageTests {
  // 33 bytes is the last size that libzmq keeps inside the message itself.
  @Test(arguments: [0, 1, 33, 34, 100_000])
  func `a message gives back the bytes it was made of`(count: Int) {
    let original = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    let message = Message(copying: original)
    let same = message.withUnsafeBytes { $0.elementsEqual(original) }
    let (bytes, size, more) = (message.bytes, message.count, message.more)
    #expect(same)
    #expect(bytes == original)
    #expect(size == count)
    #expect(!more)
  }

  @Test func `a message without a connection has no properties`() {
    let message = Message(copying: [1])
    let user = message.property("User-Id")
    #expect(user == nil)
  }

  @Test func `a received message can be handed on without a copy`() throws {
    let context = try Context()
    let inlet = try Pipe("inlet", in: context)
    let outlet = try Pipe("outlet", in: context)

    let body = [UInt8](repeating: 7, count: 1_000)
    try inlet.source.send(body)
    var message = Message()
    _ = try inlet.target.receive(into: &message)
    try outlet.source.send(&message)
    let (left, arrived) = (message.count, try outlet.target.receiveFrames(limit: 1))
    #expect(left == 0)
    #expect(arrived == [body])
  }

  @Test func `a message that finds no room is kept for another try`() throws {
    let socket = try open(.push, in: try Context())
    var message = Message(copying: [UInt8]("patience"))
    let sent = try socket.send(&message, wait: false)
    let bytes = message.bytes
    #expect(!sent)
    #expect(bytes == [UInt8]("patience"))
  }

  @Test func `any contiguous bytes can be sent`() throws {
    let pipe = try Pipe("bytes", in: try Context())
    let bytes: [UInt8] = [1, 2, 3, 4]
    let rest = bytes[1...]

    try pipe.source.send(rest.span.bytes, more: true)
    try bytes.span.bytes.withUnsafeBytes { buffer throws(ZeroMQError) in
      _ = try pipe.source.send(buffer, more: true)
    }
    try pipe.source.send([])
    let frames = try pipe.target.receiveFrames(limit: 3)
    #expect(frames == [[2, 3, 4], bytes, []])
  }
}
