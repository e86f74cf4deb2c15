/// The options a socket can be given, with payloads the compiler checks.
///
/// libzmq takes a number, an untyped pointer and a length, and fails at run time. Times are
/// milliseconds unless the label says otherwise; a case without payload switches on something that
/// is off by default. See `zmq_setsockopt(3)`.
package enum SocketOption: Sendable {
  // Queues and times

  /// How long closing may go on sending: 0 (our default) drops at once, -1 waits for ever.
  case linger(Int)
  /// Messages queued for each peer before sending waits or drops; 0 is unlimited.
  case sendHighWater(Int)
  /// Messages queued from each peer before it is made to wait; 0 is unlimited.
  case receiveHighWater(Int)
  /// After this long a waiting send fails with `isAgain`; -1 (default) never.
  case sendTimeout(Int)
  /// After this long a waiting receive fails with `isAgain`; -1 (default) never.
  case receiveTimeout(Int)
  /// The largest frame accepted, in bytes; the peer that sends more is disconnected. It does not
  /// limit the number of frames: `receiveFrames(limit:)` does.
  case maxMessageSize(Int)
  /// Keep only the newest message. Breaks messages of several frames.
  case conflate

  // Connections

  /// Ping after `intervalMs` of silence; without any answer for `timeoutMs` the connection is
  /// closed; the peer is asked to do the same after `ttlMs`.
  case heartbeat(intervalMs: Int, timeoutMs: Int, ttlMs: Int)
  /// The pause before connecting again, doubling up to `maxMs` (0: always the same).
  case reconnect(intervalMs: Int, maxMs: Int)
  /// How long a peer may take for its handshake; 0 is unlimited.
  case handshakeInterval(Int)
  /// How long connecting may take before it starts anew; 0 leaves it to the system.
  case connectTimeout(Int)
  /// Connections the kernel holds until they are accepted.
  case backlog(Int)
  /// Queue only for peers whose connection is complete, not for those that may never come.
  case immediate
  /// Also use IPv6.
  case ipv6
  /// The kernel's own probes of idle TCP connections.
  case tcpKeepalive(idleSeconds: Int, intervalSeconds: Int, count: Int)

  // Requests

  /// The name under which a ROUTER sees this socket: 1 to 255 bytes, the first not zero.
  case routingID([UInt8])
  /// The name that a ROUTER gives the peer it connects to next.
  case connectRoutingID([UInt8])
  /// A ROUTER fails with `isUnreachable` for an unknown peer instead of dropping the message.
  case routerMandatory
  /// A peer with a known routing id takes it over from the former connection.
  case routerHandover
  /// Greet each ROUTER with an empty message, so that it knows the routing id.
  case probeRouter
  /// A REQ ignores replies that do not belong to its last request.
  case requestCorrelate
  /// A REQ may send again without waiting for the reply.
  case requestRelaxed

  // Subscriptions

  /// A SUB wants messages that start with these bytes. On an XPUB with `.xpubManual`: admits the
  /// sender of the subscription received last.
  case subscribe([UInt8])
  /// Takes back one `subscribe` of the same bytes.
  case unsubscribe([UInt8])
  /// An XPUB decides on each subscription itself, see `subscribe`.
  case xpubManual
  /// An XPUB also reports subscriptions it has already.
  case xpubVerbose
  /// As `xpubVerbose`, and every cancellation as well.
  case xpubVerboser
  /// An XPUB waits (or refuses) when a subscriber's queue is full, instead of dropping.
  case xpubNoDrop
  /// The first message for each new subscriber.
  case xpubWelcome([UInt8])

  // Security; keys are Z85 text of 40 characters, see `Curve`

  /// Accept only encrypted peers. Who they are is the ZAP handler's business.
  case curveServer(secret: String)
  /// Connect encrypted, and only to the server with that public key.
  case curveClient(server: String, public: String, secret: String)
  /// The name by which the ZAP handler tells this socket's rules from others.
  case zapDomain(String)
}
