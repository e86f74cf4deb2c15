import CZeroMQ
import Glibc

/// What libzmq refused to do, in words an operator can act on.
///
/// libzmq answers with a bare `errno`; by the time somebody reads the log, nobody knows which call
/// it came from. This keeps the call and the endpoint beside the number:
/// `could not bind tcp://127.0.0.1:7101: Address already in use`.
///
/// It never leaves the modules that use sockets: a service answers with a `ServiceError`.
package struct ZeroMQError: Error, Equatable, CustomStringConvertible {
  /// The `errno` of the failed call, libzmq's own numbers (`ETERM`, `EFSM`) included.
  package let code: Int32
  /// The verb that completes "could not …".
  package let operation: String
  /// Where the call was to bind, connect or listen; `nil` for calls that name no endpoint.
  package let endpoint: String?
  /// Set when a received message had more frames than the receiver allows.
  package let overflow: Overflow?

  init(code: Int32, operation: String, endpoint: String? = nil, overflow: Overflow? = nil) {
    self.code = code
    self.operation = operation
    self.endpoint = endpoint
    self.overflow = overflow
  }

  /// A message that was thrown away because of its number of frames.
  ///
  /// libzmq limits the bytes of a frame but not the frames of a message, so the receiver has to.
  package struct Overflow: Equatable, Sendable {
    /// Who sent it, as the receiving ROUTER names its peers; `nil` on other kinds of socket.
    package let routingID: [UInt8]?
    /// How many frames arrived, routing frames included.
    package let frames: Int
    /// How many were allowed.
    package let limit: Int
  }

  /// The endpoint is taken by another socket or process.
  package var isAddressInUse: Bool { code == EADDRINUSE }

  /// The context was terminated: the thread should close its sockets and end.
  package var isTerminated: Bool { code == ETERM }

  /// A send or receive timeout passed and nothing was sent or received.
  package var isAgain: Bool { code == EAGAIN }

  /// A ROUTER with `.routerMandatory` knows no peer of that routing id.
  package var isUnreachable: Bool { code == EHOSTUNREACH }

  /// One sentence: what was tried, where, and why it failed.
  package var description: String {
    let attempt = endpoint.map { "could not \(operation) \($0)" } ?? "could not \(operation)"
    guard let overflow else { return "\(attempt): \(String(cString: zmq_strerror(code)))" }
    let sender = overflow.routingID.map { " from peer \(hexadecimal($0))" } ?? ""
    return "\(attempt): a message of \(overflow.frames) frames\(sender) is over the limit of "
      + "\(overflow.limit)"
  }

  private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
