import CZeroMQ

/// One end of ZeroMQ conversations, owned by one thread.
///
/// A libzmq socket breaks when two threads use it at once. This one cannot be copied and is not
/// `Sendable`, so the compiler refuses that; it closes when its owner lets go of it.
///
/// ```swift
/// let socket = try Socket(.router, in: context)
/// try socket.set(.receiveHighWater(1_000))
/// try socket.bind("tcp://127.0.0.1:7101")
/// while let frames = try socket.receiveFrames(limit: 8) { … }
/// ```
///
/// Set options before binding or connecting: libzmq applies most of them to later endpoints only.
package struct Socket: ~Copyable {
  /// The messaging patterns of libzmq, in the order of its numbers: the raw values are part of its
  /// binary interface.
  package enum Kind: Int32, CaseIterable, Sendable {
    case pair, pub, sub, req, rep, dealer, router, pull, push, xpub, xsub, stream
  }

  /// Which pattern the socket speaks.
  package let kind: Kind
  let handle: SocketHandle
  // Held so that the context outlives its sockets: terminating it waits for them.
  private let context: Context

  /// Opens a socket; fails with `isTerminated` when the context has ended.
  package init(_ kind: Kind, in context: Context) throws(ZeroMQError) {
    let handle = try context.open(kind)
    self.kind = kind
    self.handle = handle
    self.context = context
  }

  /// Changes one option; the error names the option but never its value, which may be a key.
  package func set(_ option: SocketOption) throws(ZeroMQError) {
    let socket = handle.pointer
    for setting in option.settings {
      try call("set \(setting.name)") {
        setting.value.withUnsafeBytes {
          zmq_setsockopt(socket, setting.number, $0.baseAddress, $0.count)
        }
      }
    }
  }

  /// Accepts peers at an endpoint (`tcp://127.0.0.1:7101`, `ipc:///run/x`, `inproc://name`).
  ///
  /// A port of `*` lets the system choose; `lastEndpoint` then says which.
  package func bind(_ endpoint: String) throws(ZeroMQError) {
    let socket = handle.pointer
    try call("bind", endpoint) { zmq_bind(socket, endpoint) }
  }

  /// Connects in the background, and again after each loss; a peer need not be there yet.
  package func connect(_ endpoint: String) throws(ZeroMQError) {
    let socket = handle.pointer
    try call("connect", endpoint) { zmq_connect(socket, endpoint) }
  }

  /// Stops accepting at an endpoint: the text of `lastEndpoint`, not the wildcard that was bound.
  ///
  /// Peers that came through it are sent away too, but only when the socket is used next: libzmq
  /// does such work inside other calls.
  package func unbind(_ endpoint: String) throws(ZeroMQError) {
    let socket = handle.pointer
    try call("unbind", endpoint) { zmq_unbind(socket, endpoint) }
  }

  /// Ends a connection made by `connect`.
  package func disconnect(_ endpoint: String) throws(ZeroMQError) {
    let socket = handle.pointer
    try call("disconnect", endpoint) { zmq_disconnect(socket, endpoint) }
  }

  /// The endpoint bound or connected last, with the real port; empty before the first.
  package var lastEndpoint: String {
    get throws(ZeroMQError) {
      let socket = handle.pointer
      var text = [UInt8](repeating: 0, count: 1024)
      var size = text.count
      try call("read the last endpoint") {
        zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, &text, &size)
      }
      return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  deinit {
    handle.close()
  }
}

/// The libzmq socket and whether it still exists, which a poller has to know.
final class SocketHandle {
  let pointer: UnsafeMutableRawPointer
  private(set) var isOpen = true

  init(_ pointer: UnsafeMutableRawPointer) {
    self.pointer = pointer
  }

  func close() {
    isOpen = false
    zmq_close(pointer)
  }
}
