import Gateway
import HTTPTypes
import HummingbirdTesting
import Models
import Testing
import Wire

/// The door for staff, and what lies behind it.
@Suite struct StaffPageTests {
  private static let secure = GatewaySettings.with { $0.publicURL = "https://desk.example" }
  private static let mia = Staff(
    id: .placeholder, name: "Mia", email: try! EmailAddress(wire: "mia@shop.example"),
    roles: [.agent], account: .active, version: 1)

  private static let account = TicketsAPI.AccountName(
    id: mia.id, name: "Mia", email: mia.email)

  private static func session(
    wantsRenewal: Bool = false, hasSecondFactor: Bool = false
  ) -> Session {
    Session(
      staff: mia, actor: "staff:\(mia.id)", startedAt: Town.noon, expiresAt: Town.noon + .hours(12),
      idleAt: Town.noon + .hours(1), wantsRenewal: wantsRenewal, hasSecondFactor: hasSecondFactor)
  }

  /// Scripts a tickets service where one token is a session.
  private static func script(_ visit: Visit, _ session: Session = session()) {
    visit.backend.on(TicketsAPI.GetSession.self) { params in
      guard params.token == "session-token" else {
        throw ServiceError(.unauthenticated, "This session is over; sign in again.")
      }
      return session
    }
    visit.backend.on(TicketsAPI.RenewSession.self) { _ in session }
  }

  private static func signedIn(_ more: HTTPFields = [:]) -> HTTPFields {
    var headers = more
    headers[.cookie] = "rapport-session=session-token"
    return headers
  }

  @Test func `the door asks, lets in, and shows the way to the account`() async throws {
    try await visiting { visit in
      visit.backend.on(TicketsAPI.SignIn.self) { _ in
        .init(outcome: .accepted, token: "session-token", session: Self.session())
      }
      let page = try await visit.get("/sign-in")
      #expect(page.status == .ok)
      let cookie = try #require(page.cookie)
      let seal = try #require(page.hidden("seal"))
      let answer = try await visit.post(
        "/sign-in",
        [
          "seal": seal, "email": "mia@shop.example", "password": "secret words", "code": " 123 456",
        ],
        [.cookie: cookie, .testPeer: "2001:db8::7:1"])
      #expect(answer.status == .seeOther && answer.headers[.location] == "/account")
      #expect(answer.cookie == "rapport-session=session-token")
      let params = try visit.backend.params(of: TicketsAPI.SignIn.self)
      #expect(params.password == "secret words" && params.code == " 123 456")
      #expect(params.address == "2001:db8::", "attempts are counted by the network")
      #expect(visit.backend.calls.last?.actor == .gateway)
    }
  }

  @Test(arguments: [(true, ["Secure", "__Host-rapport-visit"]), (false, ["rapport-visit"])])
  func `cookies are out of reach of scripts and other sites`(
    isSecure: Bool, parts: [String]
  ) async throws {
    try await visiting(isSecure ? Self.secure : GatewaySettings()) { visit in
      let cookie = try #require(try await visit.get("/sign-in").headers[.setCookie])
      for part in parts + ["HttpOnly", "SameSite=Lax", "Path=/"] {
        #expect(cookie.contains(part), "\(part)")
      }
      #expect(!cookie.contains("Domain") && cookie.contains("Secure") == isSecure)
    }
  }

  @Test(arguments: ["/sign-in", "/accept?t=token", "/reset?t=token", "/reset"])
  func `a form that is not of our page does nothing, and comes again`(path: String) async throws {
    try await visiting { visit in
      visit.backend.on(TicketsAPI.GetStaffLink.self) { _ in Self.account }
      let page = try await visit.get(path)
      let (cookie, seal) = (try #require(page.cookie), try #require(page.hidden("seal")))
      let fields: KeyValuePairs = ["email": "mia@shop.example", "password": "secret words"]
      for headers: HTTPFields in [[:], [.cookie: cookie], [.cookie: "rapport-visit=other"]] {
        let answer = try await visit.post(path, fields, headers)
        #expect([403, 422].contains(answer.status.code))
        #expect(answer.hidden("seal") != nil && !answer.text.contains("secret words"))
      }
      let other = try await visit.post(
        path, ["seal": seal, "email": "mia@shop.example"], [.cookie: "rapport-visit=other"])
      #expect([403, 422].contains(other.status.code))
      #expect(visit.backend.commands.isEmpty)
    }
  }

  @Test(
    arguments: [
      (TicketsAPI.SignInOutcome.refused, 422, "does not fit together", nil),
      (.codeWanted, 422, "type the password once more, and the code", nil),
      (.throttled, 429, "wait 2 minutes", "95"),
    ] as [(TicketsAPI.SignInOutcome, Int, String, String?)])
  func `whoever is not let in is told what to do, and no more`(
    outcome: TicketsAPI.SignInOutcome, status: Int, sentence: String, retryAfter: String?
  ) async throws {
    try await visiting { visit in
      visit.backend.on(TicketsAPI.SignIn.self) { _ in
        .init(outcome: outcome, retryAfterMs: outcome == .throttled ? 94_100 : nil)
      }
      let answer = try await visit.postSealed(
        "/sign-in", ["email": Town.hostile, "password": "secret words"])
      #expect(answer.status == .unprocessableContent, "an address that is none")
      #expect(!answer.text.contains("<script") && visit.backend.calls.isEmpty)
      let refused = try await visit.postSealed(
        "/sign-in", ["email": "mia@shop.example", "password": "secret words"])
      #expect(refused.status.code == status && refused.text.contains(sentence))
      #expect(refused.headers[.retryAfter] == retryAfter)
      #expect(refused.text.contains(#"value="mia@shop.example""#))
      #expect(!refused.text.contains("secret words"))
      #expect(refused.headers[.setCookie]?.contains("session") != true)
    }
  }

  @Test func `a link leads to a password, which is said back to nobody`() async throws {
    try await visiting { visit in
      visit.backend.on(TicketsAPI.GetStaffLink.self) { _ in Self.account }
      visit.backend.on(TicketsAPI.AcceptInvitation.self) { params in
        guard params.password.count >= 10 else {
          throw ServiceError.invalid([
            Violation(
              path: "/password", rule: "length", message: "must have at least 10 characters")
          ])
        }
        return Self.account
      }
      visit.backend.on(
        TicketsAPI.ResetPassword.self, refuse: .rejected("This link is no longer valid."))
      let short = try await visit.postSealed("/accept?t=token", ["password": "short"])
      #expect(short.status == .unprocessableContent)
      #expect(short.text.contains("New password – must have at least 10 characters"))
      #expect(!short.text.contains("value=\"short\""))
      let good = try await visit.postSealed("/accept?t=to%2Bken", ["password": "secret words"])
      #expect(good.headers[.location] == "/sign-in?done=accepted")
      #expect(try visit.backend.params(of: TicketsAPI.AcceptInvitation.self).token == "to+ken")
      let late = try await visit.postSealed("/reset?t=token", ["password": "secret words"])
      #expect(late.status == .gone && late.text.contains("no longer valid"))
      #expect(try await visit.get("/accept").status == .badRequest)
    }
  }

  @Test func `a forgotten password is answered alike for everybody`() async throws {
    try await visiting { visit in
      visit.backend.on(TicketsAPI.RequestReset.self) { _ in .init() }
      let known = try await visit.postSealed("/reset", ["email": "mia@shop.example"])
      let unknown = try await visit.postSealed("/reset", ["email": "nobody@shop.example"])
      #expect(known.status == .ok && known.text == unknown.text)
      #expect(known.text.contains("If there is an account"))
    }
  }

  @Test func `an account is shown to whoever is signed in, and the door to others`() async throws {
    try await visiting { visit in
      Self.script(visit)
      let page = try await visit.get("/account", Self.signedIn())
      #expect(page.status == .ok && page.text.contains("mia@shop.example"))
      for cookie in [nil, "rapport-session=over", "rapport-session="] {
        var headers: HTTPFields = [:]
        headers[.cookie] = cookie
        let door = try await visit.get("/account", headers)
        #expect(door.status == .seeOther && door.headers[.location] == "/sign-in")
      }
    }
  }

  @Test func `an authenticator is set up, and gives codes for paper`() async throws {
    try await visiting { visit in
      Self.script(visit)
      visit.backend.on(TicketsAPI.EnrolSecondFactor.self) { _ in
        .init(secret: "ABCDEFGHIJ", uri: "otpauth://totp/shop:mia?secret=ABCDEFGHIJ&issuer=shop")
      }
      visit.backend.on(TicketsAPI.ConfirmSecondFactor.self) { params in
        guard params.code == "123456" else { throw ServiceError.rejected("Not that one.") }
        return .init(recoveryCodes: ["AAAA-BBBB", "CCCC-DDDD"])
      }
      let seal = try #require(try await visit.get("/account", Self.signedIn()).hidden("seal"))
      let unsealed = try await visit.post("/account/authenticator", [:], Self.signedIn())
      #expect(unsealed.status == .seeOther && visit.backend.commands.isEmpty)
      let shown = try await visit.post(
        "/account/authenticator", ["seal": seal], Self.signedIn())
      #expect(shown.text.contains("ABCD EFGH IJ"))
      #expect(
        shown.text.contains(
          #"href="otpauth://totp/shop:mia?secret=ABCDEFGHIJ&amp;issuer=shop""#))
      let wrong = try await visit.post(
        "/account/authenticator/confirm", ["seal": seal, "code": "000000"], Self.signedIn())
      #expect(wrong.status == .unprocessableContent && wrong.text.contains("Please begin again."))
      let on = try await visit.post(
        "/account/authenticator/confirm", ["seal": seal, "code": "123456"], Self.signedIn())
      #expect(on.text.contains("AAAA-BBBB") && on.text.contains("CCCC-DDDD"))
      #expect(on.headers[.cacheControl] == "no-store")
    }
  }

  @Test func `whoever signs out is out, here and at the service`() async throws {
    try await visiting { visit in
      Self.script(visit)
      visit.backend.on(TicketsAPI.EndSession.self) { _ in .init() }
      let page = try await visit.get("/sign-out", Self.signedIn())
      let seal = try #require(page.hidden("seal"))
      #expect(try await visit.post("/sign-out", [:], Self.signedIn()).status == .forbidden)
      #expect(visit.backend.commands.isEmpty)
      let out = try await visit.post("/sign-out", ["seal": seal], Self.signedIn())
      #expect(out.headers[.location] == "/sign-in?done=signed-out")
      let cookie = try #require(out.headers[.setCookie])
      #expect(cookie.hasPrefix("rapport-session=;") && cookie.contains("Max-Age=0"))
      #expect(try visit.backend.params(of: TicketsAPI.EndSession.self).token == "session-token")
    }
  }

  private static let call =
    #"{"jsonrpc":"2.0","id":1,"method":"tickets.list","params":{}}"#

  @Test func `a page of ours calls as whoever is signed in, and another site's does not`()
    async throws
  {
    try await visiting { visit in
      Self.script(visit)
      visit.backend.on(TicketsAPI.List.self) { _ in Page(items: []) }
      let note = try await visit.get("/session", Self.signedIn())
      let json = try JSONCoding.decode(JSON.self, from: Array(note.text.utf8), mode: .lenient)
      let token = try #require(json["csrfToken"]?.text)
      #expect(json["session"]?["staff"]?["name"] == "Mia" && !note.text.contains("session-token"))
      for (shown, status) in [(token, 200), ("", 403), (String(token.reversed()), 403)] {
        var headers = Self.signedIn([.contentType: "application/json"])
        headers[.csrfToken] = shown
        let answer = try await visit.send(.post, "/rpc", headers, body: Self.call)
        #expect(answer.status.code == status)
        #expect(answer.headers[.accessControlAllowOrigin] == nil)
      }
      let bare = try await visit.send(
        .post, "/rpc", Self.signedIn([.contentType: "application/json"]), body: Self.call)
      #expect(bare.status == .forbidden)
      let called = visit.backend.calls.filter { $0.method == "tickets.list" }
      #expect(called.map(\.actor) == [.staff("staff:\(Self.mia.id)")])
      #expect(called.first?.actor.wire == "staff:\(Self.mia.id)")
    }
  }

  @Test func `a session that is over calls nothing`() async throws {
    try await visiting { visit in
      Self.script(visit)
      let cookie: HTTPFields = [.cookie: "rapport-session=over"]
      #expect(try await visit.get("/session", cookie).status == .unauthorized)
      let page = try await visit.get("/sign-out", cookie)
      var headers: HTTPFields = [.contentType: "application/json"]
      headers[.cookie] = "rapport-session=over"
      headers[.csrfToken] = page.hidden("seal")
      let answer = try await visit.send(.post, "/rpc", headers, body: Self.call)
      #expect(answer.status == .unauthorized)
      #expect(!visit.backend.calls.contains { $0.method == "tickets.list" })
    }
  }

  @Test func `doing something keeps a session in use, looking does not`() async throws {
    try await visiting { visit in
      Self.script(visit, Self.session(wantsRenewal: true))
      visit.backend.on(TicketsAPI.EnrolSecondFactor.self) { _ in .init(secret: "A", uri: "b") }
      let page = try await visit.get("/account", Self.signedIn())
      _ = try await visit.get("/session", Self.signedIn())
      #expect(!visit.backend.calls.contains { $0.method == "sessions.renew" })
      let seal = try #require(page.hidden("seal"))
      _ = try await visit.post("/account/authenticator", ["seal": seal], Self.signedIn())
      #expect(visit.backend.calls.contains { $0.method == "sessions.renew" })
    }
  }

  @Test func `a stream of whoever is signed in ends when they are signed out`() async throws {
    let settings = GatewaySettings.with { $0.limits.heartbeat = .milliseconds(1) }
    try await visiting(settings) { visit in
      for service in ["forms", "tickets", "campaigns", "notifications"] {
        let (stream, _) = AsyncThrowingStream<CloudEvent, any Error>.makeStream()
        visit.backend.log(service, id: "\(service)_1", live: stream)
      }
      let asked = Counter()
      visit.backend.on(TicketsAPI.GetSession.self) { _ in
        guard asked.next() <= 3 else { throw ServiceError(.unauthenticated, "over") }
        return Self.session()
      }
      let answer = try await visit.get("/events", Self.signedIn())
      #expect(answer.status == .ok)
      #expect(answer.text.ranges(of: ": still here\n\n").count == 3)
      #expect(
        answer.text.hasSuffix(
          "event: refused\ndata: {\"message\":\"over\",\"type\":\"unauthenticated\"}\n\n"))
      let readers = visit.backend.calls.filter { $0.method == "events.read" }.map(\.actor)
      #expect(readers.allSatisfy { $0 == .staff("staff:\(Self.mia.id)") } && readers.count == 4)
    }
  }
}

extension Visit {
  /// Fills in a page of ours and sends it.
  fileprivate func postSealed(
    _ path: String, _ fields: KeyValuePairs<String, String>
  ) async throws -> TestResponse {
    let page = try await get(path)
    var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
    headers[.cookie] = page.cookie
    let sent = [("seal", page.hidden("seal") ?? "")] + fields.map { ($0.key, $0.value) }
    let body = sent.map { "\($0.0.encoded)=\($0.1.encoded)" }.joined(separator: "&")
    return try await send(.post, path, headers, body: body)
  }
}

extension TestResponse {
  /// The cookie that was set, as it is sent back.
  fileprivate var cookie: String? {
    headers[.setCookie].map { String($0.prefix { $0 != ";" }) }
  }
}
