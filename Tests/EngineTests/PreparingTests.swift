import Dispatch
import Engine
import Store
import Synchronization
import TestSupport
import Testing
import Wire

/// Commands with something expensive in them: prepared beside the loop, finished in it.
@Suite(.databases) struct PreparingTests {
  private enum Seal: Wire.Method {
    static let name = "notes.seal"
    static let summary = "Writes a note that takes its time."
    static let kind = MethodKind.command
    static let scopes: Set<Scope> = [.staff]
    struct Params: Codable, Sendable { var text: String }
    struct Result: Codable, Sendable { var text: String }
  }

  /// Something that a test lets go on.
  private final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    func pass() { semaphore.wait() }
    func open(for count: Int = 1) { for _ in 1...count { semaphore.signal() } }
  }

  /// A diary whose seals wait at a gate; the snapshot counts what was there then.
  private static func service(_ gate: Gate? = nil, confidential: Bool = false) -> Service {
    let seal = Answers.command(
      Seal.self,
      preparing: { params, snapshot in
        gate?.pass()
        if params.text == "unfit" { throw ServiceError.rejected("not this one") }
        return try Diary.count(.init(), snapshot).notes
      },
      { params, before, context in
        _ = try Diary.write(.init(text: "\(params.text) after \(before)"), context)
        return Seal.Result(text: "\(params.text) after \(before)")
      })
    let diary = Diary.service()
    return Service(
      name: diary.name, migrations: diary.migrations,
      answers: diary.answers + [confidential ? seal.confidential : seal], emits: diary.emits)
  }

  @Test(arguments: Dialect.available)
  func `what is expensive keeps nobody else waiting`(dialect: Dialect) throws {
    let gate = Gate()
    let house = try House(Self.service(gate), dialect)
    defer { house.host.stop() }
    let slow = try Frontend(house.endpoints)
    let quick = try Frontend(house.endpoints)
    try slow.send("notes.seal", #"{"text":"slow"}"#, id: 1)
    for number in 1...20 { _ = try quick.ask("notes.write", #"{"text":"\#(number)"}"#) }
    let count = try quick.ask("notes.count", "{}").result(as: Diary.Count.Result.self)
    #expect(count.notes == 20)
    gate.open()
    let sealed = try slow.receive().result(as: Seal.Result.self)
    #expect(sealed.text.hasPrefix("slow after "))
    #expect(try quick.ask("notes.count", "{}").result(as: Diary.Count.Result.self).notes == 21)
  }

  @Test(arguments: Dialect.available)
  func `what cannot be prepared is refused alone, and the rest of its batch is done`(
    dialect: Dialect
  ) throws {
    let house = try House(Self.service(), dialect)
    defer { house.host.stop() }
    let caller = try Frontend(house.endpoints)
    let calls = [("notes.seal", "unfit"), ("notes.write", "plain"), ("notes.seal", "good")]
      .enumerated().map { number, call in
        #"{"jsonrpc":"2.0","id":\#(number),"method":"\#(call.0)","params":{"text":"\#(call.1)"}}"#
      }
    try caller.send(frames: [[], Array("[\(calls.joined(separator: ","))]".utf8)])
    let answers = try caller.receiveAll()
    #expect(answers.map(\.error?.kind) == [.rejected, nil, nil])
    // Both were prepared before either was done.
    #expect(try answers[2].result(as: Seal.Result.self).text == "good after 0")
  }

  @Test func `the line for it is short, and full is busy`() throws {
    let gate = Gate()
    var limits = EngineLimits.forTests
    limits.waitingToBePrepared = 2
    let house = try House(Self.service(gate), .sqlite, limits: limits)
    defer { house.host.stop() }
    let caller = try Frontend(house.endpoints)
    for number in 1...10 { try caller.send("notes.seal", #"{"text":"\#(number)"}"#, id: number) }
    // Two in line, and perhaps one taken out of it.
    let refused = try (1...7).map { _ in try caller.receive() }
    #expect(refused.allSatisfy { $0.error?.kind == .busy })
    gate.open(for: 10)
    let rest = try (1...3).map { _ in try caller.receive() }
    #expect(rest.filter { $0.error == nil }.count >= 2)
  }

  @Test func `what has waited longer than its caller does is not prepared any more`() throws {
    let gate = Gate()
    let house = try House(Self.service(gate), .sqlite)
    defer { house.host.stop() }
    let caller = try Frontend(house.endpoints)
    try caller.send("notes.seal", #"{"text":"first"}"#, id: 1)
    try caller.send("notes.seal", #"{"text":"late"}"#, id: 2, meta: #"{"timeoutMs":1}"#)
    // Time passes by itself: a hundred commits take longer than a millisecond.
    for number in 1...100 {
      try caller.send("notes.write", #"{"text":"\#(number)"}"#, id: 10 + number)
      _ = try caller.receive()
    }
    gate.open()
    let answers = try [caller.receive(), caller.receive()]
    let late = try #require(answers.first { $0.id == .integer(2) })
    #expect(late.error?.kind == .deadlineExceeded)
    #expect(answers.contains { $0.id == .integer(1) && $0.error == nil })
  }

  @Test func `a service that stops finishes what it is preparing`() throws {
    let gate = Gate()
    let house = try House(Self.service(gate), .sqlite)
    let caller = try Frontend(house.endpoints)
    try caller.send("notes.seal", #"{"text":"last"}"#, id: 1)
    // Answered after the other was taken.
    _ = try caller.ask("notes.count", "{}")
    gate.open()
    house.host.stop()
    #expect(try caller.receive().result(as: Seal.Result.self).text == "last after 0")
  }

  @Test(arguments: [(false, true, 1), (true, nil, 2)] as [(Bool, Bool?, Int)])
  func `what is confidential is not kept for repeats`(
    isConfidential: Bool, isReplayed: Bool?, notes: Int
  ) throws {
    let house = try House(Self.service(confidential: isConfidential), .sqlite)
    defer { house.host.stop() }
    let caller = try Frontend(house.endpoints)
    let meta = #"{"idempotencyKey":"k"}"#
    _ = try caller.ask("notes.seal", #"{"text":"secret"}"#, meta: meta)
    let again = try caller.ask("notes.seal", #"{"text":"secret"}"#, meta: meta)
    #expect(again.meta.replayed == isReplayed)
    let count = try caller.ask("notes.count", "{}").result(as: Diary.Count.Result.self)
    #expect(count.notes == notes)
  }
}

extension Answer {
  fileprivate var error: ServiceError? {
    if case .error(let error) = outcome { error } else { nil }
  }
}
