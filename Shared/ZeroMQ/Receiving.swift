import CZeroMQ
import Glibc

/// A whole message together with whom CURVE says it is from.
package struct Parcel: Sendable {
  /// Every frame, routing frames first.
  package let frames: [[UInt8]]
  /// The `User-Id` that the ZAP handler gave the sender's key; `nil` without authentication.
  package let userID: String?
}

extension Socket {
  /// Receives one frame into a message, whose former content is released.
  ///
  /// - Returns: `false` when nothing is there and `wait` is `false`.
  package func receive(
    into message: inout Message, wait: Bool = true
  ) throws(ZeroMQError) -> Bool {
    let socket = handle.pointer
    return try transfer("receive", wait: wait) {
      zmq_msg_recv(&message.raw, socket, wait ? 0 : ZMQ_DONTWAIT)
    }
  }

  /// Receives a whole message, or `nil` when none is there and `wait` is `false`.
  ///
  /// `limit` counts every frame, the routing frames too. A longer message is read to its end frame
  /// by frame without being kept, and reported as an error with `overflow`; the next call receives
  /// the next message.
  package func receiveFrames(
    limit: Int, wait: Bool = true
  ) throws(ZeroMQError) -> [[UInt8]]? {
    var last = Message()
    return try gather(limit: limit, wait: wait, last: &last)
  }

  /// The same with the sender's `User-Id`, for servers that look up rights on each request.
  package func receiveParcel(limit: Int, wait: Bool = true) throws(ZeroMQError) -> Parcel? {
    var last = Message()
    guard let frames = try gather(limit: limit, wait: wait, last: &last) else { return nil }
    return Parcel(frames: frames, userID: last.property("User-Id"))
  }

  /// Collects the frames of one message and leaves the last of them in `last`.
  private func gather(
    limit: Int, wait: Bool, last: inout Message
  ) throws(ZeroMQError) -> [[UInt8]]? {
    guard try receive(into: &last, wait: wait) else { return nil }
    var frames: [[UInt8]] = []
    var count = 1
    if limit > 0 { frames.append(last.bytes) }
    // libzmq delivers messages whole, so the frames that follow the first never have to wait.
    while last.more {
      _ = try receive(into: &last)
      count += 1
      if count <= limit { frames.append(last.bytes) }
    }
    guard count > limit else { return frames }
    let overflow = ZeroMQError.Overflow(
      routingID: kind == .router ? frames.first : nil, frames: count, limit: limit)
    throw ZeroMQError(code: EMSGSIZE, operation: "receive", overflow: overflow)
  }
}
