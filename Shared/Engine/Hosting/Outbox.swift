import Synchronization
import Wire
import ZeroMQ

/// What waits for the socket's thread to send.
final class Outbox: Sendable {
  struct Load {
    var replies: [(route: [[UInt8]], body: [UInt8])] = []
    var events: [CloudEvent] = []
  }
  private let load = Mutex(Load())
  let bell: WakeUp

  init() throws(ZeroMQError) {
    bell = try WakeUp()
  }

  func push(_ outcome: BatchOutcome) {
    guard !outcome.replies.isEmpty || !outcome.events.isEmpty else { return }
    load.withLock { load in
      load.replies += outcome.replies
      load.events += outcome.events
    }
    bell.signal()
  }

  func push(_ reply: (route: [[UInt8]], body: [UInt8])?) {
    guard let reply else { return }
    load.withLock { $0.replies.append(reply) }
    bell.signal()
  }

  func take() -> Load {
    load.withLock { load in
      defer { load = Load() }
      return load
    }
  }
}
