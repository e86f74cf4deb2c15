import Gateway
import HTTPTypes
import HummingbirdTesting
import Models
import Testing
import Wire

@Suite struct MailPageTests {
  private static func letter(html: String?) -> MessageRecord {
    MessageRecord(
      id: .placeholder,
      request: MessageRequest(
        request: .placeholder, class: .transactional, template: "system.confirmation",
        recipient: Recipient(email: try! EmailAddress(wire: "ann@example.com")), dedupeKey: "a"),
      source: "forms", contact: nil, to: "ann@example.com", topic: nil, status: .captured,
      createdAt: Town.noon, updatedAt: Town.noon, dueAt: nil, decision: nil, reason: nil,
      attempts: [],
      body: MessageBody(
        subject: "Please confirm <now>",
        text: "Click https://shop.example/confirm?t=abc. Or see javascript:alert(1)", html: html))
  }

  @Test(arguments: [
    ("127.0.0.1", nil, 200), ("::1", nil, 200), ("192.168.1.7", nil, 404),
    ("203.0.113.9", nil, 404), ("127.0.0.1", "203.0.113.9", 404), ("127.0.0.1", "127.0.0.1", 404),
    ("nonsense", nil, 404),
  ])
  func `captured mail is for this machine alone`(
    peer: String, forwarded: String?, status: Int
  ) async throws {
    let proxied = try GatewaySettings.with {
      $0.capturesMail = true
      $0.proxies = try TrustedProxies("127.0.0.0/8")
    }
    for settings in [GatewaySettings.capturing, proxied] {
      try await visiting(settings) { visit async throws in
        visit.backend.on(NotificationsAPI.ListMessages.self) { _ in
          .init(items: [Self.letter(html: nil)])
        }
        visit.backend.on(NotificationsAPI.GetMessage.self) { _ in Self.letter(html: "<p>Hi</p>") }
        var headers: HTTPFields = [.testPeer: peer]
        headers[.forwardedFor] = forwarded
        let id = MessageID.placeholder.wire
        #expect(try await visit.get("/mail", headers).status.code == status)
        #expect(try await visit.get("/mail/\(id)", headers).status.code == status)
        let html = try await visit.get("/mail/\(id)/html", headers)
        #expect(html.status.code == status)
      }
    }
  }

  @Test func `without capture there is no such page`() async throws {
    try await visiting { visit async throws in
      #expect(try await visit.get("/mail").status == .notFound)
      #expect(try await visit.get("/").status == .notFound)
      #expect(visit.backend.calls.isEmpty)
    }
  }

  @Test func `a mail is shown where it can do nothing`() async throws {
    try await visiting(.capturing) { visit in
      visit.backend.on(NotificationsAPI.GetMessage.self) { _ in
        Self.letter(html: #"<p style="color:red">"Hi"</p><script>alert(1)</script>"#)
      }
      let page = try await visit.get("/mail/\(MessageID.placeholder)")
      #expect(page.text.contains("<h1>Please confirm &lt;now&gt;</h1>"))
      #expect(page.text.contains(#"sandbox="allow-popups allow-popups-to-escape-sandbox""#))
      #expect(page.text.contains(#"src="/mail/\#(MessageID.placeholder)/html""#))
      #expect(!page.text.contains("<script"))
      #expect(
        page.text.contains(
          #"<a href="https://shop.example/confirm?t=abc">https://shop.example/confirm?t=abc</a>."#))
      #expect(!page.text.contains(#"href="javascript"#))
      let policy = try #require(page.headers[.contentSecurityPolicy])
      #expect(policy.contains("default-src 'none'") && policy.contains("img-src data:"))
      #expect(!policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"))
      let mail = try await visit.get("/mail/\(MessageID.placeholder)/html")
      #expect(mail.text.contains(#"<p style="color:red">"Hi"</p>"#))
      let shutIn = try #require(mail.headers[.contentSecurityPolicy])
      #expect(shutIn.hasPrefix("sandbox allow-popups allow-popups-to-escape-sandbox; "))
      #expect(shutIn.contains("default-src 'none'") && !shutIn.contains("allow-scripts"))
      #expect(mail.headers[.xFrameOptions] == "SAMEORIGIN")
      #expect(visit.backend.calls.first?.actor == .console)
    }
  }

  @Test func `the index leads to forms and mail, and says that mail is captured`() async throws {
    try await visiting(.capturing) { visit in
      visit.backend.on(FormsAPI.ListForms.self) { _ in
        .init(items: [Town.newsletter, Town.support])
      }
      let near = try await visit.get("/")
      #expect(near.text.contains(#"<a href="/forms/newsletter">"#))
      #expect(near.text.contains(#"<a href="/mail">"#) && near.text.contains("Mail is captured"))
      let far = try await visit.get("/", [.testPeer: "203.0.113.9"])
      #expect(!far.text.contains(#"<a href="/mail">"#))
    }
  }
}
