/// Answers for callers that read more slowly than they ask.
///
/// libzmq's queue for each peer is short; what it does not take waits here, in bytes that are
/// counted. A caller that takes nothing for ten seconds loses what is left: it repeats with its key.
struct Backlog {
  typealias Reply = (route: [[UInt8]], body: [UInt8])

  private struct Line {
    var replies: ArraySlice<Reply> = []
    var bytes = 0
    /// Ticks at which it last took one.
    var tookAt: UInt64
  }

  private var lines: [[UInt8]: Line] = [:]
  private var bytes = 0

  /// The most bytes that wait for one caller, and for all.
  private static let mostOfOne = 4 * 1024 * 1024
  private static let mostOfAll = 64 * 1024 * 1024
  private static let patience: UInt64 = 10_000_000_000
  /// What a reply takes beside its bytes.
  private static let overhead = 200

  var isEmpty: Bool { lines.isEmpty }

  /// Whether a caller's answers wait: later ones have to wait behind them.
  func holds(_ reply: Reply) -> Bool {
    reply.route.first.map { lines[$0] != nil } ?? false
  }

  /// Keeps an answer for later.
  ///
  /// - Returns: false when there is no room, and the answer is lost.
  mutating func add(_ reply: Reply, now: UInt64) -> Bool {
    guard let peer = reply.route.first else { return false }
    let size = reply.body.count + Self.overhead
    var line = lines[peer] ?? Line(tookAt: now)
    let fits = line.bytes + size <= Self.mostOfOne && bytes + size <= Self.mostOfAll
    // A single answer goes through, whatever its size.
    guard fits || bytes == 0 else { return false }
    line.replies.append(reply)
    line.bytes += size
    bytes += size
    lines[peer] = line
    return true
  }

  /// Sends what is taken now, and gives up those who take nothing.
  ///
  /// - Parameter send: gives false when the peer takes no more.
  mutating func retry<Failure: Error>(
    now: UInt64, _ send: (Reply) throws(Failure) -> Bool
  ) throws(Failure) {
    for (peer, var line) in lines {
      while let reply = line.replies.first, try send(reply) {
        line.replies.removeFirst()
        let size = reply.body.count + Self.overhead
        line.bytes -= size
        bytes -= size
        line.tookAt = now
      }
      if line.replies.isEmpty || now &- line.tookAt > Self.patience {
        bytes -= line.bytes
        lines[peer] = nil
      } else {
        lines[peer] = line
      }
    }
  }
}
