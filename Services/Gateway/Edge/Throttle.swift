import HTTPTypes
import Hummingbird
import Wire

/// Sends away who comes too often, before anything is asked of the services.
struct Throttle: RouterMiddleware {
  let turnstile: Turnstile

  func handle(
    _ request: Request, context: GatewayContext, next: Next
  ) async throws -> Response {
    if let lane = Self.lane(request) { try turnstile.pass(lane, context.visitor) }
    return try await next(request, context)
  }

  /// Nil for what has a bound of its own, or costs nothing.
  private static func lane(_ request: Request) -> Lane? {
    let acts = request.method != .get && request.method != .head
    switch request.uri.path.split(separator: "/").first {
    case "forms": return acts ? .submissions : .pages
    case "sign-in", "accept", "reset", "account": return acts ? .signIn : .links
    // Mail providers press this button for all their users, from few addresses (RFC 8058).
    case "unsubscribe": return .pages
    case "confirm", "subscriptions", "answer", "rating": return .links
    // Pixels and links of mails come through the proxies of mail providers.
    case "o", "c": return nil
    // By the kind of key; see ``RPC``.
    case "rpc", "events": return nil
    case "healthz", "readyz", "metrics", "style.css": return nil
    default: return .pages
    }
  }
}

extension ServiceError {
  /// The subtype of ``tooOften(secondsToWait:)``.
  static let tooManyRequests = "tooManyRequests"

  /// More came from one address than one person does.
  static func tooOften(secondsToWait: Int64) -> ServiceError {
    ServiceError(
      .busy, "Too much came from your address in a short time; nothing was done.",
      retryAfter: .seconds(secondsToWait), subtype: tooManyRequests)
  }
}
