import HTTPTypes
import Hummingbird
import Models
import Synchronization
import Wire

/// All services' events as one stream of server-sent events (HTML Standard, section 9.2).
///
/// The id of each event is a ``StreamCursor``: who comes back with the last one misses nothing and
/// gets nothing twice. Between logs there is no order; within each there is the log's.
struct EventStream: Sendable {
  let site: Site
  private let openings: Openings

  init(site: Site) {
    self.site = site
    openings = Openings(most: site.settings.limits.streams)
  }

  func add(to router: Router<GatewayContext>) {
    router.get("/events", use: open)
  }

  @Sendable func open(_ request: Request, _ context: GatewayContext) async throws -> Response {
    let reader = try await reader(request, context)
    let wanted = try StreamRequest(request)
    guard let opening = openings.open() else {
      throw ServiceError.busy(
        "There are as many streams as this gateway keeps open.", retryAfter: .seconds(30))
    }
    let start = try await start(wanted, for: reader)
    let flow = EventFlow(
      sources: start.sources, backend: site.backend, heartbeat: site.settings.limits.heartbeat,
      logger: site.logger, mayGoOn: { try await reader.check() })
    return Response(
      status: .ok,
      headers: [.contentType: "text/event-stream", .xAccelBuffering: "no"],
      body: ResponseBody { writer in
        defer { withExtendedLifetime(opening) {} }
        try await flow.write(from: start.cursor, to: &writer)
        try await writer.finish(nil)
      })
  }

  /// - Throws: `unauthenticated`, or `forbidden` for keys that anybody can read.
  private func reader(
    _ request: Request, _ context: GatewayContext
  ) async throws(ServiceError) -> StreamReader {
    do throws(ServiceError) {
      let visit = site.visit(request)
      if visit.token != nil, request.headers[.authorization] == nil {
        return try await member(request, visit)
      }
      let caller = try Caller(request, site.settings.keys)
      guard !caller.isAnybody else {
        throw ServiceError.forbidden("Site keys do not read events.")
      }
      return StreamReader(actor: caller.actor, check: {})
    } catch {
      if error.kind == .unauthenticated { try site.turnstile.pass(.signIn, context.visitor) }
      throw error
    }
  }

  /// Somebody who is signed in reads until they are signed out; reading does not keep them in.
  private func member(
    _ request: Request, _ visit: Visit
  ) async throws(ServiceError) -> StreamReader {
    let session = try await site.session(request, visit)
    return StreamReader(actor: .staff(session.actor)) {
      do throws(ServiceError) {
        _ = try await site.session(request, visit)
      } catch {
        // A service that is away for a moment signs nobody out.
        if error.kind == .unauthenticated { throw error }
      }
    }
  }

  /// Finds out where each log is to be read from. The services are asked on behalf of the reader:
  /// they say who may read events.
  private func start(
    _ wanted: StreamRequest, for reader: StreamReader
  ) async throws(ServiceError) -> (cursor: StreamCursor, sources: [EventFlow.Source]) {
    var cursor = StreamCursor()
    var sources: [EventFlow.Source] = []
    for (service, types) in wanted.services {
      let known = wanted.cursor?.position(of: service)
      let page = try await site.backend.call(
        EveryService.ReadEvents.self, .init(log: known?.log, after: known?.sequence ?? 0, limit: 1),
        of: service, as: reader.actor)
      let sequence = known?.sequence ?? (wanted.fromStart ? 0 : page.head)
      cursor.move(page.log, to: sequence)
      sources.append(.init(service: service, log: page.log, after: sequence, types: types))
    }
    return (cursor, sources)
  }
}

/// Who reads a stream.
struct StreamReader: Sendable {
  let actor: Actor
  /// Asked again and again while it lasts.
  ///
  /// - Throws: once they may read no more.
  let check: @Sendable () async throws -> Void
}

/// Counts streams, so that they stay few.
private final class Openings: Sendable {
  private let most: Int
  private let count = Mutex(0)

  init(most: Int) {
    self.most = most
  }

  /// One more, as long as it is held; nil when there are enough.
  func open() -> Opening? {
    count.withLock { count in
      guard count < most else { return nil }
      count += 1
      return Opening(self)
    }
  }

  final class Opening: Sendable {
    private let openings: Openings

    fileprivate init(_ openings: Openings) {
      self.openings = openings
    }

    deinit {
      openings.count.withLock { $0 -= 1 }
    }
  }
}

extension HTTPField.Name {
  static let lastEventID = Self("Last-Event-ID")!
  /// Tells nginx to hand events on as they come.
  static let xAccelBuffering = Self("X-Accel-Buffering")!
}
