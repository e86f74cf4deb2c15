import Foundation
import Mail
import Testing

@Suite struct MIMETests {
  @Test func `a plain mail is exactly these bytes`() throws {
    let lines = [
      "From: Ada Lovelace <ada@example.org>", "To: Grace Hopper <grace@example.org>",
      "Subject: Hello", "Date: Fri, 02 Jan 2026 03:04:05 +0000",
      "Message-ID: <mail.1@example.org>", "Auto-Submitted: auto-replied", "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8", "", "Good morning.", "",
    ]
    let text = try composed(mail(headers: [("Auto-Submitted", "auto-replied")]))
    #expect(text.components(separatedBy: "\r\n") == lines)
  }

  @Test func `text and page become alternatives, and the same mail the same bytes`() throws {
    let both = mail(text: "Grüße", html: "<p>Grüße</p>")
    let first = try composed(both)
    #expect(first == (try composed(both)))
    #expect(first.contains("Content-Type: multipart/alternative; boundary=\"=_"))
    let other = mail(text: "Grüße", html: "<p>Grüße</p>", messageID: "mail.2@example.org")
    #expect(first != (try composed(other)))
  }

  static let texts = [
    "", "plain\n", "no line end", "two\r\nlines\r\n", "old\rmac", "Grüße aus Köln\n",
    "日本語のテキスト\n二行目\n", ".\n..\n.leading dots\n", "From the start\n", "trailing space \n\n\n",
    "--=_fake\n\n--=_fake--\n", String(repeating: "x", count: 5000) + "\n", "=3D=\n",
    String(repeating: "wörter und ", count: 400), "emoji 👩‍👩‍👧‍👦 \u{1F1E9}\u{1F1EA}\n",
  ]

  @Test(arguments: texts)
  func `any text arrives as it left`(_ text: String) throws {
    let page = "<p>\(text)</p>"
    for outgoing in [mail(text: text), mail(text: text, html: page)] {
      let bytes = try MIME.compose(outgoing)
      let parsed = MIME.parse(bytes)
      #expect(withoutEnd(parsed.text) == withoutEnd(text))
      #expect(withoutEnd(parsed.html) == withoutEnd(outgoing.html))
      try expectWireForm(bytes)
    }
  }

  /// Whether the text ended its last line is not kept by every form, and nobody sees it.
  private func withoutEnd(_ text: String?) -> String? {
    guard let text else { return nil }
    let lines = text.replacingOccurrences(of: "\r\n", with: "\n")
      .replacingOccurrences(of: "\r", with: "\n")
    return lines.hasSuffix("\n") ? String(lines.dropLast()) : lines
  }

  private func expectWireForm(_ bytes: [UInt8]) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    let lines = text.components(separatedBy: "\r\n")
    #expect(lines.last == "")
    #expect(lines.allSatisfy { $0.utf8.count <= 998 })
    #expect(!lines.contains { $0.utf8.contains(0x0A) || $0.utf8.contains(0x0D) })
    #expect(bytes.allSatisfy { $0 < 0x80 })
  }

  static let subjects = [
    "Hello", "Grüße an die große weite Welt, von uns allen hier in Köln am schönen Rhein",
    "日本語の件名はとても長いので何行かに分けて書かなければなりませんし、読めなければなりません", "two  spaces   three",
    String(repeating: "word ", count: 60) + "end", "\"quoted\" (comment) <angle>", "👋🏽 hi",
  ]

  @Test(arguments: subjects)
  func `any subject arrives as it left`(_ subject: String) throws {
    let bytes = try MIME.compose(mail(subject: subject))
    #expect(MIME.parse(bytes).subject == subject)
    try expectWireForm(bytes)
  }

  @Test(arguments: [
    "Grace Hopper", "Hopper, Grace", "Jörg \"JJ\" Müller", "O'Neil", "a.b@c", "株式会社 日本", "",
  ])
  func `any name arrives as it left`(_ name: String) throws {
    let bytes = try MIME.compose(mail(to: Mailbox(name: name, address: "g@example.org")))
    let value = try #require(MIME.parse(bytes).header("to"))
    // Quotes and backslashes are how a header says it; the rest is what people see.
    let isQuoting: (Character) -> Bool = { "\"\\".contains($0) }
    #expect(String(value.filter { !isQuoting($0) }).hasPrefix(name.filter { !isQuoting($0) }))
    #expect(value.contains("g@example.org"))
    try expectWireForm(bytes)
  }

  @Test func `a long unsubscribe link is folded between links and never encoded`() throws {
    let link = "<https://example.org/u/" + String(repeating: "abcDEF0123", count: 40) + ">"
    let headers = [
      ("List-Unsubscribe", "\(link), <mailto:u@example.org>"),
      ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ]
    let text = try composed(mail(headers: headers))
    #expect(text.contains("\r\nList-Unsubscribe: \(link),\r\n <mailto:u@example.org>\r\n"))
    #expect(text.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"))
  }

  @Test func `an international domain becomes ASCII, an international name needs SMTPUTF8`() throws
  {
    let domain = mail(to: Mailbox(address: "info@kölsch.example"))
    #expect(try composed(domain).contains("\r\nTo: info@xn--klsch-jua.example\r\n"))
    #expect(!domain.needsSMTPUTF8)
    let person = mail(to: Mailbox(name: "Jörg", address: "jörg@example.org"))
    #expect(try composed(person).contains("<jörg@example.org>\r\n"))
    #expect(person.needsSMTPUTF8)
  }

  struct Refused: CustomTestStringConvertible {
    let mail: OutgoingMail
    let error: String
    var testDescription: String { error }
  }

  static let refused = [
    Refused(mail: mail(subject: "a\r\nBcc: x"), error: "subject: must not hold a line break"),
    Refused(mail: mail(subject: "a\u{0}"), error: "subject: must not hold a control character"),
    Refused(
      mail: mail(from: Mailbox(name: "A\nB", address: "a@b.c")),
      error: "from name: must not hold a line break"),
    Refused(
      mail: mail(to: Mailbox(address: "a@b.c>\r\nBcc: <x@y.z")),
      error: "to: must not hold spaces, angle brackets or control characters"),
    Refused(
      mail: mail(replyTo: Mailbox(address: "nobody")),
      error: "replyTo: is not an address: it needs the form local@domain"),
    Refused(
      mail: mail(messageID: "a b@c"),
      error: "messageID: must not hold spaces, angle brackets or control characters"),
    Refused(
      mail: mail(headers: [("X-A", "1\nX-B: 2")]), error: "header X-A: must not hold a line break"),
    Refused(
      mail: mail(headers: [("X: A", "1")]),
      error: "header: a name is 1 to 64 visible ASCII characters without a colon"),
    Refused(
      mail: mail(headers: [("subject", "again")]),
      error: "header subject: is written by the composer and cannot be set"),
    Refused(
      mail: mail(headers: [("Content-Type", "text/plain")]),
      error: "header Content-Type: is written by the composer and cannot be set"),
    Refused(
      mail: mail(headers: [("X-Long", String(repeating: "x", count: 1000))]),
      error: "header X-Long: holds a word that is too long for a header line (998 bytes)"),
    Refused(mail: mail(text: "a\u{0}b"), error: "text: must not hold a NUL character"),
  ]

  @Test(arguments: refused)
  func `what cannot be a mail is refused by name`(_ row: Refused) {
    let error = #expect(throws: MailError.self) { try MIME.compose(row.mail) }
    #expect(error?.description == row.error)
  }

  @Test(arguments: [
    "", "\r\n", "no mail at all", "\u{0}\u{1}", "Content-Type: multipart/mixed\r\n\r\n",
  ])
  func `what is not a mail is read as an empty one`(_ text: String) {
    let parsed = MIME.parse(Array(text.utf8))
    #expect(parsed.html == nil)
    #expect(parsed.subject == "")
  }

  @Test func `a mail of somebody else is read in its own charset and nesting`() {
    let lines = [
      "Subject: =?iso-8859-1?q?Caf=E9?=", "Content-Type: multipart/mixed; boundary=o", "", "--o",
      "Content-Type: multipart/alternative; boundary=i", "", "--i",
      "Content-Type: text/plain; charset=windows-1252",
      "Content-Transfer-Encoding: quoted-printable",
      "", "=80 5", "--i", "Content-Type: text/html; charset=utf-8",
      "Content-Transfer-Encoding: base64",
      "", "PGI+", "--i--", "--o", "Content-Type: application/pdf", "", "%PDF", "--o--", "",
    ]
    let parsed = MIME.parse(Array(lines.joined(separator: "\r\n").utf8))
    #expect(parsed.subject == "Café")
    #expect(parsed.text == "€ 5")
    #expect(parsed.html == "<b>")
  }
}
