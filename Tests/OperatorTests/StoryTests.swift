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

  @Test func `a story of the past tells what was known, agreed to and decided by then`() throws {
    var story = Story(name: "ann@example.com")
    story.contact = .init(
      Contact(
        id: .placeholder, identities: [Identity(kind: .email, value: "ann@example.com")],
        confirmedAt: Timestamp(milliseconds: 900), createdAt: Timestamp(milliseconds: 500),
        version: 1), subscriptions: [])
    story.happenings = [
      .init(at: Timestamp(milliseconds: 3_000), type: "b", summary: "Unsubscribed from news"),
      .init(at: Timestamp(milliseconds: 1_000), type: "a", summary: "Subscribed to news"),
    ]
    story.messages = [
      try message(at: 2_000, .denied, because: "unsubscribed", updated: 4_000),
      try message(at: 3_500, .denied, because: "unsubscribed"),
    ]
    story.decisions = [.init(subject: "x", decision: Decision(verdict: .deny, reasons: []))]
    let delayed = CloudEvent(
      id: "1", source: "/rapport/notifications", type: "notifications.message.delayed",
      subject: MessageID.placeholder.wire, time: Timestamp(milliseconds: 2_100), log: "l",
      data: RawJSON(
        bytes: Array(
          #"{"reasons":[{"rule":"ticket","verdict":"defer","because":"a complaint is open"}]}"#.utf8
        )))
    let lines = story.asOf(
      Timestamp(milliseconds: 2_500),
      consents: [consent(.withdrawn, 3_000), consent(.granted, 900)],
      fates: [delayed]
    ).lines(.plain) { "\($0.milliseconds)" }
    #expect(
      lines == [
        "ann@example.com  \(ContactID.placeholder)", "as of 2500", "confirmed 900",
        "news: granted 900, to “Send me news”", "", "What happened", "  1000  Subscribed to news",
        "  2000  Message welcome (marketing, news): delayed",
        "      defers  ticket: a complaint is open",
      ])
  }

  @Test func `before somebody was known there is little to tell`() {
    var story = Story(name: "ann@example.com")
    story.contact = .init(
      Contact(id: .placeholder, identities: [], createdAt: .init(milliseconds: 500), version: 1),
      subscriptions: [])
    let lines = story.asOf(Timestamp(milliseconds: 100), consents: [], fates: [])
      .lines(.plain) { "\($0.milliseconds)" }
    #expect(lines.dropFirst().first == "not known yet on 100")
  }

  private func consent(_ act: ConsentAct, _ at: Int64) -> ConsentRecord {
    ConsentRecord(
      id: .placeholder, contact: .placeholder, topic: "news", act: act,
      wording: act == .granted ? "Send me news" : nil, at: Timestamp(milliseconds: at),
      recordedAt: Timestamp(milliseconds: at), origin: .form,
      proof: ConsentProof(source: "https://shop.example"))
  }

  @Test func `a stranger's story is short`() {
    let lines = Story(name: "zoe@example.org").lines(.plain) { $0.wire }
    #expect(lines.first == "zoe@example.org is nobody's address here.")
    #expect(lines.contains("  nothing"))
  }

  private func message(
    at time: Int64, _ status: MessageStatus, because reason: String, updated: Int64? = nil
  ) throws -> MessageRecord {
    let request = MessageRequest(
      request: .placeholder, class: .marketing, template: "welcome", recipient: Recipient(),
      dedupeKey: "once", topic: "news")
    return MessageRecord(
      id: .placeholder, request: request, source: "campaigns", contact: nil,
      to: "ann@example.com", topic: "news", status: status,
      createdAt: Timestamp(milliseconds: time), updatedAt: Timestamp(milliseconds: updated ?? time),
      dueAt: nil,
      decision: Decision(
        verdict: .deny, reasons: [Reason(rule: "consent", verdict: .deny, because: reason)]),
      reason: nil, attempts: [])
  }
}
