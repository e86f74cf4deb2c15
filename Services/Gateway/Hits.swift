import HTTPTypes
import Hummingbird
import Models
import NIOCore
import Synchronization
import Wire

/// The pixel and the links of mails: hits are handed on as they come, and judged elsewhere.
///
/// A pixel answers at once and is recorded behind the visitor's back, at most ``mostUnderWay`` at a
/// time: what is beyond is dropped and counted, because a flood of them must not cost memory. A link
/// leads only to where the service says.
final class Hits: Sendable {
  static let mostUnderWay = 256

  private let site: Site
  private let state = Mutex(State())

  private struct State {
    var underWay = 0
    var dropped = 0
  }

  init(site: Site) {
    self.site = site
  }

  func add(to router: Router<GatewayContext>) {
    router.get("/o/{token}.gif", use: open)
    router.get("/c/:token", use: click)
  }

  /// How many pixels were not recorded.
  var dropped: Int { state.withLock { $0.dropped } }

  @Sendable func open(_ request: Request, _ context: GatewayContext) async throws -> Response {
    if let params = params(.open, request, context), mayStart() {
      Task {
        // Nobody waits for it; a pixel that cannot be recorded is as good as none.
        _ = try? await site.backend.call(NotificationsAPI.RecordHit.self, params)
        state.withLock { $0.underWay -= 1 }
      }
    }
    return Response(
      status: .ok,
      headers: [
        .contentType: "image/gif", .crossOriginResourcePolicy: "cross-origin",
      ],
      body: .init(byteBuffer: ByteBuffer(bytes: Self.pixel)))
  }

  private func mayStart() -> Bool {
    state.withLock { state in
      guard state.underWay < Self.mostUnderWay else {
        state.dropped += 1
        return false
      }
      state.underWay += 1
      return true
    }
  }

  private func params(
    _ kind: NotificationsAPI.RecordHit.Kind, _ request: Request, _ context: GatewayContext
  ) -> NotificationsAPI.RecordHit.Params? {
    guard let token = context.parameters.get("token"), !token.isEmpty else { return nil }
    let origin = request.origin(context, publicURL: nil)
    return .init(
      token: token, kind: kind, method: request.method.rawValue, userAgent: origin.userAgent,
      ip: origin.ip)
  }

  @Sendable func click(_ request: Request, _ context: GatewayContext) async throws -> Response {
    guard let params = params(.click, request, context) else { throw HTTPError(.notFound) }
    let result: NotificationsAPI.RecordHit.Result
    do throws(ServiceError) {
      result = try await site.backend.call(NotificationsAPI.RecordHit.self, params)
    } catch {
      throw [.rejected, .invalid, .invalidParams].contains(error.kind)
        ? ServiceError.notFound(error.message) : error
    }
    guard let url = result.url, WebAddress.isWeb(url) else { throw HTTPError(.notFound) }
    return Response(status: .found, headers: [.location: url])
  }

  /// A transparent GIF of one pixel (GIF 89a).
  private static let pixel: [UInt8] =
    Array("GIF89a".utf8) + [1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF]
    + [0x21, 0xF9, 4, 1, 0, 0, 0, 0] + [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0]
    + [2, 2, 0x44, 1, 0, 0x3B]
}
