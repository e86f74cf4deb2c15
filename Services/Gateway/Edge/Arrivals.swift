import HTTPTypes
import Hummingbird
import Logging
import Synchronization

/// Notes who sent a request before anything else looks at it.
struct Arrivals: RouterMiddleware {
  private let proxies: TrustedProxies
  private let peer: Gateway.PeerSource
  private let logger: Logger
  private let hasWarned = Once()

  init(_ proxies: TrustedProxies, peer: @escaping Gateway.PeerSource, logger: Logger) {
    (self.proxies, self.peer, self.logger) = (proxies, peer, logger)
  }

  func handle(
    _ request: Request, context: GatewayContext, next: Next
  ) async throws -> Response {
    var context = context
    let headers = request.headers
    let peer = peer(request, context)
    let isForwarded = [.forwarded, .forwardedFor, .forwardedProto].contains { headers.contains($0) }
    context.visitor = proxies.visitor(
      peer: peer, forwardedFor: headers[values: .forwardedFor],
      forwardedProto: headers[.forwardedProto], isForwarded: isForwarded)
    if isForwarded, let address = peer.flatMap(IPAddress.init) { warn(address) }
    return try await next(request, context)
  }

  /// A proxy nearby that nobody trusts is a mistake: all visitors then share its address, and the
  /// rate that one address is allowed.
  private func warn(_ peer: IPAddress) {
    guard peer.isLoopback || peer.isNearby, !proxies.trust(peer), hasWarned.first() else { return }
    logger.warning(
      "requests come through a proxy nearby that is not trusted: name it in trusted-proxies",
      metadata: ["proxy": "\(peer)"])
  }
}

/// Something that is done once in the life of a process.
private final class Once: Sendable {
  private let isDone = Atomic(false)

  func first() -> Bool { !isDone.exchange(true, ordering: .relaxed) }
}

extension HTTPField.Name {
  static let forwarded = Self("Forwarded")!
  static let forwardedFor = Self("X-Forwarded-For")!
  static let forwardedProto = Self("X-Forwarded-Proto")!
  static let referrerPolicy = Self("Referrer-Policy")!
  static let xFrameOptions = Self("X-Frame-Options")!
  static let permissionsPolicy = Self("Permissions-Policy")!
  static let crossOriginOpenerPolicy = Self("Cross-Origin-Opener-Policy")!
  static let crossOriginResourcePolicy = Self("Cross-Origin-Resource-Policy")!
  static let idempotencyKey = Self("Idempotency-Key")!
  static let traceparent = Self("traceparent")!
}
