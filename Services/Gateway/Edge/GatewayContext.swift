package import Hummingbird
import NIOCore

/// In this module a request is HTTP's; those of JSON-RPC are `Wire.Request`.
package typealias Request = Hummingbird.Request

/// The rest of the way to a route. Hummingbird's closures leave the caller's actor.
typealias Next = @concurrent (Request, GatewayContext) async throws -> Response

/// What the gateway knows about a request beside the request.
package struct GatewayContext: RequestContext {
  package var coreContext: CoreRequestContextStorage
  /// The address at the other end of the connection.
  package let peer: String?
  /// Who sent it, once ``Arrivals`` has looked.
  package var visitor = Visitor()

  package init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    peer = source.channel.remoteAddress?.ipAddress
  }
}
