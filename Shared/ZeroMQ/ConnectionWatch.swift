/// Notices when a socket's connection is a new one.
///
/// A SUB socket connects again by itself and never says so, although whoever answers then may not
/// know what the peer before knew. Ask after receiving: a connection is told here before the first
/// message that came through it is received.
///
///     let watch = try ConnectionWatch(of: subscriber, in: context)
///     try subscriber.connect(endpoint)
///     let frames = try subscriber.receiveFrames(limit: 2)
///     if try watch.isNew() { … }
package struct ConnectionWatch: ~Copyable {
  private let events: Socket

  /// Make it before the socket connects.
  package init(of socket: borrowing Socket, in context: Context) throws(ZeroMQError) {
    let endpoint = "inproc://connections-\(UInt64.random(in: .min ... .max))"
    try socket.monitor(.connected, endpoint: endpoint)
    let events = try Socket(.pair, in: context)
    try events.connect(endpoint)
    self.events = events
  }

  /// Whether there was a new connection since it was asked before.
  package func isNew() throws(ZeroMQError) -> Bool {
    var isNew = false
    while try events.receiveFrames(limit: 2, wait: false) != nil { isNew = true }
    return isNew
  }
}
