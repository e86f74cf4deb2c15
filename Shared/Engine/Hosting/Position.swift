import Synchronization
import Wire

/// What the loop lets other threads know: where its log stands and how far it follows the others.
final class Position: Sendable {
  private struct State {
    var log: String
    var head: Int64
    var followings: [Following]
  }
  private let state: Mutex<State>

  init(log: String, head: Int64, followings: [Following]) {
    state = Mutex(State(log: log, head: head, followings: followings))
  }

  var value: (log: String, head: Int64) { state.withLock { ($0.log, $0.head) } }
  var followings: [Following] { state.withLock { $0.followings } }

  func move(head: Int64, followings: [Following]) {
    state.withLock { ($0.head, $0.followings) = (head, followings) }
  }
}
