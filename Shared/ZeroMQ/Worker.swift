import Glibc

/// A thread of its own for what blocks: sockets, commits, deliveries.
///
/// Swift's cooperative pool has as many threads as the machine has cores; one blocking call on it
/// stalls everything else. Sockets also must stay with one thread (see ``Socket``).
///
/// ```swift
/// let worker = Worker { serve() }
/// worker.join()
/// ```
package struct Worker: Sendable {
  private let thread: pthread_t

  /// Starts a thread; traps when the process may not have another.
  package init(_ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let start = Unmanaged.passRetained(Start(body))
    let code = pthread_create(
      &thread, nil,
      { pointer in
        guard let pointer else { return nil }
        Unmanaged<Start>.fromOpaque(pointer).takeRetainedValue().body()
        return nil
      }, start.toOpaque())
    precondition(code == 0, "no thread could be started: \(String(cString: strerror(code)))")
    self.thread = thread
  }

  /// Waits for its end. Once, and not after ``detach()``.
  package func join() {
    pthread_join(thread, nil)
  }

  /// Lets it end by itself, with nobody waiting.
  package func detach() {
    pthread_detach(thread)
  }
}

private final class Start: Sendable {
  let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) {
    self.body = body
  }
}
