import Client
import Models
import Testing
import Wire

@testable import Operator

@Suite struct CommandTests {
  @Test func `a method is found at the service that has it`() throws {
    #expect(try Call.service(of: "tickets.open", named: nil) == "tickets")
    #expect(try Call.service(of: "contacts.get", named: nil) == "forms")
    #expect(try Call.service(of: "service.status", named: "campaigns") == "campaigns")
  }

  @Test(arguments: [("service.status", nil), ("tickets.opne", nil), ("tickets.open", "orders")])
  func `a call that nobody can answer is refused`(method: String, service: String?) {
    let failure = #expect(throws: Failure.self) {
      try Call.service(of: method, named: service)
    }
    #expect(failure?.code == 64)
  }

  @Test(arguments: [
    ("ann@example.com", true), ("+4930123456", true), ("@ann", true),
    ("contact_01h455vb4pex5vsknk084sn02q", true), ("contact_1", false), ("ann", false),
    ("@", false),
  ])
  func `a person is typed as an address, a number, a handle or an id`(text: String, isOne: Bool) {
    #expect((PersonArgument(argument: text) != nil) == isOne)
  }

  @Test func `the environment says where an installation is, and flags say it better`() throws {
    let environment = [
      "RAPPORT_HOST": "10.0.0.1", "RAPPORT_PORT_OFFSET": "5", "RAPPORT_FORMS_HOST": "forms",
    ]
    let told = try Installation.addresses(host: nil, portOffset: nil, environment)
    #expect(told["forms"]?.requests == "tcp://forms:7106")
    #expect(told["tickets"]?.events == "tcp://10.0.0.1:7207")
    let flagged = try Installation.addresses(host: "127.0.0.1", portOffset: 0, environment)
    #expect(flagged["forms"]?.requests == "tcp://127.0.0.1:7101")
    #expect(throws: Failure.self) {
      try Installation.addresses(host: nil, portOffset: nil, ["RAPPORT_PORT_OFFSET": "many"])
    }
  }

  @Test func `status shows who follows whom and who does not answer`() {
    let status = EveryService.Status.Result(
      service: "forms", version: "1.0", startedAt: Timestamp(milliseconds: 0), uptimeMs: 65_000,
      log: "forms_1", head: 42,
      followers: [
        .init(
          service: "tickets", log: "t", sequence: 1, head: 4, lag: 3, state: "catchingUp",
          lastHeard: nil)
      ], queues: ["requests": 2, "events": 0], parked: 1, timersDue: 0)
    let lines = StatusReport.table([
      StatusReport(service: "forms", address: "", status: status),
      StatusReport(service: "tickets", address: "tcp://127.0.0.1:7201", status: nil),
    ]).lines
    #expect(lines[1].contains("1m 5s"))
    #expect(lines[1].contains("tickets 3 catchingUp"))
    #expect(lines[1].contains("requests 2"))
    #expect(!lines[1].contains("events 0"))
    #expect(lines[2].contains("no answer at tcp://127.0.0.1:7201"))
  }

  @Test(arguments: [
    ("confirm", "Go to http://127.0.0.1:8080/confirm?t=Ab-1_2.\nBye", "Ab-1_2"),
    ("confirm", "<a href=\"https://x/confirm?t=abc\">", "abc"), ("rating", "no link", nil),
  ])
  func `a link's token is read from a captured mail`(page: String, text: String, token: String?) {
    #expect(MailLink.token(of: page, in: text) == token)
  }

  @Test(arguments: [
    ([Provider.Kind.capture], true), ([.smtp], false), ([.capture, .smtp], false), ([], false),
  ])
  func `the demo plays only where mail is captured`(kinds: [Provider.Kind], isSafe: Bool) {
    #expect(Demo.isSafe(kinds) == isSafe)
  }

  @Test func `a report is told without what is zero`() throws {
    let report: JSON = [
      "enrolled": 2, "failed": 0, "csat": ["score": 0.5, "answers": 0],
      "rates": [
        "opened": ["numerator": 1, "denominator": 4], "denied": ["numerator": 0, "denominator": 4],
      ], "first": "PT1S", "groups": [],
    ]
    #expect(
      try Figures.text(of: report)
        == "csat score 0.5\nenrolled 2\nfirst PT1S\nrates opened 1 of 4")
  }
}
