import Testing
import ZeroMQ

@Suite struct PublishingTests {
  @Test(arguments: [Socket.Kind.pub, .xpub])
  func `a full subscriber loses messages and never holds the publisher up`(
    kind: Socket.Kind
  ) throws {
    let context = try Context()
    let publisher = try open(kind, in: context, .sendHighWater(5))
    try publisher.bind("inproc://news")
    let subscriber = try open(.sub, in: context, .receiveHighWater(5), .subscribe([]))
    try subscriber.connect("inproc://news")
    // Looking at a socket makes it take in what its peers sent, here the subscription.
    var poller = Poller()
    poller.add(publisher)
    _ = try poller.wait(timeoutMilliseconds: 0)

    for number in 0..<100 { try publisher.send([UInt8(number)]) }
    var received: [UInt8] = []
    while let frames = try subscriber.receiveFrames(limit: 1, wait: false) { received += frames[0] }
    #expect(received == Array(0..<10))
  }

  @Test func `a publisher that must not drop refuses instead`() throws {
    let context = try Context()
    let publisher = try open(.xpub, in: context, .sendHighWater(5), .xpubNoDrop)
    try publisher.bind("inproc://news")
    let subscriber = try open(.sub, in: context, .receiveHighWater(5), .subscribe([]))
    try subscriber.connect("inproc://news")
    let subscription = try publisher.receiveFrames(limit: 1)
    #expect(subscription == [[1]])

    var sent = 0
    while try publisher.send([1], wait: false) { sent += 1 }
    #expect(sent == 10)
  }

  @Test func `a subscriber hears only the prefixes it asked for`() throws {
    let context = try Context()
    let publisher = try open(.xpub, in: context)
    try publisher.bind("inproc://news")
    let subscriber = try open(.sub, in: context, .subscribe([UInt8]("tickets.")))
    try subscriber.connect("inproc://news")
    _ = try publisher.receiveFrames(limit: 1)

    try publisher.sendFrames([[UInt8]("forms.form.created"), [1]])
    try publisher.sendFrames([[UInt8]("tickets.ticket.opened"), [2]])
    let event = try subscriber.receiveFrames(limit: 2)
    #expect(event == [[UInt8]("tickets.ticket.opened"), [2]])
  }
}
