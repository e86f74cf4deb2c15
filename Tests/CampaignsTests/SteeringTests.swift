import Engine
import Models
import Store
import TestSupport
import Testing
import Wire

@Suite(.databases) struct SteeringTests {
  @Test(arguments: Dialect.available)
  func `a pause holds what would be sent, and waits go on`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    try agency.agree(agency.ann)
    #expect(try agency.pause().held == 1)
    try agency.town.advance(by: .days(4))
    #expect(try agency.letters().count == 1)
    let held = try #require(agency.enrolments(of: agency.ann).first)
    #expect((held.state, held.step, held.dueAt) == (.active, 2, nil))

    try agency.resume()
    let tips = try #require(agency.letters().last)
    #expect(tips.template == "tips")
    // The message is worth as long as ever: it begins to age when it is asked for.
    #expect(tips.validUntil == VirtualClock.start + .days(6))
    #expect(try agency.enrolments(of: agency.ann).map(\.reason) == ["completed"])
  }

  @Test(arguments: Dialect.available)
  func `who comes while a campaign is paused is welcomed when it goes on`(
    dialect: Dialect
  ) throws {
    let agency = try Agency(dialect)
    try agency.pause()
    try agency.agree(agency.ann)
    #expect(agency.story.suffix(2) == ["campaign.paused", "enrolment.started"])
    try agency.resume()
    #expect(try agency.letters().map(\.template) == ["welcome"])
    #expect(
      try agency.enrolments(of: agency.ann).map(\.dueAt) == [agency.town.clock.now() + .days(3)])
  }

  @Test(arguments: Dialect.available)
  func `more people are held and released than fit into one slice`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    try agency.pause()
    let people = (1...120).map {
      ContactID(uuid: UUIDv7(milliseconds: 2_000, random: (0, UInt64($0))))
    }
    for person in people { try agency.agree(person) }
    #expect(try agency.letters().isEmpty)
    try agency.resume()
    #expect(Set(try agency.letters().compactMap(\.recipient.contact)) == Set(people))
    #expect(try agency.letters().count == 120)
    try agency.stop()
    #expect(try agency.report().finished == ["campaignStopped": 120])
    #expect(try agency.report().planned == 120)
  }

  @Test(arguments: Dialect.available)
  func `stopping ends every enrolment`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    try agency.agree(agency.ann)
    let standing = try agency.stop()
    #expect((standing.state, standing.cancelled, standing.held) == (.stopped, 1, 0))
    #expect(try agency.enrolments(of: agency.ann).map(\.reason) == ["campaignStopped"])
    try agency.town.advance(by: .days(10))
    #expect(try agency.letters().count == 1)
    let letter = try #require(agency.letters().first)
    try agency.settle(letter) {
      .init(message: $0, reason: "stopped") as NotificationsEvents.MessageCancelled
    }
    #expect(try agency.stop().cancelled == 1)
    #expect(try agency.report().cancelled == 1)
  }

  @Test(arguments: Dialect.available)
  func `an enrolment whose timer comes before its turn takes no step`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    try agency.agree(agency.ann)
    // All at one moment: the stop, what winds it up, and the end of the wait.
    try agency.town.advance(by: .days(3) + .milliseconds(-1))
    try agency.stop()
    try agency.town.advance(by: .days(1))
    #expect(try agency.letters().map(\.template) == ["welcome"])
  }

  @Test(arguments: Dialect.available)
  func `a pause says what is out of our hands`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    try agency.agree(agency.ann)
    try agency.agree(agency.ben)
    let letter = try #require(agency.letters().first)
    try agency.settle(letter) {
      NotificationsEvents.MessageAccepted(message: $0, provider: "smtp")
    }
    let paused = try agency.pause()
    #expect(
      paused
        == CampaignsAPI.Standing(state: .paused, handedOver: 1, planned: 0, held: 1, cancelled: 0))
    let resumed = try agency.resume()
    #expect(
      resumed
        == CampaignsAPI.Standing(state: .running, handedOver: 1, planned: 1, held: 0, cancelled: 0)
    )
  }
}
