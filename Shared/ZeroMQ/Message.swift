import CZeroMQ

/// One frame in libzmq's own memory.
///
/// Receiving into the same message again and again costs no allocation of ours, and a received
/// frame can be read, or sent on, without copying it.
///
/// ```swift
/// var message = Message()
/// while try socket.receive(into: &message, wait: false) {
///   message.withUnsafeBytes { parse($0) }
/// }
/// ```
package struct Message: ~Copyable {
  // libzmq moves these 64 bytes by plain assignment itself (msg_t::move), so Swift may as well.
  var raw = zmq_msg_t()

  /// An empty message to receive into.
  package init() {
    zmq_msg_init(&raw)
  }

  /// A message with a copy of the bytes. Traps when there is no memory left, as arrays do.
  package init(copying bytes: UnsafeRawBufferPointer) {
    precondition(zmq_msg_init_size(&raw, bytes.count) == 0, "no memory for a message")
    guard let source = bytes.baseAddress, let target = zmq_msg_data(&raw) else { return }
    target.copyMemory(from: source, byteCount: bytes.count)
  }

  /// A message with a copy of the array's bytes.
  package init(copying bytes: [UInt8]) {
    self = bytes.span.bytes.withUnsafeBytes { Message(copying: $0) }
  }

  /// The number of bytes.
  package var count: Int {
    withPointer { zmq_msg_size($0) }
  }

  /// Whether another frame of the same message follows.
  package var more: Bool {
    withPointer { zmq_msg_more($0) != 0 }
  }

  /// A copy of the content.
  package var bytes: [UInt8] {
    withUnsafeBytes { [UInt8]($0) }
  }

  /// Lends the content; the pointer is dead after the call.
  package func withUnsafeBytes<Result: ~Copyable, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withPointer { message throws(Failure) in
      try body(UnsafeRawBufferPointer(start: zmq_msg_data(message), count: zmq_msg_size(message)))
    }
  }

  /// What the connection knows about the sender: `User-Id` (given by ZAP), `Peer-Address`,
  /// `Routing-Id`, `Socket-Type` or a name from the ZAP metadata; `nil` if it knows nothing.
  package func property(_ name: String) -> String? {
    withPointer { message in zmq_msg_gets(message, name).map { String(cString: $0) } }
  }

  // libzmq asks for a mutable pointer even where it only reads. Short content lives inside the 64
  // bytes, so what the pointer yields must not outlive the closure.
  private func withPointer<Result: ~Copyable, Failure: Error>(
    _ body: (UnsafeMutablePointer<zmq_msg_t>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withUnsafePointer(to: raw) { message throws(Failure) in
      try body(UnsafeMutablePointer(mutating: message))
    }
  }

  deinit {
    withPointer { _ = zmq_msg_close($0) }
  }
}
