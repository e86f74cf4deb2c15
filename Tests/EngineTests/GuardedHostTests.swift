import Access
import Engine
import Foundation
import Store
import TestSupport
import Testing
import Wire
import ZeroMQ

/// Services with keys, on real sockets.
@Suite(.databases) struct GuardedHostTests {
  private let folder: KeyFolder
  private let now = SystemClock().now()

  init() throws {
    folder = KeyFolder(
      FileManager.default.temporaryDirectory.appending(path: "guard-\(UUID().uuidString)").path)
    try folder.make(services: ["diary", "echo"], now: now)
  }

  private func house(_ service: Service, following others: [String: Endpoints] = [:]) throws
    -> House
  {
    try House(
      service, .sqlite, following: others, keys: try folder.serverKeys(of: service.name))
  }

  private func endpoints(_ house: House, of service: String, as key: KeyFile) -> Endpoints {
    var endpoints = house.endpoints
    endpoints.keys = key[service]
    return endpoints
  }

  @Test func `a service follows another with its own key`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    let diary = try house(Diary.service())
    defer { diary.host.stop() }
    let own = try KeyFile(file: folder.keyFile(of: "echo"))
    let echo = try house(
      Echo.service(), following: ["diary": endpoints(diary, of: "diary", as: own)])
    defer { echo.host.stop() }
    let admin = try KeyFile(file: folder.keyFile(of: "operator"))
    let writer = try Frontend(endpoints(diary, of: "diary", as: admin))
    _ = try writer.ask("notes.write", #"{"text":"hello"}"#)
    try Frontend(endpoints(echo, of: "echo", as: admin)).waitForHead(1)
    _ = try writer.ask("notes.write", #"{"text":"live"}"#)
    try Frontend(endpoints(echo, of: "echo", as: admin)).waitForHead(2)
  }

  @Test func `a revoked key is refused, each request under its own id`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    let diary = try house(Diary.service())
    defer { diary.host.stop() }
    let key = try folder.add("leaver", Rights(scopes: [.staff]), now: now)
    let leaver = try Frontend(endpoints(diary, of: "diary", as: key))
    _ = try leaver.ask("notes.write", #"{"text":"mine"}"#).result(as: Diary.Write.Result.self)
    try folder.revoke("leaver", now: now)
    var refusal: ServiceError?
    // The ring is looked at every second.
    for number in 1...20_000 where refusal == nil {
      try leaver.send("notes.count", "{}", id: number)
      let answer = try leaver.receive()
      #expect(answer.id == .integer(Int64(number)))
      if case .error(let error) = answer.outcome { refusal = error }
    }
    #expect(refusal?.kind == .unauthenticated)
  }
}
