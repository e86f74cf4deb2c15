import CZeroMQ
import Glibc
import Synchronization

/// The home of a process's sockets: I/O threads, the `inproc` name space and orderly shutdown.
///
/// It is the one part of libzmq that threads may share, hence a class. Each thread makes its own
/// sockets in it:
///
/// ```swift
/// let context = try Context()
/// let thread = Thread { try serve(Socket(.router, in: context)) }
/// context.terminate()  // serve() sees an error with `isTerminated` and returns
/// ```
///
/// Unlike plain libzmq, a socket that is closed drops what it has not sent yet, unless
/// `SocketOption.linger` gives it time: a process must always be able to end.
package final class Context: Sendable {
  // The pointer itself never changes; `terminated` guards against its use after it was freed.
  private nonisolated(unsafe) let pointer: UnsafeMutableRawPointer
  private let terminated = Mutex(false)

  /// Starts a context. One I/O thread carries about a gigabyte a second
  /// (ZeroMQ guide, chapter 2).
  package init(ioThreads: Int = 1, maxSockets: Int = 4096) throws(ZeroMQError) {
    guard let created = zmq_ctx_new() else {
      throw ZeroMQError(code: zmq_errno(), operation: "create a context")
    }
    pointer = created
    try call("set the number of I/O threads") {
      zmq_ctx_set(created, ZMQ_IO_THREADS, Int32(clamping: ioThreads))
    }
    try call("set the number of sockets") {
      zmq_ctx_set(created, ZMQ_MAX_SOCKETS, Int32(clamping: maxSockets))
    }
    try call("set the default linger") { zmq_ctx_set(created, ZMQ_BLOCKY, 0) }
  }

  /// Opens a socket, unless the context was terminated.
  ///
  /// Under the lock, so that no thread can be inside while another one frees the context.
  func open(_ kind: Socket.Kind) throws(ZeroMQError) -> SocketHandle {
    let (address, code) = terminated.withLock { terminated -> (UInt, Int32) in
      guard !terminated else { return (0, ETERM) }
      let socket = zmq_socket(pointer, kind.rawValue)
      return (UInt(bitPattern: socket), zmq_errno())
    }
    guard let socket = UnsafeMutableRawPointer(bitPattern: address) else {
      throw ZeroMQError(code: code, operation: "open a \(kind) socket")
    }
    return SocketHandle(socket)
  }

  /// Wakes every blocked socket with `isTerminated` and waits until all of them are closed.
  ///
  /// Call it from a thread that owns no socket of this context, or it waits for itself. A second
  /// call returns at once.
  package func terminate() {
    let first = terminated.withLock { terminated in
      defer { terminated = true }
      return !terminated
    }
    guard first else { return }
    while zmq_ctx_term(pointer) < 0 && zmq_errno() == EINTR {}
  }

  // Sockets keep their context alive, so by now there are none: only lingering ones take time.
  deinit {
    terminate()
  }
}
