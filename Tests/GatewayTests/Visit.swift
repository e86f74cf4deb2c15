import Gateway
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore

/// A browser, or a program, in front of a gateway.
struct Visit: Sendable {
  let backend: ScriptedBackend
  fileprivate let client: any TestClientProtocol

  func get(_ path: String, _ headers: HTTPFields = [:]) async throws -> TestResponse {
    try await client.executeRequest(uri: path, method: .get, headers: headers, body: nil)
  }

  func send(
    _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields = [:], body: String = ""
  ) async throws -> TestResponse {
    try await client.executeRequest(
      uri: path, method: method, headers: headers, body: ByteBuffer(string: body))
  }

  /// Sends a form as browsers do.
  func post(
    _ path: String, _ fields: KeyValuePairs<String, String> = [:], _ headers: HTTPFields = [:]
  ) async throws -> TestResponse {
    var headers = headers
    headers[.contentType] = "application/x-www-form-urlencoded"
    let body = fields.map { "\($0.encoded)=\($1.encoded)" }.joined(separator: "&")
    return try await send(.post, path, headers, body: body)
  }
}

extension String {
  var encoded: String {
    utf8.map { byte in
      let letter = Character(Unicode.Scalar(byte))
      if letter.isASCII, letter.isLetter || letter.isNumber { return String(letter) }
      return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }
}

extension HTTPField.Name {
  /// Stands for the other end of the connection, which tests do not have.
  static let testPeer = Self("Test-Peer")!
  static let forwardedFor = Self("X-Forwarded-For")!
  static let idempotencyKey = Self("Idempotency-Key")!
  static let lastEventID = Self("Last-Event-ID")!
  static let csrfToken = Self("X-CSRF-Token")!
  static let referrerPolicy = Self("Referrer-Policy")!
  static let xFrameOptions = Self("X-Frame-Options")!
  static let permissionsPolicy = Self("Permissions-Policy")!
  static let crossOriginOpenerPolicy = Self("Cross-Origin-Opener-Policy")!
  static let crossOriginResourcePolicy = Self("Cross-Origin-Resource-Policy")!
}

/// Visits a gateway; from this machine, unless a request says otherwise.
func visiting(
  _ settings: GatewaySettings = GatewaySettings(), _ body: @Sendable (Visit) async throws -> Void
) async throws {
  let backend = ScriptedBackend()
  let gateway = Gateway(
    settings, backend: backend, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    peer: { request, _ in request.headers[.testPeer] ?? "127.0.0.1" })
  try await gateway.application().test(.router) { client in
    try await body(Visit(backend: backend, client: client))
  }
}

extension TestResponse {
  var text: String { String(buffer: body) }

  /// The value of a hidden input.
  func hidden(_ name: String) -> String? {
    let parts = text.split(separator: #"name="\#(name)" value=""#, maxSplits: 1)
    return parts.count == 2 ? String(parts[1].prefix { $0 != "\"" }) : nil
  }
}
