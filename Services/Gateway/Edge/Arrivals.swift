import HTTPTypes
import Hummingbird

/// Notes who sent a request before anything else looks at it.
struct Arrivals: RouterMiddleware {
  let proxies: TrustedProxies
  let peer: Gateway.PeerSource

  func handle(
    _ request: Request, context: GatewayContext, next: Next
  ) async throws -> Response {
    var context = context
    let headers = request.headers
    context.visitor = proxies.visitor(
      peer: peer(request, context), forwardedFor: headers[values: .forwardedFor],
      forwardedProto: headers[.forwardedProto],
      isForwarded: [.forwarded, .forwardedFor, .forwardedProto].contains { headers.contains($0) })
    return try await next(request, context)
  }
}

extension HTTPField.Name {
  static let forwarded = Self("Forwarded")!
  static let forwardedFor = Self("X-Forwarded-For")!
  static let forwardedProto = Self("X-Forwarded-Proto")!
  static let referrerPolicy = Self("Referrer-Policy")!
  static let idempotencyKey = Self("Idempotency-Key")!
  static let traceparent = Self("traceparent")!
}
