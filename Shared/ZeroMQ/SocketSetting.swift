import CZeroMQ

/// One call of `zmq_setsockopt`: an option of ours may need several.
struct SocketSetting {
  let name: String
  let number: Int32
  let value: [UInt8]

  init(_ name: String, _ number: Int32, bytes: [UInt8]) {
    self.name = name
    self.number = number
    value = bytes
  }

  init(_ name: String, _ number: Int32, _ value: Int) {
    let narrow = Int32(clamping: value)
    self.init(name, number, bytes: withUnsafeBytes(of: narrow) { [UInt8]($0) })
  }

  init(_ name: String, _ number: Int32, wide value: Int) {
    self.init(name, number, bytes: withUnsafeBytes(of: Int64(value)) { [UInt8]($0) })
  }

  init(_ name: String, _ number: Int32, _ text: String) {
    self.init(name, number, bytes: [UInt8](text.utf8))
  }
}

extension SocketOption {
  /// The calls that bring the option about, each with the name that an error shows.
  var settings: [SocketSetting] {
    switch self {
    case .linger(let time): [.init("linger", ZMQ_LINGER, time)]
    case .sendHighWater(let count): [.init("send high water", ZMQ_SNDHWM, count)]
    case .receiveHighWater(let count): [.init("receive high water", ZMQ_RCVHWM, count)]
    case .sendTimeout(let time): [.init("send timeout", ZMQ_SNDTIMEO, time)]
    case .receiveTimeout(let time): [.init("receive timeout", ZMQ_RCVTIMEO, time)]
    case .maxMessageSize(let size): [.init("max message size", ZMQ_MAXMSGSIZE, wide: size)]
    case .conflate: [.init("conflate", ZMQ_CONFLATE, 1)]
    case .heartbeat(let interval, let timeout, let ttl):
      [
        .init("heartbeat interval", ZMQ_HEARTBEAT_IVL, interval),
        .init("heartbeat timeout", ZMQ_HEARTBEAT_TIMEOUT, timeout),
        .init("heartbeat time to live", ZMQ_HEARTBEAT_TTL, ttl),
      ]
    case .reconnect(let interval, let longest):
      [
        .init("reconnect interval", ZMQ_RECONNECT_IVL, interval),
        .init("longest reconnect interval", ZMQ_RECONNECT_IVL_MAX, longest),
      ]
    case .handshakeInterval(let time): [.init("handshake interval", ZMQ_HANDSHAKE_IVL, time)]
    case .connectTimeout(let time): [.init("connect timeout", ZMQ_CONNECT_TIMEOUT, time)]
    case .backlog(let count): [.init("backlog", ZMQ_BACKLOG, count)]
    case .immediate: [.init("immediate", ZMQ_IMMEDIATE, 1)]
    case .ipv6: [.init("IPv6", ZMQ_IPV6, 1)]
    case .tcpKeepalive(let idle, let interval, let count):
      [
        .init("TCP keepalive", ZMQ_TCP_KEEPALIVE, 1),
        .init("TCP keepalive idle time", ZMQ_TCP_KEEPALIVE_IDLE, idle),
        .init("TCP keepalive interval", ZMQ_TCP_KEEPALIVE_INTVL, interval),
        .init("TCP keepalive count", ZMQ_TCP_KEEPALIVE_CNT, count),
      ]
    case .routingID(let name): [.init("routing id", ZMQ_ROUTING_ID, bytes: name)]
    case .connectRoutingID(let name):
      [.init("connect routing id", ZMQ_CONNECT_ROUTING_ID, bytes: name)]
    case .routerMandatory: [.init("router mandatory", ZMQ_ROUTER_MANDATORY, 1)]
    case .routerHandover: [.init("router handover", ZMQ_ROUTER_HANDOVER, 1)]
    case .probeRouter: [.init("probe router", ZMQ_PROBE_ROUTER, 1)]
    case .requestCorrelate: [.init("request correlate", ZMQ_REQ_CORRELATE, 1)]
    case .requestRelaxed: [.init("request relaxed", ZMQ_REQ_RELAXED, 1)]
    case .subscribe(let prefix): [.init("subscribe", ZMQ_SUBSCRIBE, bytes: prefix)]
    case .unsubscribe(let prefix): [.init("unsubscribe", ZMQ_UNSUBSCRIBE, bytes: prefix)]
    case .xpubManual: [.init("XPUB manual", ZMQ_XPUB_MANUAL, 1)]
    case .xpubVerbose: [.init("XPUB verbose", ZMQ_XPUB_VERBOSE, 1)]
    case .xpubVerboser: [.init("XPUB verboser", ZMQ_XPUB_VERBOSER, 1)]
    case .xpubNoDrop: [.init("XPUB no drop", ZMQ_XPUB_NODROP, 1)]
    case .xpubWelcome(let bytes): [.init("XPUB welcome", ZMQ_XPUB_WELCOME_MSG, bytes: bytes)]
    case .curveServer(let secret):
      [
        .init("CURVE server", ZMQ_CURVE_SERVER, 1),
        .init("CURVE secret key", ZMQ_CURVE_SECRETKEY, secret),
      ]
    case .curveClient(let server, let `public`, let secret):
      [
        .init("CURVE server key", ZMQ_CURVE_SERVERKEY, server),
        .init("CURVE public key", ZMQ_CURVE_PUBLICKEY, `public`),
        .init("CURVE secret key", ZMQ_CURVE_SECRETKEY, secret),
      ]
    case .zapDomain(let name): [.init("ZAP domain", ZMQ_ZAP_DOMAIN, name)]
    }
  }
}
