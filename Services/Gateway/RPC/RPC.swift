import HTTPTypes
import Hummingbird
import NIOCore
import Wire

/// JSON-RPC 2.0 over HTTP, for programs and for pages of other sites.
///
/// The body is what a service would get over ZeroMQ and what it would answer; HTTP adds the key
/// that says who calls, a status that tells the kind of an error to HTTP's own machinery, and
/// `Idempotency-Key` as another way to write `meta.idempotencyKey`. The members of a batch are done
/// one after the other, whichever services they belong to; its status is always 200.
struct RPC: Sendable {
  let site: Site

  /// The longest that a caller may wait for one answer.
  private static let longestWait = 60_000

  func add(to router: Router<GatewayContext>) {
    for path: RouterPath in ["/rpc", "/rpc/:service"] {
      router.post(path, use: answer)
      router.on(path, method: .options, use: preflight)
    }
  }

  @Sendable func answer(_ request: Request, _ context: GatewayContext) async throws -> Response {
    var response = await reply(
      to: request, from: context.visitor, service: context.parameters.get("service"))
    response.headers.append(contentsOf: crossOrigin(request))
    return response
  }

  private func reply(
    to request: Request, from visitor: Visitor, service: String?
  ) async -> Response {
    do throws(ServiceError) {
      let caller = try await caller(request, visitor)
      let exchange = try RPCExchange(
        caller: caller, path: service, headers: request.headers, backend: site.backend,
        longestWait: Self.longestWait)
      switch try Incoming.parse(try await body(of: request)) {
      case .single(let member): return try await exchange.single(member)
      case .batch(let members): return try await exchange.batch(members)
      }
    } catch {
      return RPCExchange.refusal(error)
    }
  }

  /// Who shows a key that is none, and who calls with one that anybody can read, is held to a rate.
  private func caller(
    _ request: Request, _ visitor: Visitor
  ) async throws(ServiceError) -> Caller {
    do throws(ServiceError) {
      let visit = site.visit(request)
      if visit.token != nil, request.headers[.authorization] == nil {
        return try await member(request, visit)
      }
      let caller = try Caller(request, site.settings.keys)
      if caller.isAnybody { try site.turnstile.pass(.calls, visitor) }
      return caller
    } catch {
      if error.kind == .unauthenticated { try site.turnstile.pass(.signIn, visitor) }
      throw error
    }
  }

  /// Somebody who is signed in. A browser sends its cookies whoever made it post: only a page of
  /// ours can read what else has to be sent.
  private func member(
    _ request: Request, _ visit: Visit
  ) async throws(ServiceError) -> Caller {
    guard visit.isSealed(request.headers[.csrfToken]) else {
      throw .forbidden("Send the csrfToken of GET /session as the header X-CSRF-Token.")
    }
    return Caller(try await site.session(request, visit))
  }

  private func body(of request: Request) async throws(ServiceError) -> [UInt8] {
    guard request.mediaType == "application/json" else {
      throw ServiceError(.invalidRequest, "The content type must be application/json.")
    }
    do {
      return Array(buffer: try await request.body.collect(upTo: Limits.standard.bytes))
    } catch is NIOTooManyBytesError {
      throw .tooLarge("The body may have at most \(Limits.standard.bytes) bytes.")
    } catch {
      throw ServiceError(.parseError, "The body ended too early.")
    }
  }

  /// Asked by browsers before a page of another site may post (Fetch Standard, CORS preflight).
  @Sendable func preflight(_ request: Request, _ context: GatewayContext) -> Response {
    var headers = crossOrigin(request)
    guard headers.contains(.accessControlAllowOrigin) else {
      return Response(status: .forbidden, headers: headers)
    }
    headers[.accessControlAllowMethods] = "POST"
    headers[.accessControlAllowHeaders] = "Authorization, Content-Type, Idempotency-Key"
    headers[.accessControlMaxAge] = "600"
    return Response(status: .noContent, headers: headers)
  }

  /// Lets pages of the sites that have a key read what is answered, refusals too.
  private func crossOrigin(_ request: Request) -> HTTPFields {
    guard let origin = request.headers[.origin] else { return [:] }
    guard site.settings.keys.knows(origin: origin) else { return [.vary: "Origin"] }
    return [
      .vary: "Origin", .accessControlAllowOrigin: origin,
      .accessControlExposeHeaders: "Retry-After",
    ]
  }
}
