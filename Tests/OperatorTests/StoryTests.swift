import Models
import Testing
import Wire

@testable import Operator

@Suite struct StoryTests {
  @Test func `a story is told in time order and ends with what would be decided now`() throws {
    var story = Story(name: "ann@example.com")
    story.contact = .init(
      Contact(
        id: .placeholder, name: "Ann",
        identities: [Identity(kind: .email, value: "ann@example.com")],
        createdAt: Timestamp(milliseconds: 0), version: 1), subscriptions: [])
    story.happenings = [
      .init(at: Timestamp(milliseconds: 3_000), type: "b", summary: "Unsubscribed from news"),
      .init(at: Timestamp(milliseconds: 1_000), type: "a", summary: "Subscribed to news"),
    ]
    story.messages = [try message(at: 2_000, .denied, because: "no consent")]
    story.decisions = [
      .init(
        subject: "marketing mail about news",
        decision: Decision(
          verdict: .deny,
          reasons: [Reason(rule: "consent", verdict: .deny, because: "unsubscribed")]))
    ]
    #expect(
      story.lines(.plain) { "\($0.milliseconds)" } == [
        "Ann, ann@example.com  \(ContactID.placeholder)", "never confirmed", "", "What happened",
        "  1000  Subscribed to news", "  2000  Message welcome (marketing, news): denied",
        "      denies  consent: no consent", "  3000  Unsubscribed from news", "",
        "If something were sent now", "  marketing mail about news: denied",
        "      denies  consent: unsubscribed",
      ])
  }

  @Test func `a stranger's story is short`() {
    let lines = Story(name: "zoe@example.org").lines(.plain) { $0.wire }
    #expect(lines.first == "zoe@example.org is nobody's address here.")
    #expect(lines.contains("  nothing"))
  }

  private func message(
    at time: Int64, _ status: MessageStatus, because reason: String
  ) throws -> MessageRecord {
    let request = MessageRequest(
      request: .placeholder, class: .marketing, template: "welcome", recipient: Recipient(),
      dedupeKey: "once", topic: "news")
    return MessageRecord(
      id: .placeholder, request: request, source: "campaigns", contact: nil,
      to: "ann@example.com", topic: "news", status: status,
      createdAt: Timestamp(milliseconds: time), updatedAt: Timestamp(milliseconds: time),
      dueAt: nil,
      decision: Decision(
        verdict: .deny, reasons: [Reason(rule: "consent", verdict: .deny, because: reason)]),
      reason: nil, attempts: [])
  }
}
