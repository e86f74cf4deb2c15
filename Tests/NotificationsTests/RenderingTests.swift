import Models
import Testing
import Wire

@testable import NotificationsService

@Suite struct RenderingTests {
  static func write(
    _ text: String, html: String? = nil, subject: String = "s", language: String? = nil,
    data: JSON = [:]
  ) throws -> WrittenBody {
    try write(
      Template(
        key: "welcome", class: .service, language: language, subject: subject, text: text,
        html: html, version: 1), data: data)
  }

  static func write(_ template: Template, data: JSON) throws -> WrittenBody {
    let sender = Sender(
      key: "default", name: "Example Shop", address: try EmailAddress(wire: "shop@shop.example"),
      version: 1)
    return try Rendering.write(
      template,
      .init(
        data: data, sender: sender, recipient: ("Ann", "ann@example.com"), links: ["confirm"]))
  }

  @Test func `html escapes and text does not`() throws {
    let body = try Self.write(
      "{{body}}", html: "<p>{{body}}</p>", subject: "{{body}}", data: ["body": "<b>Tom & Zoë</b>"])
    #expect(body.text == "<b>Tom & Zoë</b>")
    #expect(body.subject == "<b>Tom & Zoë</b>")
    #expect(body.html == "<p>&lt;b&gt;Tom &amp; Zoë&lt;/b&gt;</p>")
  }

  @Test(arguments: ["", "{{% CONTENT_TYPE:HTML}}\n"])
  func `a quote under an accent does not end its attribute`(setting: String) throws {
    let html = try #require(
      try Self.write(
        "x", html: setting + #"<i title="{{t}}">"#,
        data: ["t": "\"\u{301} onclick='\u{301}>\u{301}<\u{301}&\u{301}"]
      ).html)
    let accented = ["&quot;", " onclick=&#39;", "&gt;", "&lt;", "&amp;"]
    let expected = #"<i title=""# + accented.map { $0 + "\u{301}" }.joined() + #"">"#
    #expect(Array(html.unicodeScalars) == Array(expected.unicodeScalars))
  }

  @Test func `data cannot forge a link or replace the sender`() throws {
    let body = try Self.write(
      "{{body}} {{links.confirm}} {{sender.name}}",
      data: ["body": "\u{2}confirm\u{3}", "links": ["confirm": "x"], "sender": ["name": "Mallory"]])
    #expect(body.text == "confirm \u{2}confirm\u{3} Example Shop")
    #expect(Rendering.fill(body.text) { "<\($0)>" } == "confirm <confirm> Example Shop")
  }

  @Test func `a subject is one line whatever the data`() throws {
    let body = try Self.write(
      "x", subject: "Re: {{title}}", data: ["title": "a\r\nBcc: b@example.com"])
    #expect(body.subject == "Re: a Bcc: b@example.com")
  }

  @Test func `sections walk data, empty texts are absent`() throws {
    let body = try Self.write(
      "{{#items}}[{{name}}]{{/items}}{{#note}}!{{/note}}{{^note}}-{{/note}} {{n}} {{yes}}",
      data: [
        "items": [["name": "a"], ["name": "b"]], "note": "", "n": 3, "yes": true,
      ])
    #expect(body.text == "[a][b]- 3 true")
  }

  @Test(
    arguments: [
      ("2026-11-22T21:27:59.999Z", nil, "22 November 2026, 21:27 UTC"),
      ("2026-03-02T09:05:00+01:00", "en-GB", "2 March 2026, 08:05 UTC"),
      ("2026-11-22T21:27:00.000Z", "de", "2026-11-22 21:27 UTC"),
      ("2026-11-22", nil, "2026-11-22"),
      ("2026-13-22T21:27:00.000Z", nil, "2026-13-22T21:27:00.000Z"),
      ("see 2026-11-22T21:27:00Z", nil, "see 2026-11-22T21:27:00Z"),
    ] as [(String, String?, String)])
  func `times are shown as people read them`(
    wire: String, language: String?, shown: String
  ) throws {
    let body = try Self.write("{{a.at}}", language: language, data: ["a": ["at": .string(wire)]])
    #expect(body.text == shown)
  }

  @Test func `an acknowledgement names the hour by which a person answers`() throws {
    let template = try #require(ShippedTemplates.find("system.acknowledgement"))
    let body = try Self.write(
      template,
      data: ["ticket": ["number": 7], "replyDueAt": "2026-11-22T21:27:00.000Z"])
    let sentence = "You will hear from a person by 22 November 2026, 21:27 UTC."
    #expect(body.text.contains(sentence) && body.html?.contains(sentence) == true)
    #expect(try !Self.write(template, data: ["ticket": ["number": 7]]).text.contains("hear from"))
  }

  @Test func `the reader's name is there when the data names nobody`() throws {
    #expect(try Self.write("{{name}}").text == "Ann")
    #expect(try Self.write("{{name}}", data: ["name": "Zoë"]).text == "Zoë")
  }
}
