import CampaignsService
import Engine
import Models
import Store
import TestSupport
import Testing
import Wire

@Suite(.databases) struct TravelTests {
  @Test(arguments: Dialect.available)
  func `welcome now, and tips three days later`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    try agency.agree(agency.ann)
    #expect(try agency.letters().map(\.template) == ["welcome"])
    let waiting = try #require(agency.enrolments(of: agency.ann).first)
    #expect(waiting.dueAt == VirtualClock.start + .days(3))

    try agency.town.advance(by: .days(3) + .milliseconds(-1))
    #expect(try agency.letters().count == 1)
    try agency.town.advance(by: .milliseconds(1))
    let tips = try #require(agency.letters().last)
    #expect((tips.template, tips.step) == ("tips", 2))
    #expect(tips.validUntil == VirtualClock.start + .days(5))
    #expect(tips.dedupeKey == "\(waiting.id):2")

    let finished = try #require(agency.enrolments(of: agency.ann).first)
    #expect((finished.state, finished.step, finished.reason) == (.finished, 3, "completed"))
    #expect(finished.finishedAt == VirtualClock.start + .days(3))
    #expect(
      agency.story.dropFirst(2) == [
        "enrolment.started", "message.requested", "enrolment.advanced", "enrolment.advanced",
        "message.requested", "enrolment.advanced", "enrolment.finished",
      ])
    #expect(
      try agency.town.events(CampaignsEvents.EnrolmentAdvanced.self).map(\.enrolment.step)
        == [1, 2, 3])
  }

  @Test(arguments: Dialect.available)
  func `a wait survives a restart`(dialect: Dialect) throws {
    try { try $0.agree($0.ann) }(try Agency(dialect))
    let town = try Town(dialect, seed: 2) { [CampaignsService.service(.test)] }
    try town.advance(by: .days(3))
    let letters = try town.events(CampaignsEvents.MessageRequested.self).map(\.message)
    #expect(letters.map(\.template) == ["tips"])
  }

  @Test(arguments: Dialect.available)
  func `who is on the way finishes on the version they set out on`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    try agency.agree(agency.ann)
    var params = Agency.welcomeJourney
    params.steps = [JourneyStep(send: .init(template: "notice"))]
    try agency.put(params)
    try agency.agree(agency.ben)
    try agency.town.advance(by: .days(3))
    #expect(try agency.letters().map(\.template) == ["welcome", "notice", "tips"])
    let page = try agency.town.call(CampaignsAPI.ListEnrolments.self, .init(journey: "welcome"))
    #expect(page.items.map(\.journeyVersion) == [2, 1])
  }

  @Test(arguments: Dialect.available)
  func `a long row of messages goes on from transaction to transaction`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    var params = Agency.welcomeJourney
    params.steps = Array(repeating: JourneyStep(send: .init(template: "tips")), count: 45)
    try agency.put(params)
    try agency.agree(agency.ann)
    #expect(try agency.letters().compactMap(\.step) == Array(0..<45))
    #expect(try agency.enrolments(of: agency.ann).map(\.reason) == ["completed"])
  }

  @Test(arguments: Dialect.available)
  func `withdrawing ends the journeys about the topic, and no others`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    try agency.agree(agency.ann)
    try agency.agree(agency.ben)
    try agency.withdraw(agency.ann, topic: "offers")
    #expect(try agency.enrolments(of: agency.ann).map(\.state) == [.active])
    try agency.withdraw(agency.ann)
    #expect(try agency.enrolments(of: agency.ann).map(\.reason) == ["unsubscribed"])
    try agency.town.advance(by: .days(4))
    let tips = try agency.letters().filter { $0.template == "tips" }
    #expect(tips.map(\.recipient.contact) == [agency.ben])
  }

  @Test(arguments: Dialect.available)
  func `deleting a journey takes everybody off it`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    try agency.agree(agency.ann)
    _ = try agency.town.call(CampaignsAPI.DeleteJourney.self, .init(key: "welcome"))
    #expect(try agency.enrolments(of: agency.ann).map(\.reason) == ["journeyDeleted"])
    #expect(agency.story.last == "enrolment.finished")
    // Whoever comes on the new one is not touched by the end of the old one.
    try agency.put(Agency.welcomeJourney)
    try agency.agree(agency.ben)
    try agency.town.advance(by: .days(3))
    #expect(try agency.enrolments(of: agency.ben).map(\.reason) == ["completed"])
  }
}
