import Gateway
import HTTPTypes
import HummingbirdTesting
import Models
import Testing
import Wire

@Suite struct RPCTests {
  private static let settings: GatewaySettings = .with {
    $0.keys = try! KeyRing(
      file: "keys.json",
      Array(
        """
        [{"name": "shop", "kind": "server", "key": "server-key-0123456789"},
         {"name": "site", "kind": "site", "origins": ["https://www.example.com"],
          "sha256": "\(siteDigest)"}]
        """.utf8))
  }
  /// Of `site-key-0123456789`.
  private static let siteDigest =
    "12c88220c0ae1d6fff3f919b29b141b392f161cd4d4afcf2c0603dbabdd6aa30"

  private static func post(
    _ visit: Visit, _ body: String, key: String? = "server-key-0123456789",
    _ more: HTTPFields = [:], path: String = "/rpc"
  ) async throws -> TestResponse {
    var headers = more
    if headers[.contentType] == nil { headers[.contentType] = "application/json" }
    headers[.authorization] = key.map { "Bearer \($0)" }
    return try await visit.send(.post, path, headers, body: body)
  }

  private static let getForm =
    #"{"jsonrpc":"2.0","id":"a","method":"forms.get","params":{"key":"newsletter"}}"#

  @Test func `a server key calls with its name, and gets the service's answer`() async throws {
    try await visiting(Self.settings) { visit in
      visit.backend.on(FormsAPI.GetForm.self) { _ in Town.newsletter }
      let answer = try await Self.post(visit, Self.getForm)
      #expect(answer.status == .ok && answer.headers[.contentType] == "application/json")
      let json = try JSONCoding.decode(JSON.self, from: Array(answer.text.utf8), mode: .lenient)
      #expect(json["id"] == "a" && json["result"]?["title"] == "Newsletter")
      #expect(json["meta"]?["sequence"] == 7)
      #expect(visit.backend.calls.first?.actor == .server("shop"))
    }
  }

  @Test(arguments: [nil, "wrong-key-0123456789", "server-key-012345678"] as [String?])
  func `without a valid key nothing is called`(key: String?) async throws {
    for settings in [Self.settings, GatewaySettings()] {
      try await visiting(settings) { visit in
        let answer = try await Self.post(visit, Self.getForm, key: key)
        #expect(answer.status == .unauthorized)
        #expect(answer.headers[.wwwAuthenticate] == "Bearer")
        #expect(answer.text.contains(#""code":-32001"#) && visit.backend.calls.isEmpty)
      }
    }
  }

  @Test(arguments: [
    ("https://www.example.com", "forms.get", 200), ("https://WWW.example.com", "forms.get", 200),
    ("https://evil.example", "forms.get", 403), (nil, "forms.get", 403),
    ("https://www.example.com", "forms.list", 403),
    ("https://www.example.com", "contacts.list", 403),
  ])
  func `a site key is for its pages and for what browsers may do`(
    origin: String?, method: String, status: Int
  ) async throws {
    try await visiting(Self.settings) { visit in
      visit.backend.on(FormsAPI.GetForm.self) { _ in Town.newsletter }
      var headers: HTTPFields = [:]
      headers[.origin] = origin
      let body = #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":{"key":"newsletter"}}"#
      let answer = try await Self.post(visit, body, key: "site-key-0123456789", headers)
      #expect(answer.status.code == status)
      let isOurs = origin?.lowercased() == "https://www.example.com"
      #expect(answer.headers[.accessControlAllowOrigin] == (isOurs ? origin : nil))
      #expect(visit.backend.calls.map(\.actor) == (status == 200 ? [.visitor] : []))
    }
  }

  @Test(arguments: [("https://www.example.com", 204), ("https://evil.example", 403)])
  func `a browser asks before a page may post`(origin: String, status: Int) async throws {
    try await visiting(Self.settings) { visit in
      let answer = try await visit.send(.options, "/rpc", [.origin: origin])
      #expect(answer.status.code == status)
      #expect((answer.headers[.accessControlAllowOrigin] == origin) == (status == 204))
    }
  }

  private static let submit =
    #"{"jsonrpc":"2.0","id":1,"method":"forms.submit","params":{"form":"newsletter","values":{}}"#

  @Test(
    arguments: [
      ("k1", nil, 200, "k1"), ("\"k1\"", nil, 200, "k1"), (nil, "k2", 200, "k2"),
      ("k1", "k1", 200, "k1"), ("k1", "k2", 400, nil), ("", nil, 400, nil),
    ] as [(String?, String?, Int, String?)])
  func `the header is another way to write the idempotency key`(
    header: String?, meta: String?, status: Int, key: String?
  ) async throws {
    try await visiting(Self.settings) { visit async throws in
      visit.backend.on(FormsAPI.Submit.self) { _ in Town.submission }
      var headers: HTTPFields = [:]
      headers[.idempotencyKey] = header
      let body = Self.submit + (meta.map { #","meta":{"idempotencyKey":"\#($0)"}"# } ?? "") + "}"
      #expect(try await Self.post(visit, body, headers).status.code == status)
      #expect(visit.backend.calls.last?.key == key)
    }
  }

  @Test(arguments: ServiceError.Kind.allCases)
  func `each kind of error has a status, and the body stays JSON-RPC`(
    kind: ServiceError.Kind
  ) async throws {
    try await visiting(Self.settings) { visit in
      visit.backend.on(FormsAPI.GetForm.self, refuse: ServiceError(kind, "No."))
      let answer = try await Self.post(visit, Self.getForm)
      let statuses: [ServiceError.Kind: Int] = [
        .parseError: 400, .invalidRequest: 400, .invalidParams: 400, .unauthenticated: 401,
        .forbidden: 403, .notFound: 404, .methodNotFound: 404, .conflict: 409, .tooLarge: 413,
        .invalid: 422, .rejected: 422, .internalError: 500, .busy: 503, .unavailable: 503,
        .deadlineExceeded: 504,
      ]
      #expect(answer.status.code == statuses[kind])
      #expect(answer.text.contains(#""id":"a","error":{"code":\#(kind.code)"#))
    }
  }

  @Test(arguments: [
    ("{", 400), ("[]", 400), ("{}", 400),
    (#"{"jsonrpc":"2.0","id":1,"method":"no.such"}"#, 404),
    (#"{"jsonrpc":"2.0","id":1,"method":"rpc.discover"}"#, 404),
    (#"{"jsonrpc":"2.0","id":1,"method":"forms.get","meta":{"actor":"admin:me"}}"#, 403),
    ("\"" + String(repeating: "a", count: 300_000) + "\"", 413),
  ])
  func `what is no request is refused in JSON-RPC's own words`(
    body: String, status: Int
  ) async throws {
    try await visiting(Self.settings) { visit in
      let answer = try await Self.post(visit, body)
      #expect(answer.status.code == status)
      #expect(answer.text.contains(#""error":{"code":-32"#) && visit.backend.calls.isEmpty)
      let form = try await Self.post(visit, body, [.contentType: "text/plain"])
      #expect(form.status == (status == 413 ? .contentTooLarge : .badRequest))
    }
  }

  @Test func `a caller is not told where a silent service is`() async throws {
    try await visiting(Self.settings) { visit in
      let answer = try await Self.post(visit, Self.getForm)
      #expect(answer.status == .serviceUnavailable && answer.headers[.retryAfter] == "30")
      #expect(answer.text.contains("The forms service does not answer."))
    }
  }

  @Test func `a batch is done in order, with one answer`() async throws {
    try await visiting(Self.settings) { visit in
      visit.backend.on(FormsAPI.GetForm.self) { _ in Town.newsletter }
      let silent =
        #"{"jsonrpc":"2.0","method":"forms.get","params":{"key":"newsletter"}}"#
      let wrong = #"{"jsonrpc":"2.0","id":"b","method":"no.such"}"#
      let answer = try await Self.post(visit, "[\(Self.getForm),\(silent),\(wrong)]")
      #expect(answer.status == .ok)
      let json = try JSONCoding.decode(JSON.self, from: Array(answer.text.utf8), mode: .lenient)
      #expect(json.elements?.count == 2 && json[1]?["id"] == "b")
      #expect(visit.backend.calls.count == 2)
      #expect(try await Self.post(visit, "[\(silent)]").status == .noContent)
      let keyed = try await Self.post(visit, "[\(silent)]", [.idempotencyKey: "k"])
      #expect(keyed.status == .badRequest)
    }
  }

  @Test func `what every service has is asked of the one in the path`() async throws {
    try await visiting(Self.settings) { visit async throws in
      visit.backend.on(EveryService.Discover.self) { _ in ["openrpc": "1.3.2"] }
      let body = #"{"jsonrpc":"2.0","id":1,"method":"rpc.discover"}"#
      #expect(try await Self.post(visit, body, path: "/rpc/forms").status == .ok)
      #expect(visit.backend.calls.first?.service == "forms")
      #expect(try await Self.post(visit, body, path: "/rpc/nobody").status == .notFound)
      #expect(try await Self.post(visit, Self.getForm, path: "/rpc/tickets").status == .notFound)
    }
  }
}
