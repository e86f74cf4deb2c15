import Engine
import Models
import Store
import Wire

/// How people go along their journeys: from message to message until a wait, and on when it is over.
///
/// A wait is a timer row, so it survives restarts; what is due is decided anew when it fires, because
/// the campaign may have been paused or stopped and the journey deleted meanwhile.
enum Travel {
  static let times: [Timing] = [.when(step, proceed)]

  private static let step = TimerName<EnrolmentID>("enrolment.step")
  /// Moves in one go; more go on in the next transaction.
  private static let mostMoves = 20

  /// Lets somebody go on at that time.
  static func goOn(_ enrolment: EnrolmentID, at time: Timestamp, _ context: Context) throws {
    try context.schedule(step, for: enrolment.wire, at: time, enrolment)
  }

  private static func proceed(_ id: EnrolmentID, _ context: Context) throws -> TimerOutcome {
    guard let enrolment = try Enrolments.find(id, context.tx), enrolment.state == .active else {
      return .discard(reason: "\(id) is over")
    }
    try go(enrolment, context)
    return .done
  }

  /// Takes every step that can be taken now.
  static func go(_ enrolment: Enrolment, _ context: Context) throws {
    let campaign = try Campaigns.find(enrolment.campaign, context.tx)
    guard let campaign, campaign.state != .stopped else {
      return try finish(enrolment, .campaignStopped, context)
    }
    let steps = try Journeys.steps(
      of: enrolment.journey, version: enrolment.journeyVersion, context.tx)
    guard let steps else { return try finish(enrolment, .journeyDeleted, context) }
    var enrolment = enrolment
    for _ in 0..<mostMoves {
      guard try move(&enrolment, on: steps, campaign, context) else { return }
    }
    try Enrolments.keep(enrolment, context.tx)
    try goOn(enrolment.id, at: context.now, context)
  }

  /// Makes one move; false when there is no other to make now.
  private static func move(
    _ enrolment: inout Enrolment, on steps: [JourneyStep], _ campaign: Campaign,
    _ context: Context
  ) throws -> Bool {
    let isPaused = campaign.state == .paused
    switch NextMove(of: enrolment, on: steps, isPaused: isPaused, now: context.now) {
    case .wait(let end):
      enrolment.dueAt = end
      try Enrolments.keep(enrolment, context.tx)
      try goOn(enrolment.id, at: end, context)
      return false
    case .hold:
      try Enrolments.keep(enrolment, isHeld: true, context.tx)
      return false
    case .arrive:
      try finish(enrolment, .completed, context)
      return false
    case .pass: break
    case .send(let send): try Letters.request(send, for: enrolment, campaign, context)
    }
    enrolment.step += 1
    enrolment.dueAt = nil
    try context.emit(CampaignsEvents.EnrolmentAdvanced(enrolment: enrolment), about: enrolment)
    return true
  }

  static func finish(
    _ enrolment: Enrolment, _ reason: FinishReason, _ context: Context
  ) throws {
    var enrolment = enrolment
    (enrolment.state, enrolment.reason) = (.finished, reason.rawValue)
    (enrolment.dueAt, enrolment.finishedAt) = (nil, context.now)
    try Enrolments.keep(enrolment, context.tx)
    try context.cancel(step, for: enrolment.id.wire)
    try context.emit(
      CampaignsEvents.EnrolmentFinished(enrolment: enrolment, reason: reason.rawValue),
      about: enrolment)
  }
}
