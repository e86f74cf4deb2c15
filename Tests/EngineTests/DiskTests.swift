import Engine
import Synchronization
import TestSupport
import Testing
import Wire

@Suite(.databases) struct DiskTests {
  /// A disk that is as full as it is told to be.
  private final class Drum: Disk {
    private let used = Mutex(0.0)

    func fill(to share: Double) { used.withLock { $0 = share } }
    func space() -> DiskSpace? { DiskSpace(used: used.withLock { $0 }, free: 1_000) }
  }

  @Test func `from 90 percent on only what is always accepted is accepted`() throws {
    let drum = Drum()
    let town = try Town(disk: drum) { [Diary.service()] }
    drum.fill(to: 0.899)
    try town.advance(by: .seconds(2))
    _ = try town.call(Diary.Write.self, .init(text: "before"))
    drum.fill(to: 0.9)
    try town.advance(by: .seconds(2))
    let refused = try town.refusal(Diary.Write.self, .init(text: "too late"))
    #expect(refused?.kind == .unavailable)
    #expect(refused?.type == "diskNearlyFull")
    #expect(refused?.message.contains("90 %") == true)
    _ = try town.call(Diary.Remind.self, .init(text: "tea", after: .minutes(1)))
    try town.advance(by: .minutes(2))
    #expect(try town.call(Diary.Count.self, .init()).notes == 2)
    drum.fill(to: 0.5)
    try town.advance(by: .seconds(2))
    _ = try town.call(Diary.Write.self, .init(text: "after"))
  }

  @Test func `a follower goes on while its disk is nearly full`() throws {
    let drum = Drum()
    let town = try Town(disk: drum) { [Echo.service()] }
    drum.fill(to: 0.95)
    try town.advance(by: .seconds(2))
    try town.deliver(Diary.Noted(text: "heard"), from: "diary", subject: "note_1")
    #expect(try town.events(Echo.Echoed.self).map(\.text) == ["heard"])
  }

  @Test func `status and metrics say how full it is`() throws {
    let drum = Drum()
    let town = try Town(disk: drum) { [Diary.service()] }
    drum.fill(to: 0.93)
    try town.advance(by: .seconds(2))
    let disk = try #require(try town.call(EveryService.Status.self, .init()).disk)
    #expect(disk.used == 0.93 && disk.freeBytes == 1_000 && disk.isTight)
    let samples = try town.call(EveryService.Metrics.self, .init()).samples
    #expect(samples.first { $0.name == "rapport_disk_used_ratio" }?.value == 0.93)
    #expect(samples.first { $0.name == "rapport_disk_tight" }?.value == 1)
  }

  @Test func `a folder's disk is looked at, and one that is not there is not known`() throws {
    let space = try #require(FolderDisk(try TestDatabases.folder()).space())
    #expect((0...1).contains(space.used) && space.free > 0)
    #expect(FolderDisk("/nowhere/at/all").space() == nil)
  }
}
