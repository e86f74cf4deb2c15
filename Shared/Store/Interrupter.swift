import Synchronization

/// Ends what runs on one connection, from another thread.
///
/// It exists because a query that takes too long can be stopped only from outside. It reaches the
/// statement that runs at that moment and none that starts later, so pair it with
/// ``Connection/deadline(milliseconds:)``. It may outlive its connection; then it does nothing.
package final class Interrupter: Sendable {
  private let action: Mutex<(@Sendable () -> Void)?>

  init(_ action: @escaping @Sendable () -> Void) {
    self.action = Mutex(action)
  }

  /// Ends the running statement with ``StoreError/interrupted(_:)``.
  package func interrupt() {
    action.withLock { $0?() }
  }

  /// Called before the connection goes away; waits for an interrupt that is under way.
  func disarm() {
    action.withLock { $0 = nil }
  }
}
