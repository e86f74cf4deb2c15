import Engine
import Foundation
import Store
import TestSupport
import Testing
import Wire

/// Services that follow one another over real sockets while something goes wrong.
@Suite(.databases) struct FollowingTests {
  /// A diary whose database somebody puts back from a copy, and the echo that follows it.
  private struct Pair {
    let location: StoreLocation
    let path: String
    /// Nothing while it is stopped: its database is locked as long as it is there.
    var running: House?
    let diary: Endpoints
    let echo: House

    init() throws {
      location = try TestDatabases.location(.sqlite, named: "diary")
      guard case .sqlite(let path) = location else { throw StoreError.other("a file is wanted") }
      self.path = path
      let house = try House(Diary.service(), at: location)
      (running, diary) = (house, house.endpoints)
      echo = try House(Echo.service(), .sqlite, following: ["diary": house.endpoints])
    }

    func stop() {
      running?.host.stop()
      echo.host.stop()
    }

    /// Writes notes, and waits until the echo has heard of them.
    func write(_ texts: [String], heard: Bool = true) throws {
      let caller = try Frontend(diary)
      var position: (log: String, sequence: Int64)?
      for text in texts {
        let meta = try caller.ask("notes.write", #"{"text":"\#(text)"}"#).meta
        position = try (#require(meta.log), #require(meta.sequence))
      }
      guard heard, let position else { return }
      _ = try Frontend(echo.endpoints).ask(
        "service.status", "{}",
        meta: #"{"after":{"\#(position.log)":\#(position.sequence)},"timeoutMs":20000}"#
      ).result(as: EveryService.Status.Result.self)
    }

    /// Stops the diary, lets somebody at its files, and starts it again.
    mutating func restart(_ change: () throws -> Void) throws {
      running?.host.stop()
      running = nil
      try change()
      running = try House(Diary.service(), at: location)
    }

    func state() throws -> String? {
      try Frontend(echo.endpoints).ask("service.status", "{}")
        .result(as: EveryService.Status.Result.self).followers.first?.state
    }

    func echoed() throws -> [String] {
      try Frontend(echo.endpoints).ask("events.read", #"{"after":0}"#)
        .result(as: EveryService.ReadEvents.Result.self).events.compactMap(\.data).map {
          try JSONCoding.decode(Echo.Echoed.self, from: $0.bytes, mode: .lenient).text
        }
    }
  }

  @Test func `a database put back behind everybody's back is noticed, and resync repairs it`()
    throws
  {
    var pair = try Pair()
    defer { pair.stop() }
    let copy = pair.path + ".copy"
    try pair.write(["a"])
    try pair.restart { [path = pair.path] in
      try FileManager.default.copyItem(atPath: path, toPath: copy)
    }
    try pair.write(["b", "c"])
    try pair.restart { [path = pair.path] in
      for suffix in ["", "-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: path + suffix)
      }
      try FileManager.default.copyItem(atPath: copy, toPath: path)
    }
    // It goes past where the echo stands, with other events of the same numbers.
    try pair.write(["d", "e", "f"], heard: false)
    let deadline = ContinuousClock.now + .seconds(20)
    while try pair.state() != "diverged", ContinuousClock.now < deadline {}
    #expect(try pair.state() == "diverged")
    #expect(try pair.echoed() == ["a", "b", "c"])
    _ = try Frontend(pair.echo.endpoints).ask("service.resync", "{}")
      .result(as: EveryService.Resync.Result.self)
    try pair.write(["g"])
    #expect(try pair.echoed() == ["a", "b", "c", "d", "e", "f", "g"])
  }
}
