import Engine
import Foundation
import Store
import Synchronization
import TestSupport
import Testing
import Wire

@Suite(.databases) struct BackupTests {
  private typealias Backup = EveryService.Backup

  private func backUp(_ caller: Frontend, _ params: String) throws -> Backup.Result {
    try caller.ask("service.backup", params).result(as: Backup.Result.self)
  }

  private func house() throws -> (House, folder: String) {
    let folder = try TestDatabases.folder() + "/backups"
    return (try House(Diary.service(), .sqlite) { $0.backupFolder = folder }, folder)
  }

  @Test func `a copy shows the moment it was taken at, while the service goes on`() throws {
    let (house, folder) = try house()
    defer { house.host.stop() }
    let caller = try Frontend(house.endpoints)
    _ = try caller.ask("notes.write", #"{"text":"before"}"#)
    let held = try backUp(caller, #"{"name":"first","hold":true}"#)
    #expect(held.state == .held)
    #expect(held.head == 1)
    let done = try backUp(caller, #"{"name":"first"}"#)
    #expect(done.wasHeld)
    #expect(done.state == .done)
    _ = try caller.ask("notes.write", #"{"text":"after"}"#)
    let file = try #require(done.file)
    #expect(file.path == "\(folder)/first/diary.db")
    let copy = try StoreLocation.sqlite(path: file.path).store.openReader()
    let texts = try copy.transact(write: false) { tx in
      try tx.read("SELECT text FROM note") { $0[0] as String }
    }
    #expect(texts == ["before"])
  }

  @Test func `the age of the newest copy is measured, once there is one`() throws {
    let (house, _) = try house()
    defer { house.host.stop() }
    let caller = try Frontend(house.endpoints)
    func age() throws -> Double? {
      try caller.ask("service.metrics", "{}").result(as: EveryService.Metrics.Result.self)
        .samples.first { $0.name == "rapport_backup_age_seconds" }?.value
    }
    #expect(try age() == nil)
    _ = try backUp(caller, #"{"name":"first"}"#)
    #expect(try #require(try age()) < 60)
  }

  @Test func `nothing is committed while it is held, and all of it is answered afterwards`() throws
  {
    let (house, _) = try house()
    defer { house.host.stop() }
    let caller = try Frontend(house.endpoints)
    _ = try backUp(caller, #"{"name":"first","hold":true}"#)
    try caller.send("notes.write", #"{"text":"waits"}"#, id: 1)
    let other = try Frontend(house.endpoints)
    let count = try other.ask("notes.count", "{}").result(as: Diary.Count.Result.self)
    #expect(count.notes == 0)
    #expect(try backUp(other, #"{"name":"first"}"#).wasHeld)
    _ = try caller.receive().result(as: Diary.Write.Result.self)
  }

  @Test func `who forgets to let go holds nobody for longer than a second`() throws {
    let (house, _) = try house()
    defer { house.host.stop() }
    let caller = try Frontend(house.endpoints)
    _ = try backUp(caller, #"{"name":"first","hold":true}"#)
    _ = try caller.ask("notes.write", #"{"text":"waits"}"#)
    #expect(try backUp(caller, #"{"name":"first"}"#).wasHeld == false)
  }

  @Test func `a backup is never written over`() throws {
    let (house, _) = try house()
    defer { house.host.stop() }
    let caller = try Frontend(house.endpoints)
    _ = try backUp(caller, #"{"name":"first"}"#)
    #expect(try backUp(caller, #"{"name":"first"}"#).state == .done)
    guard
      case .error(let error) = try caller.ask(
        "service.backup", #"{"name":"first","hold":true}"#
      ).outcome
    else { return #expect(Bool(false), "an error was expected") }
    #expect(error.kind == .conflict)
  }

  @Test(arguments: ["", "../up", ".hidden", "a b", "a/b"])
  func `a name that is no folder's is refused`(name: String) throws {
    let (house, _) = try house()
    defer { house.host.stop() }
    let answer = try Frontend(house.endpoints).ask("service.backup", #"{"name":"\#(name)"}"#)
    guard case .error(let error) = answer.outcome else {
      return #expect(Bool(false), "an error was expected")
    }
    #expect(error.violations.map(\.path) == ["/name"])
  }
}
