import Gateway
import HTTPTypes
import HummingbirdTesting
import Models
import Testing
import Wire

@Suite struct FormPageTests {
  @Test func `a form shows its questions with labels and nothing is done`() async throws {
    try await visiting { visit in
      visit.backend.on(FormsAPI.GetForm.self) { _ in Town.support }
      let page = try await visit.get("/forms/support")
      #expect(page.status == .ok)
      for part in [
        #"<html lang="en">"#, #"<label for="field-email">Email</label>"#,
        #"<input type="email" id="field-email" name="value.email" value="" autocomplete="email" required>"#,
        #"autocomplete="tel""#, #"<option>Returns &amp; &lt;refunds&gt;</option>"#,
        #"<textarea id="field-body" name="value.body" rows="6" required>"#,
        #"id="field-visit-5" name="value.visit" value="5""#,
        #"<input type="hidden" name="value.source" value="">"#,
        #"<div class="trap" aria-hidden="true">"#,
        #"Phone <span class="hint">(optional)</span>"#,
      ] {
        #expect(page.text.contains(part), "\(part)")
      }
      #expect(visit.backend.commands.isEmpty)
    }
  }

  @Test func `a submission says all that the page and the request know`() async throws {
    let settings = GatewaySettings.with { $0.publicURL = "https://shop.example" }
    try await visiting(settings) { visit in
      visit.backend.on(FormsAPI.GetForm.self) { _ in Town.newsletter }
      visit.backend.on(FormsAPI.Submit.self) { _ in Town.submission }
      let path = "/forms/newsletter?utm_source=poster&name=Ann"
      let form = try await visit.get(path, [.referer: "https://blog.example/post"])
      #expect(form.text.contains(#"name="value.name" value="Ann""#))
      let key = try #require(form.hidden("key"))
      let answer = try await visit.post(
        path,
        [
          "key": key, "version": "3", "referrer": "https://blog.example/post",
          "value.email": "ann@example.com", "value.name": "Ann", "consent": "news", "website": "",
        ], [.userAgent: "Browser/1", .acceptLanguage: "de-DE,en;q=0.5", .testPeer: "203.0.113.9"])
      #expect(answer.status == .seeOther)
      #expect(
        answer.headers[.location] == "/forms/newsletter/thanks?outcome=awaitingConfirmation")
      let params = try visit.backend.params(of: FormsAPI.Submit.self)
      #expect(params.values == ["email": "ann@example.com", "name": "Ann"])
      #expect(params.consents == ["news"] && params.formVersion == 3 && params.language == "de-DE")
      #expect(
        params.context
          == SubmissionContext(
            ip: "203.0.113.9", userAgent: "Browser/1", url: "https://shop.example" + path,
            referrer: "https://blog.example/post", utm: .init(source: "poster")))
      let call = try #require(visit.backend.calls.last)
      #expect(call.actor == .visitor && call.key == key)
    }
  }

  @Test func `a double click sends the same key twice`() async throws {
    try await visiting { visit in
      visit.backend.on(FormsAPI.GetForm.self) { _ in Town.newsletter }
      visit.backend.on(FormsAPI.Submit.self) { _ in Town.submission }
      let key = try #require(try await visit.get("/forms/newsletter").hidden("key"))
      for _ in 1...2 {
        _ = try await visit.post(
          "/forms/newsletter", ["key": key, "value.email": "ann@example.com"])
      }
      #expect(visit.backend.calls.suffix(2).map(\.key) == [key, key])
      #expect(visit.backend.calls[1].params == visit.backend.calls[2].params)
      let other = try await visit.get("/forms/newsletter").hidden("key")
      #expect(other != key)
    }
  }

  @Test func `a page that is changed after it was sent asks before it counts twice`() async throws {
    try await visiting { visit in
      visit.backend.on(FormsAPI.GetForm.self) { _ in Town.newsletter }
      visit.backend.on(FormsAPI.Submit.self, refuse: .conflict("The key was used."))
      let key = String(repeating: "a", count: 32)
      let page = try await visit.post(
        "/forms/newsletter", ["key": key, "value.email": "ann@example.com"])
      #expect(page.status == .conflict)
      #expect(page.text.contains("sent once already") && page.text.contains("ann@example.com"))
      #expect(page.hidden("key") != key)
    }
  }

  @Test func `a program that fills in everything is thanked and nothing is done`() async throws {
    try await visiting { visit in
      let answer = try await visit.post(
        "/forms/newsletter", ["value.email": "bot@example.com", "website": "http://spam.example"])
      #expect(answer.status == .seeOther)
      #expect(visit.backend.calls.isEmpty)
    }
  }

  @Test func `mistakes are listed with links and everything stays filled in`() async throws {
    try await visiting { visit in
      visit.backend.on(FormsAPI.GetForm.self) { _ in Town.support }
      visit.backend.on(
        FormsAPI.Submit.self,
        refuse: .invalid([
          Violation(path: "/values/email", rule: "email", message: "must be an address"),
          Violation(path: "/values/visit", rule: "range", message: "must be 1 to 5"),
          Violation(path: "/values/old", rule: "unknown", message: "is not a field of this form"),
        ]))
      let page = try await visit.post(
        "/forms/support",
        [
          "value.email": "ann", "value.matter": "Delivery", "value.urgent": "on",
          "value.body": "\r\n Line one\r\nline <two>", "value.visit": "4",
        ])
      #expect(page.status == .unprocessableContent)
      for part in [
        "<title>Error: Ask us</title>", #"role="alert""#,
        ##"<a href="#field-email">Email – must be an address</a>"##,
        ##"<a href="#field-visit-1">"##, "old – is not a field of this form",
        #"value="ann" autocomplete="email" required aria-invalid="true" aria-describedby="field-email-error""#,
        "<option selected>Delivery</option>", #"value="on" checked"#, #"value="4" checked"#,
        ">\n\n Line one\nline &lt;two&gt;</textarea>",
      ] {
        #expect(page.text.contains(part), "\(part)")
      }
    }
  }

  @Test func `what a visitor writes is never markup`() async throws {
    try await visiting { visit in
      visit.backend.on(FormsAPI.GetForm.self) { _ in
        var form = Town.newsletter
        form.title = Town.hostile
        form.fields[0].label = Town.hostile
        form.consents[0].privacyUrl = "javascript:alert(1)"
        return form
      }
      visit.backend.on(FormsAPI.Submit.self, refuse: .invalid([]))
      let page = try await visit.post(
        "/forms/newsletter", ["value.email": Town.hostile, "referrer": "javascript:alert(1)"])
      let bytes = page.text.unicodeScalars.map(String.init).joined(separator: "\u{0}")
      #expect(!page.text.contains("<script"))
      #expect(!bytes.contains("\"\u{0}\u{301}"))
      #expect(!page.text.contains("javascript:"))
      #expect(page.text.contains("&lt;script&gt;alert(1)&lt;/script&gt;&#39;&amp;&quot"))
    }
  }

  @Test(arguments: ["/forms/none", "/forms/NOT%20A%20KEY", "/nowhere", "/"])
  func `what is not there has a page that says so`(path: String) async throws {
    try await visiting { visit in
      visit.backend.on(FormsAPI.GetForm.self, refuse: .notFound("There is no form none."))
      let page = try await visit.get(path)
      #expect(page.status == .notFound)
      #expect(page.text.contains("There is nothing here"))
    }
  }

  @Test(arguments: [
    (SubmissionOutcome.awaitingConfirmation, "Check your mail"),
    (.ticketRequested, "We have your message"), (.accepted, "Thank you"),
  ])
  func `after sending comes a page that may be loaded again`(
    outcome: SubmissionOutcome, title: String
  ) async throws {
    try await visiting { visit in
      visit.backend.on(FormsAPI.GetForm.self) { _ in Town.newsletter }
      let page = try await visit.get("/forms/newsletter/thanks?outcome=\(outcome.rawValue)")
      #expect(page.text.contains("<h1>\(title)</h1>") && page.text.contains("See you soon."))
    }
  }

  @Test func `only what browsers send as a form is taken, and not without end`() async throws {
    try await visiting { visit in
      let odd = try await visit.send(
        .post, "/forms/newsletter", [.contentType: "text/plain"], body: "value.email=a")
      #expect(odd.status == .unsupportedMediaType)
      let long = try await visit.post(
        "/forms/newsletter", ["value.name": String(repeating: "a", count: 300_000)])
      #expect(long.status == .contentTooLarge)
      #expect(visit.backend.calls.isEmpty)
    }
  }
}
