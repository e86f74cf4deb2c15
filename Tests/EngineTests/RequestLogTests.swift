import Logging
import Synchronization
import TestSupport
import Testing
import Wire

@testable import Engine

struct RequestLogTests {
  private static let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

  @Test func `a command is a line that says who did what and how it went`() throws {
    let lines = try written([ended("notes.write", .command, actor: "staff:mia")], level: .info)
    let line = try #require(lines.first?.members)
    #expect(lines.count == 1)
    #expect(line["time"]?.text == "2026-03-02T09:00:00.000Z")
    #expect(line["level"]?.text == "info" && line["service"]?.text == "diary")
    #expect(line["message"]?.text == "request" && line["method"]?.text == "notes.write")
    #expect(line["key"]?.text == "shop" && line["actor"]?.text == "staff:mia")
    #expect(
      line["trace"]?.text == "0af7651916cd43dd8448eb211c80319c" && line["outcome"]?.text == "ok")
    #expect(line["durationMs"] == .number(1.5))
  }

  @Test func `queries are told at debug alone, refusals always`() throws {
    let calls = [
      ended("notes.count", .query), ended("notes.count", .query, .forbidden("not you")),
    ]
    #expect(
      try written(calls, level: .info).map { $0["outcome"]?.text } == ["forbidden"])
    #expect(
      try written(calls, level: .debug).map { $0["level"]?.text } == ["debug", "info"])
    #expect(try written(calls, level: .warning).isEmpty)
  }

  @Test func `what an error says of people stays out of the log above debug`() throws {
    let call = [ended("notes.write", .command, .notFound("nobody is ann@example.com"))]
    #expect(try written(call, level: .info).first?["error"] == nil)
    #expect(
      try written(call, level: .debug).first?["error"]?.text == "nobody is ann@example.com")
  }

  @Test func `a fault's reference stands in the line`() throws {
    let fault = ServiceError(.internalError, "Something went wrong", reference: "fault_1")
    let line = try #require(
      try written([ended("notes.write", .command, fault)], level: .info).first)
    #expect(line["reference"]?.text == "fault_1" && line["outcome"]?.text == "internalError")
  }

  @Test func `lines that do not fit are counted instead of waited for`() throws {
    let calls = Array(repeating: ended("notes.write", .command), count: 20_005)
    let lines = try written(calls, level: .info)
    #expect(lines.count == 20_001)
    #expect(lines.last?["message"]?.text == "log lines were lost")
    #expect(lines.last?["lines"] == .integer(5))
  }

  private func ended(
    _ method: String, _ kind: MethodKind, _ error: ServiceError? = nil, actor: String? = nil
  ) -> Ended {
    var call = Call(
      id: .integer(1), method: method, caller: Caller(key: "shop", actor: actor, scopes: []),
      step: .refused(.forbidden("")))
    (call.kind, call.trace, call.arrived) = (kind, Self.trace, 1_000)
    return Ended(call, error, at: 1_501_000)
  }

  /// What a log writes of these until it is closed.
  private func written(_ ended: [Ended], level: Logger.Level) throws -> [JSON] {
    let bytes = Mutex<[UInt8]>([])
    let log = RequestLog(service: "diary", level: level) { more in bytes.withLock { $0 += more } }
    log.add(ended, at: VirtualClock.start)
    log.close()
    log.run()
    return try bytes.withLock { $0 }.split(separator: UInt8(ascii: "\n")).map {
      try JSONCoding.decode(JSON.self, from: Array($0), mode: .strict)
    }
  }
}
