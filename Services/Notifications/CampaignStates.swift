import Engine
import Models
import Store
import Wire

/// What campaigns tells: paused means held, stopped means cancelled.
///
/// The decision at the hand-over already holds back whatever belongs to a paused campaign; the sweep
/// puts the rows where they belong, a slice at a time.
enum CampaignStates {
  static let hears: [Hearing] = [
    .projection(CampaignsEvents.CampaignChanged.self, changed),
    .projection(CampaignsEvents.CampaignDeleted.self) { event, _, context in
      try context.tx.write("DELETE FROM heard_campaign WHERE key = \(event.key)")
    },
    .projection(CampaignsEvents.CampaignPaused.self) { try set($0.campaign, .paused, $2) },
    .projection(CampaignsEvents.CampaignResumed.self) { try set($0.campaign, .running, $2) },
    .projection(CampaignsEvents.CampaignStopped.self) { try set($0.campaign, .stopped, $2) },
    .projection(CampaignsEvents.JourneyChanged.self, journeyChanged),
    .projection(CampaignsEvents.JourneyDeleted.self) { event, _, context in
      try context.tx.write("DELETE FROM heard_journey WHERE journey = \(event.key)")
    },
    .reaction(CampaignsEvents.CampaignPaused.self) { try begin($0.campaign, $2) },
    .reaction(CampaignsEvents.CampaignResumed.self) { try begin($0.campaign, $2) },
    .reaction(CampaignsEvents.CampaignStopped.self) { try begin($0.campaign, $2) },
    .reaction(CampaignsEvents.CampaignDeleted.self) { try begin($0.key, $2) },
  ]

  static let sweep = TimerName<Slug>("campaign.sweep")
  static let whenSwept = Timing.when(sweep) { campaign, context in
    try slice(campaign, context) ? .done : .again(at: context.now)
  }

  private static func changed(
    _ event: CampaignsEvents.CampaignChanged, _: CloudEvent, _ context: Context
  ) throws {
    let campaign = event.campaign
    try context.tx.write(
      """
      INSERT INTO heard_campaign (key, state, sender)
      VALUES (\(campaign.key), \(campaign.state), \(campaign.sender))
      ON CONFLICT (key) DO UPDATE SET state = excluded.state, sender = excluded.sender
      """)
  }

  private static func set(_ campaign: Slug, _ state: Campaign.State, _ context: Context) throws {
    try context.tx.write("UPDATE heard_campaign SET state = \(state) WHERE key = \(campaign)")
  }

  private static func journeyChanged(
    _ event: CampaignsEvents.JourneyChanged, _: CloudEvent, _ context: Context
  ) throws {
    let journey = event.journey
    try context.tx.write("DELETE FROM heard_journey WHERE journey = \(journey.key)")
    for template in Set(journey.steps.compactMap(\.send?.template)) {
      try context.tx.write(
        "INSERT INTO heard_journey (journey, template) VALUES (\(journey.key), \(template))")
    }
  }

  static func state(
    of campaign: Slug, _ tx: Transaction
  ) throws -> (state: Campaign.State, sender: Slug)? {
    try tx.first("SELECT state, sender FROM heard_campaign WHERE key = \(campaign)") {
      ($0["state"], $0["sender"])
    }
  }

  /// The first slice is done at once, so that a pause is felt in the moment it is heard of.
  private static func begin(_ campaign: Slug, _ context: Context) throws {
    guard try !slice(campaign, context) else { return }
    try context.schedule(sweep, for: campaign.wire, at: context.now, campaign)
  }

  private static let sliceSize = 100

  /// Moves some messages to where the campaign's state wants them. True: there are no more.
  private static func slice(_ campaign: Slug, _ context: Context) throws -> Bool {
    let state = try state(of: campaign, context.tx)?.state ?? .stopped
    let waiting: [MessageStatus] =
      switch state {
      case .paused: [.planned, .delayed]
      case .stopped: [.planned, .delayed, .held]
      case .running, .other: [.held]
      }
    let letters = try context.tx.read(
      """
      SELECT \(sql: Letter.columns) FROM message
      WHERE campaign = \(campaign) AND status IN (\(list: waiting)) AND seen IS NULL
      ORDER BY id LIMIT \(sliceSize)
      """, map: Letter.init)
    for var letter in letters {
      switch state {
      case .paused: try Fates.hold(&letter, context)
      case .stopped: try Fates.cancel(&letter, "the campaign \(campaign) is stopped", context)
      case .running, .other: try Consideration.consider(&letter, context)
      }
    }
    return letters.count < sliceSize
  }
}
