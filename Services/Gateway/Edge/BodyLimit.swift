import HTTPTypes
import Hummingbird
import Wire

/// Refuses a body that says it is too large, before any of it is read.
///
/// One that does not say so is refused by who reads it, at the same size.
struct BodyLimit: RouterMiddleware {
  func handle(
    _ request: Request, context: GatewayContext, next: Next
  ) async throws -> Response {
    if let length = request.headers[.contentLength].flatMap({ Int($0) }),
      length > Request.longestBody
    {
      throw ServiceError.tooLarge("A body may have at most \(Request.longestBody) bytes.")
    }
    return try await next(request, context)
  }
}
