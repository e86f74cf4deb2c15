import Engine
import Foundation
import Store
import TestSupport
import Testing
import Wire
import ZeroMQ

/// Services with real threads and sockets, in this process.
@Suite(.databases) struct HostTests {
  @Test(arguments: Dialect.available)
  func `a plain REQ socket gets its answer and a plain SUB socket its event`(
    dialect: Dialect
  ) throws {
    let house = try House(Diary.service(), dialect)
    defer { house.host.stop() }
    let listener = try Listener(house.endpoints)
    try listener.waitUntilHeard()
    let caller = try Frontend(house.endpoints)
    let answer = try caller.ask("notes.write", #"{"text":"hello"}"#)
    #expect(try answer.result(as: Diary.Write.Result.self).id.wire.hasPrefix("note_"))
    let event = try listener.nextEvent()
    #expect(event.type == Diary.Noted.type)
    #expect(event.sequence == answer.meta.sequence)
  }

  @Test func `many requests in flight are answered each under its id`() throws {
    let house = try House(Diary.service(), .sqlite)
    defer { house.host.stop() }
    let caller = try Frontend(house.endpoints)
    for number in 1...500 {
      try caller.send("notes.write", #"{"text":"note \#(number)"}"#, id: number)
    }
    let ids = try (1...500).map { _ in try caller.receive().id }
    #expect(Set(ids).count == 500)
    let count = try caller.ask("notes.count", "{}").result(as: Diary.Count.Result.self)
    #expect(count.notes == 500)
  }

  @Test func `a follower that starts late has everything, and then what comes live`() throws {
    let diary = try House(Diary.service(), .sqlite)
    defer { diary.host.stop() }
    let caller = try Frontend(diary.endpoints)
    for number in 1...1_200 {
      try caller.send("notes.write", #"{"text":"note \#(number)"}"#, id: number)
    }
    for _ in 1...1_200 { _ = try caller.receive() }
    let echo = try House(Echo.service(), .sqlite, following: ["diary": diary.endpoints])
    defer { echo.host.stop() }
    let listener = try Frontend(echo.endpoints)
    try listener.waitForHead(1_200)
    _ = try caller.ask("notes.write", #"{"text":"live"}"#)
    try listener.waitForHead(1_201)
    let read = try listener.ask("events.read", #"{"after":1200}"#)
      .result(as: EveryService.ReadEvents.Result.self)
    #expect(read.events.map(\.sequence) == [1_201])
  }

  @Test func `a follower whose sockets hold next to nothing has everything after a flood`() throws {
    var limits = EngineLimits.forTests
    limits.eventsWaiting = 1
    let diary = try House(Diary.service(), .sqlite, limits: limits)
    defer { diary.host.stop() }
    let echo = try House(
      Echo.service(), .sqlite, following: ["diary": diary.endpoints], limits: limits)
    defer { echo.host.stop() }
    let caller = try Frontend(diary.endpoints)
    for number in 1...3_000 {
      try caller.send("notes.write", #"{"text":"note \#(number)"}"#, id: number)
    }
    for _ in 1...3_000 { _ = try caller.receive() }
    let listener = try Frontend(echo.endpoints)
    try listener.waitForHead(3_000)
    let read = try listener.ask("events.read", #"{"after":2000,"limit":1000}"#)
      .result(as: EveryService.ReadEvents.Result.self)
    #expect(read.events.count == 1_000)
    let status = try listener.ask("service.status", "{}")
      .result(as: EveryService.Status.Result.self)
    #expect(status.followers.map(\.lag) == [0] && status.parked == 0)
  }

  @Test func `a long poll is answered when something happens`() throws {
    let house = try House(Diary.service(), .sqlite)
    defer { house.host.stop() }
    let caller = try Frontend(house.endpoints)
    try caller.send("events.read", #"{"after":0,"waitMs":20000}"#, id: 1)
    try caller.send("notes.write", #"{"text":"news"}"#, id: 2)
    let answers = [try caller.receive(), try caller.receive()]
    let poll = try #require(answers.first { $0.id == .integer(1) })
    #expect(try poll.result(as: EveryService.ReadEvents.Result.self).events.count == 1)
  }

  @Test func `what was written before is read after, across services`() throws {
    let diary = try House(Diary.service(), .sqlite)
    defer { diary.host.stop() }
    let echo = try House(Echo.service(), .sqlite, following: ["diary": diary.endpoints])
    defer { echo.host.stop() }
    let written = try Frontend(diary.endpoints).ask("notes.write", #"{"text":"mine"}"#)
    let log = try #require(written.meta.log)
    let sequence = try #require(written.meta.sequence)
    let status = try Frontend(echo.endpoints).ask(
      "service.status", "{}", meta: #"{"after":{"\#(log)":\#(sequence)}}"#
    ).result(as: EveryService.Status.Result.self)
    #expect(status.followers.first?.sequence == sequence)
  }

  @Test func `a message of many frames is refused and the next one served`() throws {
    let house = try House(Diary.service(), .sqlite)
    defer { house.host.stop() }
    let caller = try Frontend(house.endpoints)
    try caller.send(frames: Array(repeating: [1], count: 50))
    let refused = try caller.receive()
    guard case .error(let error) = refused.outcome else { return #expect(Bool(false)) }
    #expect(error.kind == .tooLarge)
    #expect(try caller.ask("notes.count", "{}").id == .integer(0))
  }

  @Test(arguments: [
    ("nonsense", "parseError"),
    (#"{"jsonrpc":"2.0","id":1,"method":"notes.burn"}"#, "methodNotFound"),
    (#"{"jsonrpc":"2.0","id":1,"method":"notes.write","params":{"txt":1}}"#, "invalidParams"),
    (#"{"jsonrpc":"2.0","id":1,"method":"notes.write","params":[1]}"#, "invalidParams"),
  ])
  func `bad frames get their own error`(frame: String, kind: String) throws {
    let house = try House(Diary.service(), .sqlite)
    defer { house.host.stop() }
    let caller = try Frontend(house.endpoints)
    try caller.send(frames: [[], Array(frame.utf8)])
    guard case .error(let error) = try caller.receive().outcome else {
      return #expect(Bool(false), "an error was expected")
    }
    #expect(error.kind.rawValue == kind)
  }

  @Test func `a port in use is told in one sentence`() throws {
    let context = try ZeroMQ.Context()
    let squatter = try Socket(.router, in: context)
    try squatter.bind("tcp://127.0.0.1:*")
    let taken = try squatter.lastEndpoint
    #expect {
      _ = try House(Echo.service(), .sqlite, requests: taken)
    } throws: { error in
      "\(error)".contains("is in use")
    }
  }

  @Test func `what was acknowledged is there after a restart`() throws {
    let location = try TestDatabases.location(.sqlite, named: "diary")
    for round in 1...3 {
      let house = try House(Diary.service(), at: location)
      _ = try Frontend(house.endpoints).ask("notes.write", #"{"text":"round \#(round)"}"#)
      house.host.stop()
    }
    let house = try House(Diary.service(), at: location)
    defer { house.host.stop() }
    let count = try Frontend(house.endpoints).ask("notes.count", "{}")
      .result(as: Diary.Count.Result.self)
    #expect(count.notes == 3)
  }

  @Test(arguments: ["spin", "flood"])
  func `a handler over its budget is stopped, and the others of its batch are not`(
    then: String
  ) throws {
    var limits = EngineLimits.standard
    limits.handlerBudget = 100
    let house = try House(Diary.service(), .sqlite, limits: limits)
    defer { house.host.stop() }
    let caller = try Frontend(house.endpoints)
    for number in 1...20 {
      let then = number == 10 ? #","then":"\#(then)""# : ""
      try caller.send("notes.write", #"{"text":"note \#(number)"\#(then)}"#, id: number)
    }
    for _ in 1...20 {
      let answer = try caller.receive()
      guard case .error(let error) = answer.outcome else { continue }
      #expect(answer.id == .integer(10))
      #expect(error.kind == .tooLarge)
    }
    let count = try caller.ask("notes.count", "{}").result(as: Diary.Count.Result.self)
    #expect(count.notes == 19)
  }

  @Test func `what never arrives is not waited for longer than asked`() throws {
    let diary = try House(Diary.service(), .sqlite)
    defer { diary.host.stop() }
    let echo = try House(Echo.service(), .sqlite, following: ["diary": diary.endpoints])
    defer { echo.host.stop() }
    let written = try Frontend(diary.endpoints).ask("notes.write", #"{"text":"a"}"#)
    let log = try #require(written.meta.log)
    let late = try Frontend(echo.endpoints).ask(
      "service.status", "{}", meta: #"{"after":{"\#(log)":999},"timeoutMs":100}"#)
    guard case .error(let error) = late.outcome else { return #expect(Bool(false), "answered") }
    #expect(error.kind == .deadlineExceeded)
  }

  @Test func `a patience beyond all measure is cut down`() throws {
    let house = try House(Diary.service(), .sqlite)
    defer { house.host.stop() }
    let answer = try Frontend(house.endpoints).ask(
      "notes.count", "{}", meta: #"{"timeoutMs":9000000000000000000}"#)
    #expect(try answer.result(as: Diary.Count.Result.self).notes == 0)
  }

  @Test func `a frame that is too large is answered`() throws {
    let house = try House(Diary.service(), .sqlite)
    defer { house.host.stop() }
    let text = String(repeating: "a", count: 300_000)
    let answer = try Frontend(house.endpoints).ask("notes.write", #"{"text":"\#(text)"}"#)
    guard case .error(let error) = answer.outcome else { return #expect(Bool(false), "answered") }
    #expect(error.kind == .tooLarge)
  }

  @Test func `a subscriber that sends nonsense harms nobody`() throws {
    let house = try House(Diary.service(), .sqlite)
    defer { house.host.stop() }
    let context = try ZeroMQ.Context()
    let subscriber = try Socket(.xsub, in: context)
    try subscriber.set(.receiveTimeout(20_000))
    try subscriber.connect(house.endpoints.events)
    _ = try subscriber.sendFrames([[1], [2], [3]])
    _ = try subscriber.sendFrames([[1]])
    // Its heartbeat shows that the service has read all of it and goes on.
    _ = try #require(try subscriber.receiveFrames(limit: 2))
    #expect(
      try Frontend(house.endpoints).ask("notes.count", "{}").result(as: Diary.Count.Result.self)
        .notes == 0)
  }

  @Test func `a filtered long poll waits for what it asked for`() throws {
    let house = try House(Diary.service(), .sqlite)
    defer { house.host.stop() }
    let caller = try Frontend(house.endpoints)
    try caller.send(
      "events.read", #"{"after":0,"types":["other."],"waitMs":300}"#, id: 1)
    for number in 2...20 { try caller.send("notes.write", #"{"text":"\#(number)"}"#, id: number) }
    let answers = try (1...20).map { _ in try caller.receive() }
    let poll = try #require(answers.first { $0.id == .integer(1) })
    let read = try poll.result(as: EveryService.ReadEvents.Result.self)
    #expect(read.events.isEmpty)
  }

  @Test func `what cannot be taken is busy at once, and surely not done`() throws {
    var limits = EngineLimits.forTests
    limits.waiting = 2
    let house = try House(Diary.service(), .sqlite, limits: limits)
    defer { house.host.stop() }
    let caller = try Frontend(house.endpoints)
    try caller.send("notes.write", #"{"text":"first","then":"spin"}"#, id: 0)
    for number in 1...50 { try caller.send("notes.write", #"{"text":"\#(number)"}"#, id: number) }
    var done = 0
    for _ in 0...50 {
      switch try caller.receive().outcome {
      case .result: done += 1
      case .error(let error):
        #expect(error.kind == .busy)
        #expect(error.retryAfter != nil)
      }
    }
    #expect(done < 51)
    let count = try caller.ask("notes.count", "{}").result(as: Diary.Count.Result.self)
    #expect(count.notes == done)
  }
}
