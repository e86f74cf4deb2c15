import Engine
import Foundation
import Store
import Synchronization
import TestSupport
import Testing
import Wire

@Suite(.databases) struct RestoreTests {
  /// A diary that preserves what is struck out of it.
  private enum Striking {
    enum Strike: Wire.Method {
      static let name = "notes.strike"
      static let summary = "Strikes a note out."
      static let kind = MethodKind.command
      static let scopes: Set<Scope> = [.staff]
      struct Params: Codable, Sendable { var text: String }
      struct Result: Codable, Sendable {}
    }
    static let struck = PreservedName<String>("struck")

    static var service: Service {
      let diary = Diary.service()
      return Service(
        name: "diary", migrations: diary.migrations,
        answers: diary.answers + [
          .command(Strike.self) { params, context in
            try strike(params.text, context)
            try context.preserve(struck, params.text)
            return Strike.Result()
          }
        ], emits: diary.emits, times: diary.times,
        preserves: [.of(struck) { try strike($0, $1) }])
    }

    private static func strike(_ text: String, _ context: Context) throws {
      try context.tx.write("DELETE FROM note WHERE text = \(text)")
    }
  }

  private struct Home {
    let location: StoreLocation
    let path: String
    let file: String

    init() throws {
      let folder = try TestDatabases.folder()
      (path, file) = (folder + "/diary.db", folder + "/diary.preserved.jsonl")
      location = .sqlite(path: path)
    }

    func house(restoring: RestoreOrder? = nil) throws -> House {
      try House(Striking.service, at: location) { options in
        options.preservedFile = file
        options.restoring = restoring
      }
    }

    func replaceDatabase(by copy: String) throws {
      for suffix in ["", "-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: path + suffix)
      }
      try FileManager.default.copyItem(atPath: copy, toPath: path)
    }

    func texts() throws -> [String] {
      try location.store.openReader().transact(write: false) { tx in
        try tx.read("SELECT text FROM note ORDER BY text") { $0[0] as String }
      }
    }
  }

  @Test func `what was withdrawn after the copy stays withdrawn when the copy is put back`() throws
  {
    let home = try Home()
    let copy = home.path + ".copy"
    do {
      let house = try home.house()
      defer { house.host.stop() }
      let caller = try Frontend(house.endpoints)
      for text in ["a", "b", "c"] { _ = try caller.ask("notes.write", #"{"text":"\#(text)"}"#) }
      _ = try caller.ask("notes.strike", #"{"text":"a"}"#)
    }
    try FileManager.default.copyItem(atPath: home.path, toPath: copy)
    do {
      let house = try home.house()
      defer { house.host.stop() }
      _ = try Frontend(house.endpoints).ask("notes.strike", #"{"text":"b"}"#)
    }
    try home.replaceDatabase(by: copy)
    #expect(try home.texts() == ["b", "c"])
    let house = try home.house()
    house.host.stop()
    #expect(try home.texts() == ["c"])
    let lines = try String(contentsOfFile: home.file, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 2)
  }

  @Test func `a file that was lost, or cut off in a crash, is whole again after a start`() throws {
    let home = try Home()
    do {
      let house = try home.house()
      defer { house.host.stop() }
      let caller = try Frontend(house.endpoints)
      for text in ["a", "b"] { _ = try caller.ask("notes.strike", #"{"text":"\#(text)"}"#) }
    }
    let whole = try String(contentsOfFile: home.file, encoding: .utf8)
    for cut in [whole.count / 2, whole.count - 3, 0] {
      try String(whole.prefix(cut)).write(toFile: home.file, atomically: true, encoding: .utf8)
      try home.house().host.stop()
      #expect(try String(contentsOfFile: home.file, encoding: .utf8) == whole)
    }
  }

  @Test func `a restored service has a new log and waits to be released`() throws {
    let home = try Home()
    var log = ""
    do {
      let house = try home.house()
      defer { house.host.stop() }
      log = try #require(
        try Frontend(house.endpoints).ask("notes.write", #"{"text":"a"}"#).meta.log)
    }
    let order = RestoreOrder(backup: "monday", logs: [log: "diary_new", "other_old": "other_new"])
    // A start that died before it removed the order does it once more.
    for _ in 1...2 {
      let house = try home.house(restoring: order)
      defer { house.host.stop() }
      let status = try Frontend(house.endpoints).ask("service.status", "{}")
        .result(as: EveryService.Status.Result.self)
      #expect(status.log == "diary_new")
      #expect(status.head == 1)
      #expect(status.held?.reason == "restored from the backup monday")
    }
    let house = try home.house()
    defer { house.host.stop() }
    _ = try Frontend(house.endpoints).ask("service.release", "{}")
      .result(as: EveryService.Release.Result.self)
  }
}
