import CZeroMQ

// One copy each, from the caller's bytes into libzmq's message; frames of up to 33 bytes need no
// allocation. `false` is only ever the answer to `wait: false`.
extension Socket {
  /// Sends one frame. `more` announces another one of the same message; peers get all or none.
  ///
  /// - Returns: `false` when the peer's queue is full (or there is no peer) and `wait` is `false`.
  ///   PUB and XPUB never wait: they drop for subscribers that are too slow.
  @discardableResult
  package func send(
    _ frame: UnsafeRawBufferPointer, more: Bool = false, wait: Bool = true
  ) throws(ZeroMQError) -> Bool {
    let socket = handle.pointer
    let flags = (more ? ZMQ_SNDMORE : 0) | (wait ? 0 : ZMQ_DONTWAIT)
    return try transfer("send", wait: wait) {
      zmq_send(socket, frame.baseAddress, frame.count, flags)
    }
  }

  /// Sends the bytes of an array as one frame.
  @discardableResult
  package func send(
    _ frame: [UInt8], more: Bool = false, wait: Bool = true
  ) throws(ZeroMQError) -> Bool {
    try send(frame.span.bytes, more: more, wait: wait)
  }

  /// Sends any contiguous bytes as one frame: `socket.send(slice.span.bytes)`.
  @discardableResult
  package func send(
    _ frame: RawSpan, more: Bool = false, wait: Bool = true
  ) throws(ZeroMQError) -> Bool {
    try frame.withUnsafeBytes { bytes throws(ZeroMQError) in
      try send(bytes, more: more, wait: wait)
    }
  }

  /// Hands a message over without copying, for instance to pass a received frame on.
  ///
  /// Afterwards the message is empty; when the answer is `false` it is untouched, ready for another
  /// try.
  @discardableResult
  package func send(
    _ message: inout Message, more: Bool = false, wait: Bool = true
  ) throws(ZeroMQError) -> Bool {
    let socket = handle.pointer
    let flags = (more ? ZMQ_SNDMORE : 0) | (wait ? 0 : ZMQ_DONTWAIT)
    return try transfer("send", wait: wait) { zmq_msg_send(&message.raw, socket, flags) }
  }

  /// Sends a whole message.
  ///
  /// Only the first frame may have to wait, so `false` means that nothing was sent.
  @discardableResult
  package func sendFrames(_ frames: [[UInt8]], wait: Bool = true) throws(ZeroMQError) -> Bool {
    for (index, frame) in frames.enumerated() {
      let more = index < frames.count - 1
      guard try send(frame, more: more, wait: wait || index > 0) else { return false }
    }
    return true
  }
}
