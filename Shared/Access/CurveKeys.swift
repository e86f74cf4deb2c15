package import ZeroMQ

/// What a client needs to speak encrypted with one server, and to be known by it.
///
/// All three are Z85 text of 40 characters (ZeroMQ RFC 32). The server's key keeps anybody else from
/// playing the server; the client's own pair tells the server who calls (CurveZMQ, RFC 26).
public struct CurveKeys: Sendable, Hashable, CustomStringConvertible {
  /// The server's public key.
  public let server: String
  /// The client's public key, the one that stands in the server's ring.
  public let `public`: String
  /// The client's secret.
  public let secret: String

  public init(server: String, public: String, secret: String) {
    (self.server, self.public, self.secret) = (server, `public`, secret)
  }

  /// The public keys only, so that no log ever shows the secret.
  public var description: String { "CurveKeys(server: \(server), public: \(`public`))" }
}

extension Socket {
  /// Connections made from now on are encrypted; without keys nothing changes.
  package func use(_ keys: CurveKeys?) throws(ZeroMQError) {
    guard let keys else { return }
    try set(.curveClient(server: keys.server, public: keys.public, secret: keys.secret))
  }
}
