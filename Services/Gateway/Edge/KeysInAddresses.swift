import HTTPTypes
import Hummingbird
import Wire

/// Refuses a key that stands in an address.
///
/// Addresses are logged by every proxy on the way, kept by browsers and handed on as referrers: a
/// key that works there is soon everybody's.
struct KeysInAddresses: RouterMiddleware {
  let keys: KeyRing

  private static let names: Set<String> = [
    "key", "apikey", "api_key", "api-key", "access_token", "authorization", "bearer", "token",
  ]

  func handle(
    _ request: Request, context: GatewayContext, next: Next
  ) async throws -> Response {
    guard let query = request.uri.query.map(FormBody.init) else {
      return try await next(request, context)
    }
    let namesKey =
      request.isForPrograms && query.names.contains { Self.names.contains($0.lowercased()) }
    guard namesKey || query.values.contains(where: { keys.key($0) != nil }) else {
      return try await next(request, context)
    }
    throw ServiceError(
      .invalidRequest,
      "A key does not belong into an address, where others can read it. Send it as the header "
        + "Authorization: Bearer KEY, and make a new one in place of this.")
  }
}
