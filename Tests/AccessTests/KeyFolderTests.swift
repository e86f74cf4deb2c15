import Access
import Foundation
import Testing
import Wire
import ZeroMQ

@Suite struct KeyFolderTests {
  private static let services = ["forms", "tickets"]
  private let now = KeyRingTests.now
  private let folder: KeyFolder

  init() {
    folder = KeyFolder(
      FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID().uuidString)").path)
  }

  private func permissions(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return try #require(attributes[.posixPermissions] as? Int)
  }

  @Test func `each process gets a key of its own, for its owner's eyes alone`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    #expect(try folder.make(services: Self.services, now: now))
    let ring = try KeyRing(file: folder.ring)
    #expect(ring.keys.map(\.name) == ["forms", "tickets", "gateway", "operator"])
    for process in ["forms", "tickets", "gateway", "operator"] {
      let key = try KeyFile(file: folder.keyFile(of: process))
      #expect(ring[key.public]?.name.wire == process)
      #expect(try Curve.publicKey(forSecret: key.secret) == key.public)
      #expect(try permissions(folder.keyFile(of: process)) == 0o600)
      let server = try folder.serverKeys(of: "tickets")
      #expect(try Curve.publicKey(forSecret: server.secret) == key["tickets"]?.server)
    }
    #expect(try permissions(folder.path) == 0o700)
    #expect(try permissions(folder.ring) == 0o600)
  }

  @Test func `making keys again changes nothing that is there`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    try folder.make(services: Self.services, now: now)
    let before = try KeyFile(file: folder.keyFile(of: "forms"))
    #expect(try !folder.make(services: Self.services + ["campaigns"], now: now))
    #expect(try KeyFile(file: folder.keyFile(of: "forms")) == before)
    #expect(try KeyRing(file: folder.ring).keys.count == 5)
  }

  @Test func `the ring holds no secret`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    try folder.make(services: Self.services, now: now)
    let key = try folder.add("shop", Rights(scopes: [.frontend]), now: now)
    let ring = try String(contentsOfFile: folder.ring, encoding: .utf8)
    #expect(ring.contains(key.public))
    #expect(!ring.contains(key.secret))
    #expect(!"\(key) \(String(describing: key["forms"]))".contains(key.secret))
  }

  @Test func `a name is given once`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    try folder.make(services: Self.services, now: now)
    _ = try folder.add("shop", Rights(scopes: [.frontend]), now: now)
    #expect(throws: KeyFault.self) { try folder.add("shop", .admin, now: now) }
    try folder.revoke("shop", now: now)
    #expect(throws: KeyFault.self) { try folder.add("shop", .admin, now: now) }
    #expect(throws: KeyFault.self) { try folder.revoke("shop", now: now) }
  }

  @Test func `a key that is replaced goes on for a while under the same name`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    try folder.make(services: Self.services, now: now)
    let rights = Rights(scopes: [.frontend], events: ["tickets."], delegates: true)
    let old = try folder.add("shop", rights, now: now)
    let new = try folder.rotate("shop", oldUntil: now + .days(7), now: now)
    let ring = try KeyRing(file: folder.ring)
    let (former, latter) = (try #require(ring[old.public]), try #require(ring[new.public]))
    #expect(former.name == latter.name && latter.scopes == [.frontend] && latter.delegates)
    #expect(former.isValid(at: now + .days(6)) && !former.isValid(at: now + .days(8)))
    #expect(latter.isValid(at: now + .days(8)))
  }

  @Test func `the key of a process is replaced where the process finds it`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    try folder.make(services: Self.services, now: now)
    let key = try folder.rotate("gateway", oldUntil: now + .hours(1), now: now)
    #expect(try KeyFile(file: folder.keyFile(of: "gateway")) == key)
  }

  @Test func `new pairs of the services reach every process of the installation`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    try folder.make(services: Self.services, now: now)
    let before = try KeyFile(file: folder.keyFile(of: "gateway"))
    try folder.rotateServers(Self.services)
    let after = try KeyFile(file: folder.keyFile(of: "gateway"))
    #expect(after.public == before.public && after.secret == before.secret)
    #expect(after["forms"]?.server != before["forms"]?.server)
    let secret = try folder.serverKeys(of: "forms").secret
    #expect(try Curve.publicKey(forSecret: secret) == after["forms"]?.server)
  }

  @Test func `several processes may add keys at once`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    try folder.make(services: Self.services, now: now)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 1...20 {
        group.addTask {
          _ = try folder.add(
            try Slug(wire: "shop-\(number)"), Rights(scopes: [.public]), now: now)
        }
      }
      try await group.waitForAll()
    }
    #expect(try KeyRing(file: folder.ring).keys.count == 24)
  }
}
