import Models
import Store
import TestSupport
import Testing
import Wire

@Suite(.databases) struct ReportTests {
  @Test(arguments: Dialect.available)
  func `the report counts what became of messages`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    try agency.agree(agency.ann)
    try agency.agree(agency.ben)
    let letters = try agency.letters()
    try agency.settle(letters[0]) {
      NotificationsEvents.MessageAccepted(message: $0, provider: "smtp")
    }
    for machine in [true, false, false] {
      try agency.settle(letters[0]) {
        NotificationsEvents.MessageOpened(message: $0, machine: machine)
      }
    }
    try agency.settle(letters[0]) {
      NotificationsEvents.MessageClicked(message: $0, machine: false, url: "https://shop.example")
    }
    try agency.settle(letters[1]) { fact in
      NotificationsEvents.MessageDenied(
        message: fact,
        reasons: [
          Reason(rule: "suppression", verdict: .allow, because: "the address is not suppressed"),
          Reason(rule: "consent", verdict: .deny, because: "nothing is on record"),
        ])
    }
    let report = try agency.report()
    #expect((report.enrolled, report.requested, report.accepted) == (2, 2, 1))
    #expect(report.denied == ["consent": 1])
    #expect(report.opened == .init(human: 1, machine: 1))
    #expect(report.clicked == .init(human: 1, machine: 0))
    #expect(report.rates.opened == .init(1, of: 1))
    #expect(report.rates.denied == .init(1, of: 2))
  }

  @Test(arguments: Dialect.available)
  func `what came back was accepted before, and what was tried again counts as it ended`(
    dialect: Dialect
  ) throws {
    let agency = try Agency(dialect)
    try agency.agree(agency.ann)
    try agency.agree(agency.ben)
    let letters = try agency.letters()
    try agency.settle(letters[0]) {
      NotificationsEvents.MessageFailed(message: $0, reason: "no such host")
    }
    #expect(try agency.report().failed == 1)
    for letter in letters {
      try agency.settle(letter) {
        NotificationsEvents.MessageAccepted(message: $0, provider: "smtp")
      }
    }
    try agency.settle(letters[0]) {
      NotificationsEvents.MessageBounced(message: $0, permanent: true)
    }
    try agency.settle(letters[1]) { NotificationsEvents.MessageComplained(message: $0) }
    let report = try agency.report()
    #expect((report.accepted, report.failed, report.bounced, report.complained) == (2, 0, 1, 1))
    #expect(report.rates.bounced == .init(1, of: 2))
    #expect(report.rates.complained == .init(1, of: 1))
    #expect(try agency.pause().handedOver == 2)
  }

  @Test(arguments: Dialect.available)
  func `each other end has its own figure`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    let people = (1...4).map {
      ContactID(uuid: UUIDv7(milliseconds: 2_000, random: (0, UInt64($0))))
    }
    for person in people { try agency.agree(person) }
    let letters = try agency.letters()
    try agency.settle(letters[0]) { NotificationsEvents.MessageCaptured(message: $0) }
    try agency.settle(letters[1]) { NotificationsEvents.MessageExpired(message: $0) }
    try agency.settle(letters[2]) {
      NotificationsEvents.MessageUnknown(message: $0, reason: "the line broke")
    }
    let report = try agency.report()
    #expect(
      (report.captured, report.expired, report.unknown, report.planned) == (1, 1, 1, 1))
    try agency.pause()
    let paused = try agency.report()
    #expect((paused.planned, paused.held) == (0, 1))
  }

  @Test(arguments: Dialect.available)
  func `a withdrawal counts against the message whose link was used`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    try agency.agree(agency.ann)
    let letter = try #require(agency.letters().first)
    // The logs come in no set order: the withdrawal may be heard of first.
    try agency.withdraw(agency.ann, by: agency.message(letter))
    #expect(try agency.report().unsubscribed == 0)
    try agency.settle(letter) {
      NotificationsEvents.MessageAccepted(message: $0, provider: "smtp")
    }
    let report = try agency.report()
    #expect(report.unsubscribed == 1)
    #expect(report.finished == ["unsubscribed": 1])
    #expect(report.rates.unsubscribed == .init(1, of: 1))
  }

  @Test(arguments: Dialect.available)
  func `a message belongs to the time in which it was asked for`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    let start = VirtualClock.start
    try agency.agree(agency.ann)
    try agency.town.advance(by: .days(3))
    #expect(try agency.report(to: start + .days(1)).requested == 1)
    #expect(try agency.report(from: start + .days(1)).requested == 1)
    #expect(try agency.report(from: start + .days(1)).enrolled == 0)
    #expect(try agency.report(from: start, to: start + .days(4)).requested == 2)
    let backwards = CampaignsAPI.ReportCampaign.Params(
      key: "welcome", from: start, to: start + .days(-1))
    let error = try agency.town.refusal(CampaignsAPI.ReportCampaign.self, backwards)
    #expect(error?.rules == ["/to range"])
    let stray = try agency.town.refusal(CampaignsAPI.ReportCampaign.self, .init(key: "summer"))
    #expect(stray?.kind == .notFound)
  }

  @Test(arguments: Dialect.available)
  func `messages of others are nobody's here`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    try agency.agree(agency.ann)
    var letter = try #require(agency.letters().first)
    letter.request = MessageRequestID(uuid: UUIDv7(milliseconds: 5, random: (0, 5)))
    try agency.settle(letter) {
      NotificationsEvents.MessageAccepted(message: $0, provider: "smtp")
    }
    #expect(try agency.report().accepted == 0)
  }
}
