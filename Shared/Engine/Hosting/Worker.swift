#if canImport(Glibc)
  import Glibc
#endif

/// A thread of its own for what blocks: sockets, commits, deliveries.
///
/// It exists because blocking calls must never sit on the cooperative pool.
struct Worker: Sendable {
  private let thread: pthread_t

  /// Starts a thread.
  init(_ body: @escaping @Sendable () -> Void) {
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

  /// Waits for its end; once.
  func join() {
    pthread_join(thread, nil)
  }
}

private final class Start: Sendable {
  let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) {
    self.body = body
  }
}
