import Engine
import Models
import Store
import Wire

/// Journeys as their owners configure them.
///
/// Each put that changes something makes a version; whoever is on the way finishes on theirs. A
/// journey that is deleted and put again goes on counting.
enum Journeys {
  static let answers: [Answers] = [
    .command(CampaignsAPI.PutJourney.self, put),
    .query(CampaignsAPI.GetJourney.self, get),
    .query(CampaignsAPI.ListJourneys.self, list),
    .command(CampaignsAPI.DeleteJourney.self, delete),
  ]

  static func put(_ params: CampaignsAPI.PutJourney.Params, _ context: Context) throws -> Journey {
    try check(params, context.tx)
    let current = try find(params.key, context.tx)
    try Versions.check(params.version, against: current?.version, of: "journey \(params.key)")
    var journey = Journey(
      key: params.key, campaign: params.campaign, trigger: params.trigger, steps: params.steps,
      version: current?.version ?? 0)
    if let current, journey == current { return current }
    if try Campaigns.known(params.campaign, context.tx).state == .stopped {
      throw ServiceError.rejected("The campaign \(params.campaign) is stopped.")
    }
    journey.version = try lastVersion(of: journey.key, context.tx) + 1
    try write(journey, context.tx)
    try context.emit(CampaignsEvents.JourneyChanged(journey: journey), subject: journey.key.wire)
    return journey
  }

  private static func check(_ params: CampaignsAPI.PutJourney.Params, _ tx: Transaction) throws {
    let topic = try Campaigns.find(params.campaign, tx)?.topic
    let stranger = Violation(
      path: "/campaign", rule: "campaign", message: "names no campaign: \(params.campaign)")
    let knowsForm = try params.trigger.form.map { try Catalogue.knows(.form, $0, tx) } ?? true
    let templates = try Catalogue.templates(params.steps.compactMap(\.send?.template), tx)
    let violations =
      (topic == nil ? [stranger] : [])
      + TriggerRules.violations(of: params.trigger, knowsForm: knowsForm)
      + JourneyRules.violations(of: params.steps, topic: topic, templates: templates)
    let loops = TriggerRules.selfTriggering(params.trigger)
    guard violations.isEmpty else { throw ServiceError.invalid(violations + loops) }
    guard loops.isEmpty else {
      throw ServiceError(
        .rejected, "A journey must not be started by what its own campaign causes.",
        violations: loops)
    }
  }

  private static func lastVersion(of key: Slug, _ tx: Transaction) throws -> Int {
    try tx.scalar("SELECT max(version) FROM journey_version WHERE journey = \(key)") ?? 0
  }

  private static func write(_ journey: Journey, _ tx: Transaction) throws {
    try tx.write(
      """
      INSERT INTO journey_version (journey, version, body)
      VALUES (\(journey.key), \(journey.version), \(try RawJSON(keeping: journey)))
      """)
    try tx.write(
      """
      INSERT INTO journey (key, version, campaign, event, form)
      VALUES (\(journey.key), \(journey.version), \(journey.campaign), \(journey.trigger.event),
        \(journey.trigger.form))
      ON CONFLICT (key) DO UPDATE SET version = excluded.version, campaign = excluded.campaign,
        event = excluded.event, form = excluded.form
      """)
  }

  static func get(_ params: KeyParams, _ context: QueryContext) throws -> Journey {
    try known(params.key, context.tx)
  }

  static func list(_ params: ListParams, _ context: QueryContext) throws -> Page<Journey> {
    let size = try Paging.size(params.limit)
    let journeys = try read(
      "WHERE j.key > \(params.after ?? "") ORDER BY j.key LIMIT \(size + 1)", context.tx)
    return Paging.page(journeys, size: size) { $0.key.wire }
  }

  static func delete(_ params: DeleteParams, _ context: Context) throws -> Deleted {
    let journey = try known(params.key, context.tx)
    try Versions.check(params.version, against: journey.version, of: "journey \(journey.key)")
    try context.tx.write("DELETE FROM journey WHERE key = \(journey.key)")
    try context.tx.write(
      """
      UPDATE journey_version SET ended_at = \(context.now)
      WHERE journey = \(journey.key) AND ended_at IS NULL
      """)
    try WindingUp.begin(journey: journey.key, context)
    try context.emit(CampaignsEvents.JourneyDeleted(key: journey.key), subject: journey.key.wire)
    return Deleted(key: journey.key)
  }

  /// Those that an event of this type starts.
  static func started(by event: String, _ tx: Transaction) throws -> [Journey] {
    try read("WHERE j.event = \(event) ORDER BY j.key", tx)
  }

  /// The first journey of a campaign, if it has any.
  static func first(of campaign: Slug, _ tx: Transaction) throws -> Slug? {
    try tx.scalar("SELECT key FROM journey WHERE campaign = \(campaign) ORDER BY key LIMIT 1")
  }

  /// Whether there is such a journey, or was.
  static func hasExisted(_ key: Slug, _ tx: Transaction) throws -> Bool {
    try tx.exists("SELECT 1 FROM journey_version WHERE journey = \(key)")
  }

  /// The steps of a version; nil once its journey was deleted.
  static func steps(of key: Slug, version: Int, _ tx: Transaction) throws -> [JourneyStep]? {
    try tx.first(
      """
      SELECT body FROM journey_version
      WHERE journey = \(key) AND version = \(version) AND ended_at IS NULL
      """
    ) { row in try (row["body"] as RawJSON).kept(as: Journey.self).steps }
  }

  private static func known(_ key: Slug, _ tx: Transaction) throws -> Journey {
    guard let journey = try find(key, tx) else {
      throw ServiceError.notFound("There is no journey \(key).")
    }
    return journey
  }

  private static func find(_ key: Slug, _ tx: Transaction) throws -> Journey? {
    try read("WHERE j.key = \(key)", tx).first
  }

  private static func read(_ rest: SQL, _ tx: Transaction) throws -> [Journey] {
    try tx.read(
      """
      SELECT v.body AS body FROM journey j
      JOIN journey_version v ON v.journey = j.key AND v.version = j.version \(sql: rest)
      """
    ) { row in try (row["body"] as RawJSON).kept(as: Journey.self) }
  }
}
