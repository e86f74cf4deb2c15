import HTTPTypes
import Hummingbird

/// Puts the headers that keep a browser safe on whatever is answered, unless it brought its own.
///
/// Pages run no scripts at all, load no pictures, are framed by nobody and tell no other site where
/// a visitor comes from: their addresses hold tokens.
struct Headers: RouterMiddleware {
  /// What a page may load and do.
  static let policy =
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
    + "frame-ancestors 'none'; base-uri 'none'"

  func handle(
    _ request: Request, context: GatewayContext, next: Next
  ) async throws -> Response {
    var response = try await next(request, context)
    let usual: HTTPFields = [
      .contentSecurityPolicy: Self.policy,
      .xContentTypeOptions: "nosniff",
      .referrerPolicy: "no-referrer",
      .cacheControl: "no-store",
    ]
    for field in usual where !response.headers.contains(field.name) {
      response.headers[field.name] = field.value
    }
    return response
  }
}
