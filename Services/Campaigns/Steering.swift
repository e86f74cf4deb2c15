import Engine
import Models
import Store
import Wire

/// Pausing, resuming and stopping: what somebody does who has seen a mistake in a mail that is going
/// out.
///
/// The state and its event are one transaction; notifications holds or cancels what it has not
/// handed over. Held enrolments go on through their own timers, so that a resumed campaign shares
/// the loop with everything else.
enum Steering {
  static let answers: [Answers] = [
    .command(CampaignsAPI.PauseCampaign.self, pause),
    .command(CampaignsAPI.ResumeCampaign.self, resume),
    .command(CampaignsAPI.StopCampaign.self, stop),
  ]
  static let times: [Timing] = [.when(release, releaseSome)]

  private static let release = TimerName<Slug>("campaign.release")
  private static let sliceSize = 50

  static func pause(
    _ params: CampaignsAPI.SteerParams, _ context: Context
  ) throws -> CampaignsAPI.Standing {
    if try change(params, to: .paused, context) {
      try context.emit(
        CampaignsEvents.CampaignPaused(campaign: params.key, reason: params.reason),
        subject: params.key.wire)
    }
    return try Ledger.standing(of: params.key, .paused, context.tx)
  }

  static func resume(
    _ params: CampaignsAPI.SteerParams, _ context: Context
  ) throws -> CampaignsAPI.Standing {
    if try change(params, to: .running, context) {
      try context.schedule(release, for: params.key.wire, at: context.now, params.key)
      try context.emit(
        CampaignsEvents.CampaignResumed(campaign: params.key, reason: params.reason),
        subject: params.key.wire)
    }
    return try Ledger.standing(of: params.key, .running, context.tx)
  }

  static func stop(
    _ params: CampaignsAPI.SteerParams, _ context: Context
  ) throws -> CampaignsAPI.Standing {
    if try change(params, to: .stopped, context) {
      try WindingUp.begin(campaign: params.key, context)
      try context.emit(
        CampaignsEvents.CampaignStopped(campaign: params.key, reason: params.reason),
        subject: params.key.wire)
    }
    return try Ledger.standing(of: params.key, .stopped, context.tx)
  }

  /// False when the campaign already is what it is to be.
  private static func change(
    _ params: CampaignsAPI.SteerParams, to goal: Campaign.State, _ context: Context
  ) throws -> Bool {
    let violations = CampaignRules.line(params.reason, at: "/reason", longest: 500)
    guard violations.isEmpty else { throw ServiceError.invalid(violations) }
    let campaign = try Campaigns.known(params.key, context.tx)
    guard try CampaignRules.mustChange(campaign.key, from: campaign.state, to: goal) else {
      return false
    }
    try context.tx.write("UPDATE campaign SET state = \(goal) WHERE key = \(campaign.key)")
    return true
  }

  /// Sets the timers of people whom the pause kept standing.
  private static func releaseSome(_ key: Slug, _ context: Context) throws -> TimerOutcome {
    // Paused again meanwhile: they stay where they are.
    guard try Campaigns.find(key, context.tx)?.state == .running else { return .done }
    let held: [EnrolmentID] = try context.tx.read(
      """
      SELECT id FROM enrolment WHERE campaign = \(key) AND held = 1 ORDER BY id LIMIT \(sliceSize)
      """
    ) { $0["id"] }
    for enrolment in held { try Travel.goOn(enrolment, at: context.now, context) }
    try context.tx.write("UPDATE enrolment SET held = 0 WHERE id IN (\(list: held))")
    return held.count < sliceSize ? .done : .again(at: context.now)
  }
}
