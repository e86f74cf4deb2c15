import Access
import Testing
import Wire
import ZeroMQ

@Suite struct KeyRingTests {
  static let now = Timestamp(milliseconds: 1_772_442_000_000)

  private func key(
    _ name: Slug, events: [String] = [], expiresAt: Timestamp? = nil
  ) throws -> Key {
    Key(
      name: name, publicKey: try Curve.keyPair().public, scopes: [.frontend], events: events,
      createdAt: Self.now, expiresAt: expiresAt)
  }

  @Test func `a ring reads back as it was written`() throws {
    var ring = KeyRing()
    ring.add(try key("shop", events: ["tickets."]))
    ring.add(try key("till", expiresAt: Self.now + .days(1)))
    let again = try KeyRing(parsing: ring.text, of: "ring")
    #expect(again.keys == ring.keys)
    #expect(again[ring.keys[1].publicKey]?.name == "till")
    #expect(again["0000000000000000000000000000000000000000"] == nil)
  }

  @Test func `a key ends when it is revoked and when its time is over`() throws {
    let end = Self.now + .days(1)
    var ring = KeyRing([try key("shop", expiresAt: end)])
    #expect(ring.keys[0].isValid(at: Self.now))
    #expect(!ring.keys[0].isValid(at: end))
    #expect(ring.change("shop", validAt: Self.now) { $0.revokedAt = Self.now } == 1)
    #expect(!ring.keys[0].isValid(at: Self.now))
    #expect(ring.change("shop", validAt: Self.now) { $0.revokedAt = Self.now } == 0)
  }

  @Test(arguments: [
    (["tickets."], "tickets.ticket.", true), (["tickets."], "tickets.", true),
    (["tickets."], "tickets", false), (["tickets."], "", false), ([""], "", true),
    ([], "", false), (["tickets.", "forms."], "forms.contact.created", true),
  ])
  func `a prefix opens what it begins`(events: [String], topic: String, mayHear: Bool) throws {
    #expect(try key("shop", events: events).mayHear(topic.utf8) == mayHear)
  }

  private static let good =
    #"{"name":"shop","publicKey":"KEY","scopes":["staff"],"events":[],"delegates":false,"#
    + #""createdAt":"2026-01-02T03:04:05.678Z"}"#

  @Test(arguments: [
    (good, ""), ("# a remark\n\n" + good, ""),
    (good.replacing("staff", with: "king"), "line 1"),
    ("\n" + good.replacing("shop", with: "The Shop"), "line 2"),
    (good.replacing("KEY", with: "short"), "40 characters"),
    (good.replacing("}", with: #","revokedat":"2026-01-02T03:04:05.678Z"}"#), "revokedat"),
    (good + "\n" + good, "twice"), ("{", "line 1"),
  ])
  func `a faulty ring is refused with the line that is wrong`(text: String, flaw: String) throws {
    let text = text.replacing("KEY", with: try Curve.keyPair().public)
    guard !flaw.isEmpty else {
      #expect(try KeyRing(parsing: Array(text.utf8), of: "ring").keys.map(\.name) == ["shop"])
      return
    }
    let fault = #expect(throws: KeyFault.self) {
      try KeyRing(parsing: Array(text.utf8), of: "ring")
    }
    #expect(fault?.sentence.contains(flaw) == true, "\(fault?.sentence ?? "")")
  }
}
