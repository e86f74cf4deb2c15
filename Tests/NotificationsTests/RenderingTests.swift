import Models
import Testing
import Wire

@testable import NotificationsService

@Suite struct RenderingTests {
  static func write(
    _ text: String, html: String? = nil, subject: String = "s", data: JSON = [:]
  ) throws -> WrittenBody {
    let template = Template(
      key: "welcome", class: .service, subject: subject, text: text, html: html, version: 1)
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

  @Test func `sections walk data, empty texts are absent, times are readable`() throws {
    let body = try Self.write(
      "{{#items}}[{{name}}]{{/items}}{{#note}}!{{/note}}{{^note}}-{{/note}} {{at}} {{n}} {{yes}}",
      data: [
        "items": [["name": "a"], ["name": "b"]], "note": "", "at": "2026-01-02T15:04:05.678Z",
        "n": 3, "yes": true,
      ])
    #expect(body.text == "[a][b]- 2026-01-02 15:04 UTC 3 true")
  }

  @Test func `the reader's name is there when the data names nobody`() throws {
    #expect(try Self.write("{{name}}").text == "Ann")
    #expect(try Self.write("{{name}}", data: ["name": "Zoë"]).text == "Zoë")
  }
}
