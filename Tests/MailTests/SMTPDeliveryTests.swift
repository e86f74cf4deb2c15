import Foundation
import Mail
import Testing

/// What a server gets when all goes well.
@Suite(.enabled(if: SMTPServer.python != nil, SMTPServer.skipped))
struct SMTPDeliveryTests {
  @Test(arguments: [[], ["--pipelining"]])
  func `a mail arrives byte for byte with its envelope`(_ options: [String]) throws {
    let server = try SMTPServer(options)
    let bytes = try MIME.compose(mail(text: ".\n..\nGrüße\n", html: "<p>Grüße</p>"))
    let outcome = try server.session().send(
      from: "bounce@example.org", to: ["grace@example.org", "ada@example.org"], message: bytes)
    #expect(outcome == .accepted(code: 250, answer: "2.0.0 kept as 1"))
    let message = try #require(server.stop().messages.first)
    #expect(message.message == Data(bytes))
    #expect(message.from == "bounce@example.org")
    #expect(message.to == ["grace@example.org", "ada@example.org"])
    #expect(message.options.contains("SIZE=\(bytes.count)"))
    #expect(!message.tls)
  }

  @Test(arguments: [
    ("a\n.\nb", "a\r\n.\r\nb\r\n"), (".\r\n.\r\n", ".\r\n.\r\n"), ("a\r.\rb\r", "a\r\n.\r\nb\r\n"),
    ("\r\n..\r\n", "\r\n..\r\n"), ("", ""),
  ])
  func `no line end and no dot can end a message early`(_ raw: String, _ wire: String) throws {
    let server = try SMTPServer([])
    let outcome = try server.session().send(to: "a@example.org", Array(raw.utf8))
    #expect(outcome.isAccepted)
    let seen = try server.stop()
    #expect(seen.messages.map { String(decoding: $0.message, as: UTF8.self) } == [wire])
  }

  @Test func `a hundred messages share one connection and one login`() throws {
    let server = try SMTPServer(["--auth", "ada:secret", "--tls", "required"])
    let session = try server.session("ca=\(server.authority)", user: "ada:secret")
    for number in 1...100 {
      let bytes = try MIME.compose(mail(messageID: "\(number)@example.org"))
      #expect(session.send(to: "grace@example.org", bytes).isAccepted)
    }
    session.close()
    let seen = try server.stop()
    #expect(seen.connections == 1)
    #expect(seen.messages.count == 100)
    #expect(Set(seen.messages.map(\.message)).count == 100)
  }

  struct Encryption: CustomTestStringConvertible {
    let server: String
    let query: String
    let encrypted: Bool
    var testDescription: String { "\(server) server, \(query)" }
  }

  @Test(arguments: [
    Encryption(server: "required", query: "tls=required&ca=CA", encrypted: true),
    Encryption(server: "starttls", query: "tls=opportunistic", encrypted: true),
    Encryption(server: "starttls", query: "tls=off", encrypted: false),
    Encryption(server: "none", query: "tls=opportunistic", encrypted: false),
  ])
  func `a line is encrypted as asked`(_ row: Encryption) throws {
    let server = try SMTPServer(["--tls", row.server])
    let session = try server.session(
      row.query.replacingOccurrences(of: "CA", with: server.authority))
    #expect(session.send(to: "grace@example.org").isAccepted)
    session.close()
    #expect(try server.stop().messages.map(\.tls) == [row.encrypted])
  }

  @Test func `smtps is encrypted from the first byte`() throws {
    let server = try SMTPServer(["--tls", "implicit"])
    let url = "smtps://localhost:\(server.port)?ca=\(server.authority)"
    let session = SMTPSession(try SMTPSettings(url: url))
    #expect(session.send(to: "grace@example.org").isAccepted)
    session.close()
    #expect(try server.stop().messages.map(\.tls) == [true])
  }

  @Test func `the login is the one of the URL`() throws {
    let server = try SMTPServer(["--auth", "ada@example.org:p@ss: wörd"])
    let session = try server.session(user: "ada%40example.org:p%40ss%3A%20w%C3%B6rd")
    #expect(session.send(to: "grace@example.org").isAccepted)
    session.close()
    #expect(try server.stop().messages.map(\.login) == ["ada@example.org"])
  }

  @Test func `an address in any language goes through SMTPUTF8, a domain without it`() throws {
    let server = try SMTPServer(["--tls", "none"])
    let session = try server.session()
    let wide = try MIME.compose(mail(to: Mailbox(address: "jörg@kölsch.example")))
    #expect(session.send(to: "jörg@kölsch.example", wide).isAccepted)
    #expect(session.send(to: "info@kölsch.example").isAccepted)
    session.close()
    let seen = try server.stop().messages
    #expect(seen.map(\.to) == [["jörg@xn--klsch-jua.example"], ["info@xn--klsch-jua.example"]])
    #expect(seen.map { $0.options.contains("SMTPUTF8") } == [true, false])
    #expect(seen.first?.message == Data(wide))
  }

  @Test func `the null sender is sent as such`() throws {
    let server = try SMTPServer([])
    let bytes = try MIME.compose(mail())
    let session = try server.session()
    #expect(session.send(from: "", to: ["grace@example.org"], message: bytes).isAccepted)
    session.close()
    #expect(try server.stop().messages.map(\.from) == [""])
  }

  @Test func `a closed session connects again`() throws {
    let server = try SMTPServer([])
    let session = try server.session()
    for _ in 1...2 {
      #expect(session.send(to: "grace@example.org").isAccepted)
      session.close()
    }
    #expect(try server.stop().connections == 2)
  }
}
