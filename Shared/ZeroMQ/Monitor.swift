import CZeroMQ

/// What can happen to a socket's connections, as a set to ask for and as the kind of one event.
package struct MonitorEvents: OptionSet, Sendable {
  package let rawValue: Int32

  package init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// The transport is connected; the handshake comes next.
  package static let connected = MonitorEvents(rawValue: ZMQ_EVENT_CONNECTED)
  /// Connecting goes on in the background.
  package static let connectDelayed = MonitorEvents(rawValue: ZMQ_EVENT_CONNECT_DELAYED)
  /// Connecting will be tried again; the value is the pause in milliseconds.
  package static let connectRetried = MonitorEvents(rawValue: ZMQ_EVENT_CONNECT_RETRIED)
  /// The socket accepts connections at the endpoint.
  package static let listening = MonitorEvents(rawValue: ZMQ_EVENT_LISTENING)
  /// Binding failed; the value is the `errno`.
  package static let bindFailed = MonitorEvents(rawValue: ZMQ_EVENT_BIND_FAILED)
  /// A peer connected; the handshake comes next.
  package static let accepted = MonitorEvents(rawValue: ZMQ_EVENT_ACCEPTED)
  /// Accepting a peer failed; the value is the `errno`.
  package static let acceptFailed = MonitorEvents(rawValue: ZMQ_EVENT_ACCEPT_FAILED)
  /// A connection was closed on this side.
  package static let closed = MonitorEvents(rawValue: ZMQ_EVENT_CLOSED)
  /// Closing failed; the value is the `errno`.
  package static let closeFailed = MonitorEvents(rawValue: ZMQ_EVENT_CLOSE_FAILED)
  /// A connection broke, was closed by the peer, or missed its heartbeats.
  package static let disconnected = MonitorEvents(rawValue: ZMQ_EVENT_DISCONNECTED)
  /// The monitored socket is closing: no further events.
  package static let monitorStopped = MonitorEvents(rawValue: ZMQ_EVENT_MONITOR_STOPPED)
  /// The peers understand each other and, with CURVE, trust each other: messages can flow.
  package static let handshakeSucceeded = MonitorEvents(rawValue: ZMQ_EVENT_HANDSHAKE_SUCCEEDED)
  /// The connection failed during the handshake; the value is the `errno`.
  package static let handshakeFailed = MonitorEvents(
    rawValue: ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL)
  /// The peer did not keep to the protocol, or, as the server sees it, holds another server's key;
  /// the value is a `ZMQ_PROTOCOL_ERROR_…`.
  package static let handshakeFailedProtocol = MonitorEvents(
    rawValue: ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL)
  /// The ZAP handler refused; the value is its status code (300, 400 or 500).
  package static let handshakeFailedAuthentication = MonitorEvents(
    rawValue: ZMQ_EVENT_HANDSHAKE_FAILED_AUTH)
  /// Everything there is.
  package static let all = MonitorEvents(rawValue: ZMQ_EVENT_ALL)
}

/// One thing that happened to a connection of a monitored socket.
package struct MonitorEvent: Equatable, Sendable {
  /// What happened: a set of exactly one.
  package let kind: MonitorEvents
  /// A file descriptor, `errno`, status code or pause; `kind` says which.
  package let value: UInt32
  /// The endpoint of ours that it happened to.
  package let endpoint: String

  /// Reads what a monitor's PAIR socket received; `nil` if these are not the frames of an event.
  package init?(frames: [[UInt8]]) {
    guard frames.count == 2, frames[0].count == 6 else { return nil }
    // The first frame holds a 16-bit event and a 32-bit value in the machine's own byte order.
    (kind, value) = frames[0].withUnsafeBytes { bytes in
      let event = bytes.loadUnaligned(as: UInt16.self)
      let value = bytes.loadUnaligned(fromByteOffset: 2, as: UInt32.self)
      return (MonitorEvents(rawValue: Int32(event)), value)
    }
    endpoint = String(decoding: frames[1], as: UTF8.self)
  }
}

extension Socket {
  /// Reports connections, losses and refused handshakes at an `inproc` endpoint.
  ///
  /// A socket never says by itself that its peer is gone or its key was refused. Call this before
  /// binding or connecting, then read with a PAIR socket:
  ///
  /// ```swift
  /// try dealer.monitor([.handshakeSucceeded, .disconnected], endpoint: "inproc://dealer.events")
  /// let events = try Socket(.pair, in: context)
  /// try events.connect("inproc://dealer.events")
  /// let event = try events.receiveFrames(limit: 2).flatMap(MonitorEvent.init)
  /// ```
  package func monitor(_ events: MonitorEvents, endpoint: String) throws(ZeroMQError) {
    let socket = handle.pointer
    try call("monitor at", endpoint) { zmq_socket_monitor(socket, endpoint, events.rawValue) }
  }
}
