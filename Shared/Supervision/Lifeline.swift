import Glibc

/// Ends this process when the one that supervises it has died.
///
/// A supervisor that is killed cannot stop its children any more; left alone they would hold ports
/// and databases. It gives each a pipe as standard input and keeps the other end: when that closes,
/// however it came to close, the child stops as if it had been told to.
package enum Lifeline {
  /// The environment variable by which a supervisor says that standard input is such a pipe.
  package static let name = "RAPPORT_SUPERVISED"

  /// Watches standard input from a thread of its own, if a supervisor asks for that; raises SIGTERM
  /// at its end.
  package static func watch() {
    guard let asked = getenv(name), String(cString: asked) == "1" else { return }
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { _ in
        var byte: UInt8 = 0
        var count = 0
        repeat {
          count = read(STDIN_FILENO, &byte, 1)
        } while count > 0 || count < 0 && errno == EINTR
        kill(getpid(), SIGTERM)
        return nil
      }, nil)
    if code == 0 { pthread_detach(thread) }
  }
}
