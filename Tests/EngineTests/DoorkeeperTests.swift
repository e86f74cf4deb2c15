import Access
import Foundation
import Logging
import Testing
import Wire
import ZeroMQ

@testable import Engine

/// Who is let in, decided from the ring alone.
@Suite struct DoorkeeperTests {
  private let folder: KeyFolder
  private let now = Timestamp(milliseconds: 1_772_442_000_000)

  init() throws {
    folder = KeyFolder(
      FileManager.default.temporaryDirectory.appending(path: "door-\(UUID().uuidString)").path)
    try folder.make(services: ["diary"], now: now)
  }

  private func doorkeeper() throws -> Doorkeeper {
    try Doorkeeper(
      try folder.serverKeys(of: "diary"),
      logger: Logger(label: "door") { _ in SwiftLogNoOpLogHandler() })
  }

  private func question(_ key: String, mechanism: String = "CURVE") throws -> [[UInt8]] {
    let shown = try #require(Curve.Z85.decode(key))
    return ["1.0", "7", "", "10.0.0.9", "", mechanism].map { Array($0.utf8) } + [shown]
  }

  private func code(_ answer: [[UInt8]]) -> String {
    String(decoding: answer[2], as: UTF8.self)
  }

  @Test func `a known key is let in under its public key, and another is not`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    let key = try folder.add("shop", Rights(scopes: [.frontend]), now: now)
    let door = try doorkeeper()
    let answer = door.answer(try question(key.public), now: now)
    #expect(code(answer) == "200" && answer[1] == Array("7".utf8))
    #expect(answer[4] == Array(key.public.utf8))
    #expect(code(door.answer(try question(try Curve.keyPair().public), now: now)) == "400")
    #expect(code(door.answer(try question(key.public, mechanism: "PLAIN"), now: now)) == "400")
    #expect(code(door.answer([[1], [2]], now: now)) == "400")
    #expect(code(door.answer([], now: now)) == "400")
  }

  @Test func `a key made a moment ago is let in, and one revoked a moment ago refused`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    let door = try doorkeeper()
    let key = try folder.add("shop", Rights(scopes: [.frontend], delegates: true), now: now)
    #expect(code(door.answer(try question(key.public), now: now)) == "200")
    let caller = try door.caller(key.public, now: now)
    #expect(caller.key == "shop" && caller.scopes == [.frontend] && caller.delegates)
    try folder.revoke("shop", now: now)
    #expect(!door.lookAgain(now: now))
    #expect(throws: ServiceError.self) { try door.caller(key.public, now: now) }
    #expect(code(door.answer(try question(key.public), now: now)) == "400")
    #expect(throws: ServiceError.self) { try door.caller(nil, now: now) }
  }

  @Test func `subscriptions end when their key does, and nobody else's change matters`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    let listens = try folder.add(
      "radio", Rights(scopes: [.frontend], events: ["diary.note."]), now: now)
    let deaf = try folder.add("deaf", Rights(scopes: [.staff]), now: now)
    let door = try doorkeeper()
    func may(_ key: KeyFile, _ topic: String) -> Bool {
      door.maySubscribe(key.public, to: Array(topic.utf8), of: "diary", now: now)
    }
    #expect(may(listens, "diary.note.written") && may(listens, "diary.heartbeat"))
    #expect(!may(listens, "") && !may(listens, "diary.") && !may(listens, "echo.note."))
    #expect(!may(deaf, "diary.note.written") && !may(deaf, "diary.heartbeat"))
    #expect(!door.maySubscribe(nil, to: [], of: "diary", now: now))
    try folder.revoke("deaf", now: now)
    #expect(!door.lookAgain(now: now))
    try folder.revoke("radio", now: now)
    #expect(door.lookAgain(now: now))
    door.forgetListeners()
    #expect(!door.lookAgain(now: now))
  }

  @Test func `a ring that cannot be read is no reason to let anybody in, or to send them away`()
    throws
  {
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    let key = try folder.add("shop", Rights(scopes: [.frontend]), now: now)
    let door = try doorkeeper()
    try Data("nonsense".utf8).write(to: URL(filePath: folder.ring))
    #expect(!door.lookAgain(now: now))
    #expect(try door.caller(key.public, now: now).key == "shop")
    #expect(throws: KeyFault.self) { try doorkeeper() }
  }

  @Test(
    arguments: [
      (Caller(key: "shop", scopes: [.frontend]), "public", nil),
      (Caller(key: "shop", scopes: [.frontend, .public], delegates: true), "public", [.public]),
      (Caller(key: "shop", scopes: [.frontend], delegates: true), "admin:root", [.frontend]),
      (Caller(key: "shop", scopes: [.frontend], delegates: true), "staff:mia", []),
      (
        Caller(key: "boss", scopes: [.admin], delegates: true), "staff:mia",
        [.staff, .observer, .public]
      ),
      (Caller(key: "shop", scopes: [.frontend], delegates: true), "king", nil),
    ] as [(Caller, String, Set<Scope>?)])
  func `an actor gets what the key has and the role allows`(
    caller: Caller, actor: String, scopes: Set<Scope>?
  ) throws {
    guard let scopes else {
      #expect {
        try caller.speaking(for: actor)
      } throws: {
        ($0 as? ServiceError)?.kind == .forbidden
      }
      return
    }
    let spoken = try caller.speaking(for: actor)
    #expect(spoken.scopes == scopes && spoken.actor == actor && !spoken.delegates)
  }
}
