import Gateway
import HTTPTypes
import HummingbirdTesting
import Models
import Testing
import Wire

@Suite struct HitTests {
  @Test(arguments: [HTTPRequest.Method.get, .head])
  func `a pixel answers even when nobody records it, and says how it was fetched`(
    method: HTTPRequest.Method
  ) async throws {
    try await visiting { visit in
      let answer = try await visit.send(
        method, "/o/token_1.gif", [.userAgent: "Scanner/2", .testPeer: "203.0.113.9"])
      #expect(answer.status == .ok && answer.headers[.contentType] == "image/gif")
      #expect(answer.headers[.contentLength] == "43" || method == .head)
      let call = try #require(await visit.backend.nextCall())
      #expect(call.actor == .visitor)
      let params = try visit.backend.params(of: NotificationsAPI.RecordHit.self)
      #expect(params.token == "token_1" && params.kind == .open)
      #expect(params.method == method.rawValue && params.userAgent == "Scanner/2")
      #expect(params.ip == "203.0.113.9")
    }
  }

  @Test func `a link leads where the service says`() async throws {
    try await visiting { visit in
      visit.backend.on(NotificationsAPI.RecordHit.self) { params in
        #expect(params.kind == .click && params.token == "token")
        return .init(url: "https://shop.example/sale?a=1")
      }
      let answer = try await visit.get("/c/token?url=https://evil.example")
      #expect(answer.status == .found)
      #expect(answer.headers[.location] == "https://shop.example/sale?a=1")
      #expect(answer.headers[.cacheControl] == "no-store")
    }
  }

  @Test(
    arguments: [nil, "javascript:alert(1)", "https://a.example/\r\nX: y", "//evil.example"]
      as [String?])
  func `a link leads nowhere else`(url: String?) async throws {
    try await visiting { visit async throws in
      visit.backend.on(NotificationsAPI.RecordHit.self) { _ in .init(url: url) }
      #expect(try await visit.get("/c/token").status == .notFound)
    }
  }

  @Test func `a forged link is not found, one that cannot be looked up may come back`() async throws
  {
    try await visiting { visit async throws in
      visit.backend.on(NotificationsAPI.RecordHit.self, refuse: .rejected("not valid"))
      #expect(try await visit.get("/c/token").status == .notFound)
      visit.backend.on(
        NotificationsAPI.RecordHit.self, refuse: ServiceError(.unavailable, "silence"))
      #expect(try await visit.get("/c/token").status == .serviceUnavailable)
    }
  }
}
