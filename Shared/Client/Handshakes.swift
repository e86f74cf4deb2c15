import Wire
import ZeroMQ

/// How connecting goes, which libzmq tells only in a place of its own: to a frontend a service that
/// refuses its key looks like one that is not there.
struct Handshakes: ~Copyable {
  enum Outcome { case succeeded, failed, refused }

  /// What a poller watches.
  let news: Socket

  /// Call it before the socket connects.
  init(of socket: borrowing Socket, in context: Context) throws(ZeroMQError) {
    let place = "inproc://handshakes-\(UInt64.random(in: .min ... .max))"
    try socket.monitor(
      [
        .handshakeSucceeded, .handshakeFailed, .handshakeFailedProtocol,
        .handshakeFailedAuthentication,
      ], endpoint: place)
    let news = try Socket(.pair, in: context)
    try news.connect(place)
    self.news = news
  }

  /// How the last attempt went; nil if there was none since it was asked.
  func latest() throws(ZeroMQError) -> Outcome? {
    var outcome: Outcome?
    while let frames = try news.receiveFrames(limit: 2, wait: false) {
      guard let event = MonitorEvent(frames: frames) else { continue }
      switch event.kind {
      case .handshakeSucceeded: outcome = .succeeded
      case .handshakeFailedAuthentication: outcome = .refused
      case .handshakeFailed, .handshakeFailedProtocol: outcome = .failed
      default: continue
      }
    }
    return outcome
  }

  /// What callers are told of a key that the service does not know.
  static let refusal = ServiceError(
    .unauthenticated, "The service does not know this key, or it was revoked.")
  static let mismatch =
    "It hung up on us: it wants a key, has none, or has another than the key file says."
}
