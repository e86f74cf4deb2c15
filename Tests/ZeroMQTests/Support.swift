import Foundation
import ZeroMQ

/// Where two sockets can meet. The system chooses ports and files, and a name inside a process is
/// seen only by its context, so that tests run side by side.
enum Transport: String, CaseIterable {
  case inproc = "inproc://desk"
  case ipc = "ipc://*"
  case tcp = "tcp://127.0.0.1:*"
}

/// A socket that gives up after ten seconds: a broken test fails instead of hanging.
func open(
  _ kind: Socket.Kind, in context: Context, _ options: SocketOption...
) throws(ZeroMQError) -> Socket {
  let socket = try Socket(kind, in: context)
  for option in [.receiveTimeout(10_000), .sendTimeout(10_000)] + options { try socket.set(option) }
  return socket
}

/// A PUSH and the PULL it feeds. (Tuples cannot hold noncopyable values.)
struct Pipe: ~Copyable {
  let source: Socket
  let target: Socket

  init(_ name: String, in context: Context) throws(ZeroMQError) {
    let target = try open(.pull, in: context)
    try target.bind("inproc://\(name)")
    let source = try open(.push, in: context)
    try source.connect("inproc://\(name)")
    self.source = source
    self.target = target
  }
}

/// What a call threw; `#expect(throws:)` cannot look at noncopyable sockets.
func failure(_ body: () throws(ZeroMQError) -> Void) -> ZeroMQError? {
  do {
    try body()
    return nil
  } catch {
    return error
  }
}

/// Runs what may block on a thread of its own, away from the cooperative pool.
func onThread<Value: Sendable>(
  _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
  }
}

extension [UInt8] {
  init(_ text: String) {
    self = Array(text.utf8)
  }
}
