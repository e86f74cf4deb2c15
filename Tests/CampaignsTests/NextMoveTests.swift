import Models
import Testing
import Wire

@testable import CampaignsService

@Suite struct NextMoveTests {
  private static let now = Timestamp(milliseconds: 1_000_000)
  private static let mail = JourneyStep.Send(template: "welcome")
  private static let steps = [
    JourneyStep(send: mail), JourneyStep(wait: .days(3)), JourneyStep(send: mail),
  ]

  @Test(
    arguments: [
      (0, nil, false, NextMove.send(mail)),
      (0, nil, true, .hold),
      (1, nil, false, .wait(until: now + .days(3))),
      (1, nil, true, .wait(until: now + .days(3))),
      (1, now + .minutes(1), false, .wait(until: now + .minutes(1))),
      (1, now, false, .pass),
      (1, now, true, .pass),
      (2, nil, false, .send(mail)),
      (2, nil, true, .hold),
      (3, nil, false, .arrive),
      (3, nil, true, .arrive),
    ] as [(Int, Timestamp?, Bool, NextMove)])
  func `the next move follows from where somebody stands`(
    step: Int, dueAt: Timestamp?, isPaused: Bool, move: NextMove
  ) {
    let uuid = UUIDv7(milliseconds: 1, random: (0, 1))
    let enrolment = Enrolment(
      id: .init(uuid: uuid), journey: "welcome", journeyVersion: 1, campaign: "welcome",
      contact: .init(uuid: uuid), state: .active, step: step, startedAt: Self.now, dueAt: dueAt)
    #expect(NextMove(of: enrolment, on: Self.steps, isPaused: isPaused, now: Self.now) == move)
  }
}
