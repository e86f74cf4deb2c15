import Engine
import Models
import Store
import Wire

/// What is left to do once a campaign is stopped or a journey is gone: everybody who is on the way
/// is taken off it, a slice at a time.
///
/// Nobody takes another step meanwhile: whose timer comes first is taken off by that.
enum WindingUp {
  static let times: [Timing] = [
    .when(campaignTimer) { key, context in
      // A key that was put again is another campaign; the journeys of the one deleted have ended.
      let state = try Campaigns.find(key, context.tx)?.state
      guard state == nil || state == .stopped else { return .done }
      return try finishSome("campaign = \(key)", .campaignStopped, context)
    },
    .when(journeyTimer) { key, context in
      try finishSome(
        """
        journey = \(key) AND journey_version IN (
          SELECT version FROM journey_version WHERE journey = \(key) AND ended_at IS NOT NULL)
        """, .journeyDeleted, context)
    },
  ]

  private static let campaignTimer = TimerName<Slug>("campaign.windUp")
  private static let journeyTimer = TimerName<Slug>("journey.windUp")
  private static let sliceSize = 50

  static func begin(campaign: Slug, _ context: Context) throws {
    try context.schedule(campaignTimer, for: campaign.wire, at: context.now, campaign)
  }

  static func begin(journey: Slug, _ context: Context) throws {
    try context.schedule(journeyTimer, for: journey.wire, at: context.now, journey)
  }

  private static func finishSome(
    _ condition: SQL, _ reason: FinishReason, _ context: Context
  ) throws -> TimerOutcome {
    let active = try Enrolments.read(
      """
      WHERE state = 'active' AND \(sql: condition) ORDER BY id LIMIT \(sliceSize)
      """, context.tx)
    for enrolment in active { try Travel.finish(enrolment, reason, context) }
    return active.count < sliceSize ? .done : .again(at: context.now)
  }
}
