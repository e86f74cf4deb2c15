import ArgumentParser
import Foundation
import Synchronization
import Testing
import Wire

@testable import Operator

@Suite(.timeLimit(.minutes(1))) struct UpTests {
  @Test func `a process that dies again and again is started ever more slowly`() {
    var restarts = Restarts()
    let pauses = (1...8).map { _ in restarts.ended(.killed(signal: 9), after: .seconds(1)) }
    #expect(
      pauses
        == [400, 800, 1_600, 3_200, 6_400, 12_800, 12_800, 12_800].map {
          .again(after: .milliseconds($0))
        })
    #expect(
      restarts.ended(.exited(70), after: .minutes(1)) == .again(after: .milliseconds(200)))
  }

  @Test(arguments: [64, 65, 66, 69, 73, 77, 78] as [Int32])
  func `what cannot work is not tried again`(code: Int32) {
    var restarts = Restarts()
    #expect(restarts.ended(.exited(code), after: .seconds(1)) == .giveUp(code: code))
  }

  @Test func `services are told where their data is and what happens to mail`() throws {
    let captured = try Up.parse(["--data", "/tmp/town", "--port-offset", "10"]).environment
    #expect(captured["RAPPORT_DATA"] == "/tmp/town")
    #expect(captured["RAPPORT_PORT_OFFSET"] == "10")
    #expect(captured["RAPPORT_CAPTURE_MAIL"] == "1")
    #expect(captured["RAPPORT_SMTP"] == nil)
    let sent = try Up.parse(["--smtp", "smtp://localhost"]).environment
    #expect(sent["RAPPORT_CAPTURE_MAIL"] == nil)
    #expect(sent["RAPPORT_SMTP"] == "smtp://localhost")
    #expect(throws: (any Error).self) {
      try Up.parse(["--smtp", "smtp://localhost", "--capture-mail"])
    }
  }

  @Test func `log lines stand under their service's name, in words on a terminal`() {
    let line = #"{"level":"warning","message":"slow","service":"forms","after":"3s","time":"…"}"#
    #expect(LogLine(.plain).text(line, of: "forms") == "forms         │ \(line)")
    let coloured = LogLine(Paint(isOn: true)).text(line, of: "forms")
    #expect(coloured.contains("slow"))
    #expect(coloured.contains("after=3s"))
    #expect(!coloured.contains("{"))
  }

  @Test func `captured mail is said to be captured`() {
    func lines(_ smtp: String?) -> String {
      Readiness.announcement(
        pages: "http://127.0.0.1:8080", gateway: 8080, data: "./data", smtp: smtp, portOffset: 0
      ).joined(separator: "\n")
    }
    #expect(lines(nil).contains("NOT sent: http://127.0.0.1:8080/mail"))
    #expect(!lines("smtp://localhost").contains("captured"))
  }

  /// Runs a shell script as a child and gives what it said and how it ended.
  private func run(_ script: String, then act: @Sendable (Child) -> Void = { _ in }) async throws
    -> (lines: [String], ending: Child.Ending, last: String)
  {
    let lines = Mutex<[String]>([])
    let (ends, end) = AsyncStream<(Child.Ending, String)>.makeStream()
    let (starts, started) = AsyncStream<Void>.makeStream()
    let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Support/child.sh").path
    let program = Program(
      name: "town", path: path, environment: ["TOWN": "here", "SCRIPT": script])
    let child = try Child(
      program,
      Child.Listener(
        line: { line in
          lines.withLock { $0.append(line) }
          started.yield()
        }, end: { ending, last in end.yield((ending, last)) }))
    for await _ in starts { break }
    act(child)
    for await (ending, last) in ends { return (lines.withLock { $0 }, ending, last) }
    throw CancellationError()
  }

  @Test func `a child's lines and exit code are heard`() async throws {
    let heard = try await run("echo one; echo $TOWN >&2; printf three; exit 73")
    #expect(heard.lines == ["one", "here", "three"])
    #expect(heard.ending == .exited(73))
    #expect(heard.last == "three")
  }

  @Test func `a child can be stopped, with what it has started`() async throws {
    let heard = try await run("echo up; sleep 100 & wait") { $0.signal(SIGTERM) }
    #expect(heard.ending == .killed(signal: SIGTERM))
  }

  @Test func `a program that cannot be started is named`() {
    let program = Program(name: "town", path: "/nowhere/rapport-town", environment: [:])
    let failure = #expect(throws: Failure.self) {
      try Child(program, Child.Listener(line: { _ in }, end: { _, _ in }))
    }
    #expect(failure?.sentence.contains("/nowhere/rapport-town") == true)
  }
}
