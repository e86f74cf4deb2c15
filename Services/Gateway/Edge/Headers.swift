import HTTPTypes
import Hummingbird

/// Puts the headers that keep a browser safe on whatever is answered, unless it brought its own.
///
/// Pages run no scripts at all, load no pictures, use no sensor, are framed by nobody and tell no
/// other site where a visitor comes from: their addresses hold tokens.
struct Headers: RouterMiddleware {
  /// Whether visitors come by https, and shall never come by anything else.
  let isSecure: Bool

  /// What a page may load and do.
  static let policy =
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
    + "frame-ancestors 'none'; base-uri 'none'"

  /// What a page may ask of the machine it is shown on (W3C, Permissions Policy).
  static let permissions = [
    "accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope",
    "magnetometer", "microphone", "payment", "usb",
  ].map { "\($0)=()" }.joined(separator: ", ")

  func handle(
    _ request: Request, context: GatewayContext, next: Next
  ) async throws -> Response {
    var response = try await next(request, context)
    var usual: HTTPFields = [
      .contentSecurityPolicy: Self.policy,
      .xContentTypeOptions: "nosniff",
      .xFrameOptions: "DENY",
      .referrerPolicy: "no-referrer",
      .permissionsPolicy: Self.permissions,
      .crossOriginOpenerPolicy: "same-origin",
      .crossOriginResourcePolicy: "same-origin",
      .cacheControl: "no-store",
    ]
    if isSecure { usual[.strictTransportSecurity] = "max-age=31536000" }
    for field in usual where !response.headers.contains(field.name) {
      response.headers[field.name] = field.value
    }
    return response
  }
}
