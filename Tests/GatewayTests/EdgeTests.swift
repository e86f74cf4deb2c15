import Gateway
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Models
import Testing
import Wire

@Suite struct EdgeTests {
  @Test(arguments: [
    // peer, X-Forwarded-For, trusted, visitor
    ("203.0.113.9", [], "", "203.0.113.9"),
    ("203.0.113.9", ["198.51.100.1"], "", "203.0.113.9"),
    ("203.0.113.9", ["198.51.100.1"], "10.0.0.0/8", "203.0.113.9"),
    ("10.0.0.1", ["198.51.100.1"], "10.0.0.0/8", "198.51.100.1"),
    ("10.0.0.1", [], "10.0.0.0/8", "10.0.0.1"),
    ("10.0.0.1", ["6.6.6.6, 198.51.100.1"], "10.0.0.0/8", "198.51.100.1"),
    ("10.0.0.1", ["6.6.6.6", "198.51.100.1, 10.0.0.2"], "10.0.0.0/8", "198.51.100.1"),
    ("10.0.0.1", ["198.51.100.1:4711"], "10.0.0.0/8", "198.51.100.1"),
    ("10.0.0.1", ["[2001:db8::1]:4711"], "10.0.0.0/8", "2001:db8::1"),
    ("10.0.0.1", ["198.51.100.1, rubbish"], "10.0.0.0/8", "10.0.0.1"),
    ("::ffff:10.0.0.1", ["198.51.100.1"], "10.0.0.0/8", "198.51.100.1"),
    ("fd00::1", ["2001:db8::2"], "fd00::/8 10.0.0.0/8", "2001:db8::2"),
    ("10.1.2.3", ["10.9.9.9"], "10.0.0.0/8", "10.9.9.9"),
    ("172.16.0.1", ["198.51.100.1"], "172.16.0.1", "198.51.100.1"),
    ("172.16.0.2", ["198.51.100.1"], "172.16.0.1", "172.16.0.2"),
  ])
  func `a proxy's word counts only from a trusted one`(
    peer: String, forwarded: [String], trusted: String, visitor: String
  ) throws {
    let proxies = try TrustedProxies(trusted)
    let found = proxies.visitor(
      peer: peer, forwardedFor: forwarded, forwardedProto: "https",
      isForwarded: !forwarded.isEmpty)
    #expect(found.address == visitor)
  }

  @Test func `the scheme is believed of trusted proxies alone`() throws {
    for (trusted, scheme) in [("10.0.0.1", "https"), ("10.0.0.2", "http")] {
      let found = try TrustedProxies(trusted).visitor(
        peer: "10.0.0.1", forwardedFor: [], forwardedProto: "HTTPS", isForwarded: true)
      #expect(found.scheme == scheme && !found.isLocal && !found.isNearby)
    }
  }

  @Test(arguments: ["10.0.0.0/33", "10.0.0/8", "::1/129", "localhost", "10.0.0.0/-1", "1.2.3.4/"])
  func `a list of proxies that cannot be read is refused`(list: String) {
    #expect(throws: ConfigurationFault.self) { try TrustedProxies(list) }
  }

  @Test(arguments: [
    ("127.0.0.1", true, true), ("127.9.9.9", true, true), ("::1", true, true),
    ("::ffff:127.0.0.1", true, true), ("10.2.3.4", false, true), ("172.31.0.1", false, true),
    ("172.32.0.1", false, false), ("fd12::1", false, true), ("203.0.113.9", false, false),
    ("2001:db8::1", false, false),
  ])
  func `addresses are of this machine, near or far`(
    text: String, isLoopback: Bool, isNearby: Bool
  ) throws {
    let address = try #require(IPAddress(text))
    #expect(address.isLoopback == isLoopback && address.isNearby == isNearby)
  }

  @Test(arguments: [
    ("https://shop.example/a?b#c", true), ("http://localhost:8080", true), ("https://", false),
    ("//shop.example", false), ("javascript:alert(1)", false), ("https:///path", false),
    ("https://user@shop.example", true), ("https://@shop.example", false),
    ("https://a.example/\r\nX: y", false), ("https://a.example\\@b.example", false), ("", false),
  ])
  func `only whole addresses of the web become links`(text: String, isWeb: Bool) {
    #expect(WebAddress.isWeb(text) == isWeb)
  }

  @Test(arguments: [
    ("http://localhost:8080/mail", "localhost"), ("http://[::1]:8080", "::1"),
    ("https://Shop.Example", "shop.example"), ("http://127.0.0.1/", "127.0.0.1"),
  ])
  func `the host of an address is told without its port`(url: String, host: String) {
    #expect(WebAddress.hostOfURL(url) == host)
  }

  @Test(arguments: ["/forms/newsletter", "/nowhere", "/style.css", "/healthz", "/o/a.gif", "/rpc"])
  func `whatever is answered carries the headers that keep a browser safe`(
    path: String
  ) async throws {
    try await visiting { visit in
      visit.backend.on(FormsAPI.GetForm.self) { _ in Town.newsletter }
      let headers = try await visit.get(path).headers
      #expect(
        headers[.contentSecurityPolicy]
          == "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
          + "frame-ancestors 'none'; base-uri 'none'")
      #expect(headers[.xContentTypeOptions] == "nosniff")
      #expect(headers[.referrerPolicy] == "no-referrer")
      #expect(headers[.xFrameOptions] == "DENY")
      #expect(headers[.permissionsPolicy]?.contains("camera=(), ") == true)
      #expect(headers[.crossOriginOpenerPolicy] == "same-origin")
      #expect(
        headers[.crossOriginResourcePolicy]
          == (path == "/o/a.gif" ? "cross-origin" : "same-origin"))
      #expect(headers[.strictTransportSecurity] == nil)
      #expect(
        headers[.cacheControl] == (path == "/style.css" ? "public, max-age=31536000" : "no-store"))
    }
  }

  @Test func `browsers stay with https once they have come by it`() async throws {
    try await visiting(.with { $0.publicURL = "https://shop.example" }) { visit async throws in
      #expect(
        try await visit.get("/nowhere").headers[.strictTransportSecurity] == "max-age=31536000")
    }
    try await visiting(.with { $0.publicURL = "http://shop.example" }) { visit async throws in
      #expect(try await visit.get("/nowhere").headers[.strictTransportSecurity] == nil)
    }
  }

  @Test(arguments: [
    "/rpc?key=server-key-0123456789", "/rpc/forms?access_token=x", "/events?api_key=x",
    "/forms/newsletter?name=server-key-0123456789", "/?a=1&b=server-key-0123456789",
  ])
  func `a key in an address is refused with a sentence`(path: String) async throws {
    let settings = try GatewaySettings.with {
      $0.keys = try KeyRing(
        file: "keys.json",
        Array(#"[{"name": "shop", "kind": "server", "key": "server-key-0123456789"}]"#.utf8))
    }
    try await visiting(settings) { visit in
      for method: HTTPRequest.Method in [.get, .post] {
        let answer = try await visit.send(
          method, path, [.authorization: "Bearer server-key-0123456789"])
        #expect(answer.status == .badRequest)
        #expect(answer.text.contains("A key does not belong into an address"))
        let isForPrograms = path.hasPrefix("/rpc") || path.hasPrefix("/events")
        #expect(answer.text.hasPrefix("{") == isForPrograms)
      }
      #expect(visit.backend.calls.isEmpty)
    }
  }

  @Test func `a form may have a question called key`() async throws {
    try await visiting { visit async throws in
      visit.backend.on(FormsAPI.GetForm.self) { _ in Town.newsletter }
      #expect(try await visit.get("/forms/newsletter?key=c-major").status == .ok)
    }
  }

  @Test(arguments: ["/forms/newsletter", "/confirm?t=token", "/rpc", "/unsubscribe?t=token"])
  func `a body that says it is too large is not read`(path: String) async throws {
    try await visiting { visit in
      let answer = try await visit.send(
        .post, path, [.contentType: "application/json"],
        body: String(repeating: "a", count: 256 * 1024 + 1))
      #expect(answer.status == .contentTooLarge)
      #expect(answer.text.contains(path == "/rpc" ? "at most 262144 bytes" : "larger than we can"))
      #expect(visit.backend.calls.isEmpty)
    }
  }

  @Test func `nothing changes on a GET, wherever it goes`() async throws {
    let gateway = Gateway(
      .capturing, backend: ScriptedBackend(), logger: Logger(label: "test"))
    let paths = gateway.router().routes.filter { $0.method == .get }.map { "\($0.path)" }
    #expect(paths.count > 10)
    try await visiting(.capturing) { visit in
      for path in paths {
        let name = path.split(separator: "/").map { $0.hasPrefix(":") ? "newsletter" : $0 }
          .joined(separator: "/")
        for method: HTTPRequest.Method in [.get, .head] {
          _ = try await visit.send(
            method, "/\(name)?t=token&action=none&score=1&all=1&done=1", [.cookie: "rapport=x"])
        }
      }
      // A hit is recorded and changes nothing else.
      let commands = Suite.members.flatMap(\.methods).filter { $0.kind == .command }.map { $0.name }
      #expect(visit.backend.calls.count > paths.count)
      #expect(Set(visit.backend.calls.map(\.method)).intersection(commands) == ["hits.record"])
    }
  }

  @Test func `health is told at once, readiness after asking everybody`() async throws {
    try await visiting { visit in
      #expect(try await visit.get("/healthz").text == "ok\n")
      #expect(visit.backend.calls.isEmpty)
      let notYet = try await visit.get("/readyz")
      #expect(notYet.status == .serviceUnavailable)
      #expect(notYet.text.contains(#""forms":{"ready":false"#))
      visit.backend.on(EveryService.Status.self) { _ in
        .init(
          service: "x", version: "1.0", startedAt: Town.noon, uptimeMs: 1, log: "l", head: 0,
          followers: [], queues: [:], parked: 0, timersDue: 0)
      }
      let ready = try await visit.get("/readyz")
      #expect(ready.status == .ok && ready.text.contains(#""version":"1.0""#))
    }
  }

  @Test func `measurements of all services stand together by name`() async throws {
    try await visiting { visit in
      visit.backend.on(EveryService.Metrics.self) { _ in
        .init(
          samples: [
            .init(
              name: "rapport_calls_total", type: "counter", labels: ["method": "a\"b\\c\n"],
              value: 2),
            .init(name: "rapport_size_sum", type: "histogram", labels: [:], value: 3),
          ], families: [.init(name: "rapport_size", type: "histogram", help: "How large\nit is.")])
      }
      let text = try await visit.get("/metrics").text
      #expect(text.contains("# TYPE rapport_up gauge\nrapport_up{service=\"gateway\"} 1\n"))
      #expect(text.contains("rapport_up{service=\"tickets\"} 1\n"))
      #expect(text.contains(#"rapport_calls_total{method="a\"b\\c\n",service="forms"} 2"#))
      #expect(text.ranges(of: "# TYPE rapport_calls_total counter").count == 1)
      #expect(
        text.contains(
          "# HELP rapport_size How large\\nit is.\n# TYPE rapport_size histogram\nrapport_size_sum{"
        ))
      #expect(try await visit.get("/metrics", [.testPeer: "203.0.113.9"]).status == .notFound)
      #expect(try await visit.get("/metrics", [.testPeer: "10.0.0.9"]).status == .ok)
    }
  }
}
