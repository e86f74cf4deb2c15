import HTTPTypes
import Hummingbird
import Logging
import Wire

/// Writes a line of the process's log about each request: its route, never its path or its query,
/// which may hold a link's token or an address.
struct Journal: RouterMiddleware {
  let logger: Logger

  func handle(
    _ request: Request, context: GatewayContext, next: Next
  ) async throws -> Response {
    let start = ContinuousClock.now
    let response = try await next(request, context)
    let isTelling = request.method != .get && request.method != .head || response.status.code >= 400
    logger.log(
      level: isTelling ? .info : .debug, "request",
      metadata: [
        "method": "\(request.method.rawValue) \(context.endpointPath ?? "")",
        "outcome": "\(response.status.code)",
        "durationMs": "\(start.duration(to: .now) / .milliseconds(1))",
        "trace": request.headers[.traceparent].flatMap(Traceparent.trace).map { "\($0)" } ?? "",
      ])
    return response
  }
}
