import Models
import Testing
import Wire

@testable import TicketsService

@Suite struct LifecycleTests {
  private static let known: [TicketStatus] = [.new, .open, .waiting, .onHold, .solved, .closed]

  @Test(arguments: known, known)
  func `staff move a ticket to anything but new and closed`(
    status: TicketStatus, next: TicketStatus
  ) {
    let isAllowed = status == next || status != .closed && next != .new && next != .closed
    #expect(isAllowed == ((try? Lifecycle.check(status, to: next)) != nil))
  }

  @Test(arguments: [
    (TicketStatus.open, TicketStatus.closed, "tickets.close"),
    (.closed, .open, "tickets.reopen"), (.closed, .solved, "tickets.reopen"),
    (.open, .new, "cannot become new"),
  ])
  func `a refusal says what to do`(status: TicketStatus, next: TicketStatus, hint: String) {
    let error = #expect(throws: ServiceError.self) { try Lifecycle.check(status, to: next) }
    #expect(error?.kind == .rejected)
    #expect(error?.message.contains(hint) == true)
  }

  @Test(arguments: [
    (TicketStatus.new, true), (.open, true), (.onHold, true), (.waiting, false), (.solved, false),
    (.closed, false),
  ])
  func `an answer is owed until it is given`(status: TicketStatus, owed: Bool) {
    #expect(Lifecycle.owesAnswer(status) == owed)
  }

  @Test(arguments: [(0, true), (14 * 86_400_000, true), (14 * 86_400_000 + 1, false)])
  func `a closing is remembered for 14 days`(after: Int64, remembered: Bool) {
    let closed = Timestamp(milliseconds: 1_000)
    let now = closed + .milliseconds(after)
    #expect(Lifecycle.remembers(closedAt: closed, now: now) == remembered)
  }
}

@Suite struct TagsTests {
  @Test(arguments: [
    ([" refund "], ["refund"]), (["late delivery"], ["late-delivery"]),
    (["VIP", "vip", "Vip"], ["VIP"]), (["", "  "], []), (["b", "a"], ["b", "a"]),
  ])
  func `tags are trimmed and each is there once`(tags: [String], normalised: [String]) {
    #expect(Tags.normalised(tags) == normalised)
    #expect(Tags.read(Tags.column(normalised)) == normalised)
  }
}

@Suite struct FormTextTests {
  private static let labels: [FormText.Label] = [
    .init(key: "email", label: "Your address"), .init(key: "order", label: "Order number"),
    .init(key: "gift", label: "Was it a gift?"), .init(key: "message", label: "What happened?"),
  ]

  @Test func `a message comes first, other answers follow`() {
    let text = FormText(
      "Support",
      [
        "message": "It fell.", "order": 4711, "gift": true, "email": "ann@example.com",
        "name": " Ann  Lee ",
      ], Self.labels)
    #expect(text.subject == "Support")
    #expect(text.body == "It fell.\n\nOrder number: 4711\nWas it a gift?: yes")
    #expect(text.name == "Ann Lee")
  }

  @Test func `without a message all answers are the text, in the form's order`() {
    let values: [String: JSON] = [
      "order": 4711, "email": "ann@example.com", "zip": "10115", "area": "Mitte", "gift": false,
    ]
    #expect(
      FormText("Support", values, Self.labels).body == """
        Your address: ann@example.com
        Order number: 4711
        Was it a gift?: no
        area: Mitte
        zip: 10115
        """)
  }

  @Test(arguments: [
    (["subject": "Broken\nlamp", "message": "x"] as [String: JSON], "Broken lamp"),
    (["subject": "  ", "message": "x"], "Support"), (["subject": .null], "Support"),
  ])
  func `the subject is what was written there, or the form's title`(
    values: [String: JSON], subject: String
  ) {
    #expect(FormText("Support", values, []).subject == subject)
  }

  @Test(
    arguments: [
      (["colours": ["red", "blue"]], "colours: red, blue"),
      (["size": ["width": 3, "height": 2.5]], "size: height 2.5, width 3"),
      (["nothing": .null, "blank": " "], ""), (["nul": "a\0b"], "nul: ab"),
    ] as [([String: JSON], String)])
  func `any value is readable`(values: [String: JSON], body: String) {
    #expect(FormText("Support", values, []).body == body)
  }
}

@Suite struct FiguresTests {
  @Test(arguments: [
    (50, [Int](), Int?.none), (50, [7], 7), (50, [1, 2], 1), (50, [1, 2, 3], 2),
    (90, Array(1...10), 9), (90, Array(1...11), 10), (90, [1, 2], 2), (100, [1, 2], 2),
  ])
  func `a percentile is a value that occurred`(percent: Int, sorted: [Int], value: Int?) {
    #expect(Figures.nearestRank(percent, of: sorted) == value)
  }

  @Test func `satisfaction shows its numerator and denominator`() {
    let scores: [(Bool, Int?)] = [(true, 5), (true, 4), (true, 3), (true, nil), (false, nil)]
    let facts = scores.map { asked, score in
      fact(.closed(after: .hours(1), asked: asked, score: score))
    }
    let csat = Figures.of(facts).csat
    #expect(csat == .init(satisfied: 2, answers: 3, asked: 4))
    #expect(csat.score == 2.0 / 3)
  }

  @Test func `without answers there is no score`() {
    let figures = Figures.of([fact(.opened)])
    #expect(figures.csat.score == nil)
    #expect(figures.firstReply == .init(count: 0, median: nil, p90: nil))
    #expect(figures.opened == 1)
  }

  @Test func `groups are by key, each with its own figures`() {
    let facts = [
      fact(.opened, in: "b"), fact(.opened, in: "a"),
      fact(.firstReply(after: .minutes(5)), in: "a"),
    ]
    let groups = Figures.groups(facts, names: ["a": "Alpha"]) { $0.queue.wire }
    #expect(groups.map(\.key) == ["a", "b"])
    #expect(groups.map(\.name) == ["Alpha", nil])
    #expect(groups[0].figures.firstReply.median == .minutes(5))
  }

  private func fact(_ kind: TicketFact.Kind, in queue: Slug = "default") -> TicketFact {
    TicketFact(
      kind: kind, at: Timestamp(milliseconds: 0), assignee: nil, queue: queue, channel: .form)
  }
}
