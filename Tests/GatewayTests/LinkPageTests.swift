import Gateway
import HTTPTypes
import HummingbirdTesting
import Models
import Testing
import Wire

@Suite struct LinkPageTests {
  @Test(arguments: ["/confirm", "/subscriptions", "/unsubscribe", "/answer", "/rating"])
  func `following a link changes nothing, whatever it does`(path: String) async throws {
    try await visiting { visit in
      visit.backend.on(FormsAPI.GetSubscriptions.self) { _ in Town.subscriptions }
      visit.backend.on(TicketsAPI.Show.self) { _ in Town.ticket() }
      for method: HTTPRequest.Method in [.get, .head] {
        let page = try await visit.send(method, path + "?t=token&sent=1&score=5&action=none")
        #expect(page.status == .ok)
        #expect(page.headers[.cacheControl] == "no-store")
      }
      #expect(visit.backend.commands.isEmpty)
    }
  }

  @Test(arguments: ["/confirm", "/subscriptions", "/unsubscribe", "/answer", "/rating"])
  func `a link that lost its token says so`(path: String) async throws {
    try await visiting { visit async throws in
      #expect(try await visit.get(path).status == .badRequest)
      #expect(try await visit.post(path + "?t=").status == .badRequest)
      #expect(visit.backend.calls.isEmpty)
    }
  }

  @Test(arguments: [
    (ServiceError.rejected("This link is no longer valid."), 410, nil),
    (ServiceError(.rejected, "This link is not valid.", subtype: "invalidLink"), 400, nil),
    (ServiceError(.unavailable, "tickets does not answer"), 503, "30"),
    (ServiceError.busy("later", retryAfter: .milliseconds(1_500)), 503, "2"),
    (ServiceError(.internalError, "Oops", reference: "ref-1"), 500, nil),
  ])
  func `a refusal is a page with the status that fits`(
    error: ServiceError, status: Int, retryAfter: String?
  ) async throws {
    try await visiting { visit in
      visit.backend.on(FormsAPI.Confirm.self, refuse: error)
      let page = try await visit.post("/confirm?t=token")
      #expect(page.status.code == status)
      #expect(page.headers[.retryAfter] == retryAfter)
      #expect(page.text.contains("<h1>"))
      if let reference = error.reference { #expect(page.text.contains(reference)) }
    }
  }

  @Test func `the button confirms, and the ledger gets no token`() async throws {
    try await visiting { visit in
      visit.backend.on(FormsAPI.Confirm.self) { _ in
        .init(topics: ["news"], confirmedAt: Town.noon, form: "newsletter", thankYou: "Welcome!")
      }
      let page = try await visit.post("/confirm?t=to%2Bken", [:], [.userAgent: "Browser/1"])
      #expect(page.status == .ok)
      #expect(page.text.contains("Welcome!") && page.text.contains("21 November 2026, 12:00 UTC"))
      let params = try visit.backend.params(of: FormsAPI.Confirm.self)
      #expect(params.token == "to+ken")
      #expect(params.context?.url == "http://localhost/confirm")
      #expect(params.context?.ip == "127.0.0.1" && params.context?.userAgent == "Browser/1")
    }
  }

  @Test func `subscriptions send only what was changed on the page`() async throws {
    try await visiting { visit in
      visit.backend.on(FormsAPI.GetSubscriptions.self) { _ in Town.subscriptions }
      visit.backend.on(FormsAPI.SetSubscriptions.self) { _ in Town.subscriptions }
      let page = try await visit.get("/subscriptions?t=token")
      #expect(page.text.contains(#"id="topic-news" name="topic" value="news" checked"#))
      #expect(page.text.contains(#"id="topic-offers" name="topic" value="offers">"#))
      _ = try await visit.post(
        "/subscriptions?t=token", ["shown": "+news", "shown": "-offers", "topic": "offers"])
      let params = try visit.backend.params(of: FormsAPI.SetSubscriptions.self)
      #expect(
        params.changes
          == [
            SubscriptionChange(topic: "news", subscribed: false),
            SubscriptionChange(topic: "offers", subscribed: true),
          ])
      #expect(params.all == nil && params.oneClick == nil)
    }
  }

  @Test func `saving what nobody touched changes nothing`() async throws {
    try await visiting { visit in
      visit.backend.on(FormsAPI.GetSubscriptions.self) { _ in Town.subscriptions }
      let page = try await visit.post(
        "/subscriptions?t=token", ["shown": "+news", "topic": "news"])
      #expect(page.status == .ok && visit.backend.commands.isEmpty)
    }
  }

  @Test func `one button unsubscribes from all`() async throws {
    try await visiting { visit in
      visit.backend.on(FormsAPI.SetSubscriptions.self) { _ in .init(topics: []) }
      let page = try await visit.post(
        "/subscriptions?t=token", ["shown": "+news", "topic": "news", "action": "none"])
      #expect(page.text.contains("You are subscribed to nothing."))
      let params = try visit.backend.params(of: FormsAPI.SetSubscriptions.self)
      #expect(params.all == false && params.changes == nil)
    }
  }

  static let multipart =
    "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n"

  @Test(arguments: [
    ("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click", 200),
    ("multipart/form-data; boundary=x", multipart, 200),
    ("application/x-www-form-urlencoded", "", 400),
    ("application/x-www-form-urlencoded", "List-Unsubscribe=Maybe", 400),
    ("multipart/form-data; boundary=x", "--x--", 400),
  ])
  func `a mail program's button withdraws the mail's topic`(
    type: String, body: String, status: Int
  ) async throws {
    try await visiting { visit in
      visit.backend.on(FormsAPI.SetSubscriptions.self) { _ in Town.subscriptions }
      let page = try await visit.send(
        .post, "/unsubscribe?t=token", [.contentType: type], body: body)
      #expect(page.status.code == status)
      guard status == 200 else { return #expect(visit.backend.calls.isEmpty) }
      let params = try visit.backend.params(of: FormsAPI.SetSubscriptions.self)
      #expect(params.oneClick == true && params.token == "token" && params.all == nil)
    }
  }

  @Test func `an answer goes to the ticket once and leads to its page`() async throws {
    try await visiting { visit in
      visit.backend.on(TicketsAPI.Show.self) { _ in Town.ticket() }
      visit.backend.on(TicketsAPI.Receive.self) { _ in
        .init(
          ticket: .placeholder, number: 12, status: .open, replyDueAt: nil, follows: nil)
      }
      let page = try await visit.get("/answer?t=token")
      #expect(page.text.contains("We are looking.") && page.text.contains("Mia"))
      let key = try #require(page.hidden("key"))
      let answer = try await visit.post(
        "/answer?t=token", ["key": key, "body": "Still\r\nwaiting"])
      #expect(answer.headers[.location] == "/answer?t=token&sent=12")
      let params = try visit.backend.params(of: TicketsAPI.Receive.self)
      #expect(params.body == "Still\nwaiting" && params.token == "token")
      #expect(visit.backend.calls.last?.key == key)
      let thanks = try await visit.get("/answer?t=token&sent=12")
      #expect(thanks.text.contains("Thank you, we have your answer."))
    }
  }

  @Test func `a rating can be chosen in the mail and is given with the button`() async throws {
    try await visiting { visit in
      visit.backend.on(TicketsAPI.Show.self) { _ in Town.ticket(score: 2) }
      visit.backend.on(TicketsAPI.Rate.self) { _ in .init(number: 12, score: 2, reopened: true) }
      let page = try await visit.get("/rating?t=token&score=2")
      #expect(page.text.contains(#"value="2" checked"#) && visit.backend.commands.isEmpty)
      let answer = try await visit.post("/rating?t=token", ["score": "2", "comment": " "])
      #expect(answer.headers[.location] == "/rating?t=token&done=1")
      let params = try visit.backend.params(of: TicketsAPI.Rate.self)
      #expect(params.score == 2 && params.comment == nil)
      let thanks = try await visit.get("/rating?t=token&done=1")
      #expect(thanks.text.contains("2 of 5") && thanks.text.contains("look at it again"))
    }
  }

  @Test func `a rating without a score keeps the words and asks for the score`() async throws {
    try await visiting { visit in
      visit.backend.on(TicketsAPI.Show.self) { _ in Town.ticket() }
      visit.backend.on(
        TicketsAPI.Rate.self,
        refuse: .invalid([Violation(path: "/score", rule: "range", message: "must be 1 to 5")]))
      let page = try await visit.post("/rating?t=token", ["comment": Town.hostile])
      #expect(page.status == .unprocessableContent)
      #expect(
        page.text.contains(##"<a href="#score-1">How did we handle this? – this is required</a>"##))
      #expect(page.text.contains("&lt;script&gt;") && !page.text.contains("<script"))
    }
  }
}
