import Synchronization
import Wire

/// What a follower has read and its reader has not taken yet: a bounded handover between a thread
/// and a task.
final class Mailbox: Sendable {
  private struct State {
    var events: ArraySlice<CloudEvent> = []
    var reader: CheckedContinuation<CloudEvent?, any Error>?
    var end: Result<Void, any Error>?
    /// Called when there is room again, and when nobody reads any more.
    var changed: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())
  /// More than this and the follower waits.
  private static let room = 2_000

  /// Whether the follower may go on.
  var hasRoom: Bool { state.withLock { $0.events.count < Self.room } }
  /// Whether nobody reads any more, or there is nothing more to come.
  var isOver: Bool { state.withLock { $0.end != nil } }

  /// Sets what to do when the reader makes room or leaves.
  func onChange(_ action: @escaping @Sendable () -> Void) {
    state.withLock { $0.changed = action }
  }

  func put(_ events: [CloudEvent]) {
    guard !events.isEmpty else { return }
    let (reader, first) = state.withLock { state in
      state.events.append(contentsOf: events)
      defer { state.reader = nil }
      return (state.reader, state.reader == nil ? nil : state.events.popFirst())
    }
    reader?.resume(returning: first)
  }

  /// No more events come. The reader still gets those that are here.
  func finish(throwing error: (any Error)? = nil) {
    let reader = state.withLock { state in
      if state.end == nil { state.end = error.map { .failure($0) } ?? .success(()) }
      defer { state.reader = nil }
      return state.reader
    }
    if let error { reader?.resume(throwing: error) } else { reader?.resume(returning: nil) }
  }

  private func next() async throws -> CloudEvent? {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation(take)
    } onCancel: {
      leave()
    }
  }

  private func take(_ reader: CheckedContinuation<CloudEvent?, any Error>) {
    let (answer, action) = state.withLock {
      state -> (Result<CloudEvent?, any Error>?, (@Sendable () -> Void)?) in
      let wasFull = state.events.count >= Self.room
      if let event = state.events.popFirst() {
        return (.success(event), wasFull ? state.changed : nil)
      }
      if let end = state.end { return (end.map { nil }, nil) }
      state.reader = reader
      return (nil, nil)
    }
    if let answer { reader.resume(with: answer) }
    action?()
  }

  /// The reader is gone.
  private func leave() {
    finish()
    state.withLock { $0.changed }?()
  }

  /// The reader's end; the follower stops when it is let go of.
  final class Reader: Sendable {
    private let mailbox: Mailbox

    init(_ mailbox: Mailbox) {
      self.mailbox = mailbox
    }

    func next() async throws -> CloudEvent? { try await mailbox.next() }

    deinit {
      mailbox.leave()
    }
  }
}
