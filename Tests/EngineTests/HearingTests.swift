import Engine
import Store
import TestSupport
import Testing
import Wire

@Suite(.databases) struct HearingTests {
  @Test(arguments: Dialect.available)
  func `a follower applies each event once, in order`(dialect: Dialect) throws {
    let town = try Town(dialect) { [Diary.service(), Echo.service()] }
    for text in ["a", "b", "c"] { _ = try town.call(Diary.Write.self, .init(text: text)) }
    #expect(try town.events(Echo.Echoed.self).map(\.text) == ["a", "b", "c"])
    #expect(try town.following("diary", by: "echo")?.sequence == 3)
  }

  @Test func `an event carries its cause, its hops and what its service had seen`() throws {
    let town = try Town { [Diary.service(), Echo.service()] }
    _ = try town.call(Diary.Write.self, .init(text: "a"))
    let cause = try #require(town.log("diary").first)
    let effect = try #require(town.log("echo").first)
    #expect(effect.causationid == cause.id)
    #expect(effect.hops == 1)
    #expect(cause.hops == 0)
  }

  @Test func `what throws is parked, with what comes later of its subject, and the rest goes on`()
    throws
  {
    let town = try Town { [Echo.service(failsOn: "bad")] }
    try town.deliver(Diary.Noted(text: "bad"), from: "diary", subject: "note_1")
    try town.deliver(Diary.Noted(text: "later"), from: "diary", subject: "note_1")
    try town.deliver(Diary.Noted(text: "other"), from: "diary", subject: "note_2")
    let parked = try town.call(EveryService.ListParked.self, .init()).items
    #expect(Set(parked.map(\.sequence)) == [1, 2])
    #expect(try town.following("diary", by: "echo")?.sequence == 3)
    #expect(try town.events(Echo.Echoed.self).map(\.text).contains("other"))
  }

  @Test func `a critical hearing that fails stops its follower`() throws {
    let town = try Town { [Echo.service(critical: true, failsOn: "bad")] }
    try town.deliver(Diary.Noted(text: "good"), from: "diary", subject: "note_1")
    try town.deliver(Diary.Noted(text: "bad"), from: "diary", subject: "note_2")
    try town.deliver(Diary.Noted(text: "good"), from: "diary", subject: "note_3")
    #expect(try town.following("diary", by: "echo")?.sequence == 1)
    #expect(try town.call(EveryService.ListParked.self, .init()).items.isEmpty)
  }

  @Test func `a chain of causes ends at sixteen hops`() throws {
    let town = try Town { [Echo.service()] }
    try town.deliver(Diary.Noted(text: "a"), from: "diary", subject: "note_1", hops: 16)
    #expect(try town.events(Echo.Echoed.self).isEmpty)
    #expect(try town.call(EveryService.ListParked.self, .init()).items.count == 1)
  }

  @Test func `what a busy database kept from being heard is heard later, not parked`() throws {
    let town = try Town { [Echo.service(stallsOn: "slow", times: 3)] }
    try town.deliver(Diary.Noted(text: "slow"), from: "diary", subject: "note_1")
    for _ in 1...4 { try town.pump() }
    #expect(try town.events(Echo.Echoed.self).map(\.text) == ["slow"])
    #expect(try town.call(EveryService.ListParked.self, .init()).items.isEmpty)
  }

  @Test(arguments: [StoreError.full("full"), .readOnly("read-only"), .corrupt("damaged")])
  func `what a disk keeps from being heard is never parked`(fault: StoreError) throws {
    let town = try Town { [Echo.service(stallsOn: "slow", with: fault, times: 20)] }
    try town.deliver(Diary.Noted(text: "slow"), from: "diary", subject: "note_1")
    for _ in 1...19 { try town.pump() }
    #expect(try town.following("diary", by: "echo")?.sequence == 0)
    for _ in 1...3 { try town.pump() }
    #expect(try town.events(Echo.Echoed.self).map(\.text) == ["slow"])
    #expect(try town.call(EveryService.ListParked.self, .init()).items.isEmpty)
  }

  @Test func `what stays too slow is parked in the end`() throws {
    let town = try Town { [Echo.service(stallsOn: "slow", times: .max)] }
    try town.deliver(Diary.Noted(text: "slow"), from: "diary", subject: "note_1")
    for _ in 1...8 { try town.pump() }
    #expect(try town.call(EveryService.ListParked.self, .init()).items.count == 1)
    #expect(try town.following("diary", by: "echo")?.sequence == 1)
  }
}
