import Foundation
import Mail
import Testing

/// What is known about a message when something goes wrong.
@Suite(.enabled(if: SMTPServer.python != nil, SMTPServer.skipped))
struct SMTPOutcomeTests {
  struct Refusal: CustomTestStringConvertible {
    let options: [String]
    let code: Int
    let permanent: Bool
    var connections = 1
    var testDescription: String { options.joined(separator: " ") }
  }

  static let refusals = [
    Refusal(options: ["--refuse", "bad@*=550"], code: 550, permanent: true),
    Refusal(options: ["--refuse", "bad@*=450"], code: 450, permanent: false),
    Refusal(options: ["--refuse", "bad@*=454"], code: 454, permanent: false),
    Refusal(options: ["--refuse", "bad@*=421"], code: 421, permanent: false, connections: 2),
    Refusal(options: ["--refuse", "bad@*=550", "--pipelining"], code: 550, permanent: true),
    Refusal(options: ["--refuse-sender", "bad@*=553"], code: 553, permanent: true),
    Refusal(options: ["--refuse-sender", "bad@*=451"], code: 451, permanent: false),
    Refusal(options: ["--refuse-sender", "bad@*=553", "--pipelining"], code: 553, permanent: true),
    Refusal(options: ["--tempfail", "1"], code: 451, permanent: false),
  ]

  @Test(arguments: refusals)
  func `a refusal is about this message, and the next one goes on`(_ row: Refusal) throws {
    let server = try SMTPServer(row.options)
    let session = try server.session()
    let bytes = try MIME.compose(mail())
    let refused = session.send(from: "bad@example.org", to: ["bad@example.org"], message: bytes)
    guard case .refused(row.code, _, row.permanent) = refused else {
      Issue.record("was \(refused)")
      return
    }
    #expect(session.send(to: "good@example.org").isAccepted)
    session.close()
    let seen = try server.stop()
    #expect(seen.messages.map(\.to) == [["good@example.org"]])
    #expect(seen.connections == row.connections)
  }

  @Test(arguments: [
    (["--refuse-data", "451"], false), (["--refuse-data", "554"], true),
    (["--answer", "452"], false), (["--answer", "552"], true),
  ])
  func `data can be refused before and after it`(_ options: [String], _ permanent: Bool) throws {
    let server = try SMTPServer(options)
    let outcome = try server.session().send(to: "grace@example.org")
    let code = try #require(Int(options[1]))
    guard case .refused(code, _, permanent) = outcome else {
      Issue.record("was \(outcome)")
      return
    }
    #expect(try server.stop().messages.isEmpty)
  }

  @Test func `if one of several recipients is refused, none gets it`() throws {
    let server = try SMTPServer(["--refuse", "bad@*=550"])
    let bytes = try MIME.compose(mail())
    let outcome = try server.session().send(
      from: "ada@example.org", to: ["good@example.org", "bad@example.org"], message: bytes)
    #expect(
      outcome == .refused(code: 550, answer: "5.1.1 this recipient is refused", permanent: true))
    #expect(try server.stop().messages.isEmpty)
  }

  struct Failure: CustomTestStringConvertible {
    var options: [String] = []
    var query = "tls=off"
    var user = ""
    let kind: SMTPOutcome.ProviderFailure
    var testDescription: String { (options + [query, user]).joined(separator: " ") }
  }

  static let failures = [
    Failure(options: ["--greeting", "421 4.3.2 too busy"], kind: .connection),
    Failure(options: ["--greeting", "554 5.3.2 go away"], kind: .connection),
    Failure(options: ["--greeting", "HTTP/1.1 400 Bad Request"], kind: .connection),
    Failure(options: ["--refuse-sender", "*=421"], kind: .connection),
    Failure(options: ["--mute"], query: "tls=off&connectTimeout=0.2", kind: .timeoutBeforeData),
    Failure(options: ["--auth", "a:b"], user: "a:wrong", kind: .login),
    Failure(options: ["--auth", "a:b", "--auth-code", "454"], user: "a:wrong", kind: .login),
    Failure(options: ["--auth", "a:b"], kind: .login),
    Failure(user: "a:b", kind: .login),
    Failure(query: "tls=required", kind: .tls),
    Failure(options: ["--tls", "starttls"], query: "tls=required", kind: .tls),
    Failure(
      options: ["--tls", "implicit"], query: "tls=off&connectTimeout=0.3", kind: .timeoutBeforeData),
  ]

  @Test(arguments: failures)
  func `a provider that fails gets nothing and is named`(_ row: Failure) throws {
    let server = try SMTPServer(row.options)
    let session = try server.session(row.query, user: row.user)
    let outcome = session.send(to: "grace@example.org")
    guard case .providerFailed(let reason, let kind) = outcome else {
      Issue.record("was \(outcome)")
      return
    }
    #expect(kind == row.kind, "\(reason)")
    #expect(!reason.contains("wrong") || reason.contains("wrong login"))
    session.close()
    #expect(try server.stop().messages.isEmpty)
  }

  @Test func `nobody listening is a failed connection`() throws {
    let server = try SMTPServer([])
    let session = try server.session()
    _ = try server.stop()
    let outcome = session.send(to: "grace@example.org")
    guard case .providerFailed(let reason, .connection) = outcome else {
      Issue.record("was \(outcome)")
      return
    }
    #expect(reason.contains("localhost:\(server.port)"))
  }

  @Test(arguments: [
    (["--drop-after-data", "1"], "tls=off"), (["--stall-after-data"], "tls=off&timeout=2"),
    (["--drop-in-data", "1"], "tls=off"),
  ])
  func `handed over without an answer is unknown`(_ options: [String], _ query: String) throws {
    let server = try SMTPServer(options)
    let outcome = try server.session(query).send(to: "grace@example.org")
    guard case .unknown = outcome else {
      Issue.record("was \(outcome)")
      return
    }
    let seen = try server.stop()
    #expect(seen.connections == 1)
    #expect(seen.messages.allSatisfy { !$0.answered })
  }

  @Test func `broken off before the final dot is surely not accepted`() throws {
    let server = try SMTPServer(["--drop-in-data", "1"])
    let session = try server.session()
    // More than the buffers of both sides hold.
    let bytes = try MIME.compose(mail(text: String(repeating: "long line\n", count: 3_000_000)))
    guard case .refused(451, let answer, false) = session.send(to: "grace@example.org", bytes)
    else {
      Issue.record("was something else")
      return
    }
    #expect(answer.hasPrefix("4.4.2 broke off in the middle of the message"))
    #expect(session.send(to: "grace@example.org").isAccepted)
    session.close()
    #expect(try server.stop().messages.count == 1)
  }

  @Test(arguments: [[], ["--pipelining"]])
  func `a connection that died while idle is replaced unnoticed`(_ options: [String]) throws {
    let server = try SMTPServer(["--drop-idle"] + options)
    let session = try server.session()
    var calls = 0
    for number in 1...5 {
      let bytes = try MIME.compose(mail(messageID: "\(number)@example.org"))
      let outcome = session.send(from: "", to: ["grace@example.org"], message: bytes) {
        calls += 1
        return true
      }
      #expect(outcome.isAccepted)
    }
    session.close()
    let seen = try server.stop()
    #expect(calls == 5)
    #expect(seen.connections == 5)
    #expect(Set(seen.messages.map(\.message)).count == 5)
  }

  @Test func `withdrawn before the body, nothing arrives, not even an empty mail`() throws {
    let server = try SMTPServer([])
    let session = try server.session()
    let bytes = try MIME.compose(mail())
    var calls = 0
    let outcome = session.send(from: "", to: ["grace@example.org"], message: bytes) {
      calls += 1
      return false
    }
    #expect(outcome == .withdrawn)
    #expect(calls == 1)
    #expect(session.send(to: "ada@example.org").isAccepted)
    session.close()
    #expect(try server.stop().messages.map(\.to) == [["ada@example.org"]])
  }

  @Test func `the point of no return is not reached by a refused message`() throws {
    let server = try SMTPServer(["--refuse", "*=550"])
    let bytes = try MIME.compose(mail())
    _ = try server.session().send(from: "", to: ["grace@example.org"], message: bytes) {
      Issue.record("was called")
      return true
    }
  }

  @Test func `a server without SMTPUTF8 is not asked to take such an address`() throws {
    let server = try SMTPServer(["--no-utf8"])
    let session = try server.session()
    guard case .refused(550, _, true) = session.send(to: "jörg@example.org") else {
      Issue.record("was something else")
      return
    }
    #expect(session.send(to: "info@kölsch.example").isAccepted)
    session.close()
    let seen = try server.stop()
    #expect(seen.messages.count == 1)
    #expect(seen.connections == 1)
  }

  @Test(arguments: [
    "a@b.c>\r\nRCPT TO:<x@y.z", "a@b.c> SIZE=1", "nobody", "",
  ])
  func `an address that could be a command never reaches a server`(_ address: String) throws {
    let session = SMTPSession(try SMTPSettings(url: "smtp://localhost:1"))
    guard case .refused(501, _, true) = session.send(to: address) else {
      Issue.record("was something else")
      return
    }
  }
}
