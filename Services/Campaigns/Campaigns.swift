import Engine
import Models
import Store
import Wire

/// Reasons to write to people, as their owners configure them.
enum Campaigns {
  static let answers: [Answers] = [
    .command(CampaignsAPI.PutCampaign.self, put),
    .query(CampaignsAPI.GetCampaign.self, get),
    .query(CampaignsAPI.ListCampaigns.self, list),
    .command(CampaignsAPI.DeleteCampaign.self, delete),
  ]

  static func put(
    _ params: CampaignsAPI.PutCampaign.Params, _ context: Context
  ) throws -> Campaign {
    let current = try find(params.key, context.tx)
    var campaign = Campaign(
      key: params.key, name: params.name, topic: params.topic, sender: params.sender,
      budget: params.budget, state: current?.state ?? .running, version: current?.version ?? 1)
    let violations = CampaignRules.violations(
      of: params, knowsTopic: try Catalogue.knows(.topic, params.topic, context.tx),
      knowsSender: try Catalogue.knows(.sender, params.sender, context.tx))
    guard violations.isEmpty else { throw ServiceError.invalid(violations) }
    try Versions.check(params.version, against: current?.version, of: "campaign \(params.key)")
    if let current {
      if campaign == current { return current }
      try checkReplacement(of: current, by: campaign, context.tx)
      campaign.version += 1
    }
    try write(campaign, context.tx)
    try context.emit(
      CampaignsEvents.CampaignChanged(campaign: campaign), subject: campaign.key.wire)
    return campaign
  }

  private static func checkReplacement(
    of current: Campaign, by campaign: Campaign, _ tx: Transaction
  ) throws {
    guard current.state != .stopped else {
      throw ServiceError.rejected(
        "The campaign \(current.key) is stopped and cannot be replaced; put a new one.")
    }
    guard campaign.topic != current.topic, let journey = try Journeys.first(of: current.key, tx)
    else { return }
    throw ServiceError.rejected(
      "The journey \(journey) writes about \(current.topic); the topic stays while it is there.")
  }

  private static func write(_ campaign: Campaign, _ tx: Transaction) throws {
    try tx.write(
      """
      INSERT INTO campaign
        (key, name, topic, sender, budget_amount, budget_currency, state, version)
      VALUES (\(campaign.key), \(campaign.name), \(campaign.topic), \(campaign.sender),
        \(campaign.budget?.amount), \(campaign.budget?.currency), \(campaign.state),
        \(campaign.version))
      ON CONFLICT (key) DO UPDATE SET name = excluded.name, topic = excluded.topic,
        sender = excluded.sender, budget_amount = excluded.budget_amount,
        budget_currency = excluded.budget_currency, version = excluded.version
      """)
  }

  static func get(_ params: KeyParams, _ context: QueryContext) throws -> Campaign {
    try known(params.key, context.tx)
  }

  static func list(_ params: ListParams, _ context: QueryContext) throws -> Page<Campaign> {
    let size = try Paging.size(params.limit)
    let campaigns = try read(
      "WHERE key > \(params.after ?? "") ORDER BY key LIMIT \(size + 1)", context.tx)
    return Paging.page(campaigns, size: size) { $0.key.wire }
  }

  static func delete(_ params: DeleteParams, _ context: Context) throws -> Deleted {
    let campaign = try known(params.key, context.tx)
    try Versions.check(params.version, against: campaign.version, of: "campaign \(campaign.key)")
    if let journey = try Journeys.first(of: campaign.key, context.tx) {
      throw ServiceError.rejected("The campaign \(campaign.key) has the journey \(journey).")
    }
    try context.tx.write("DELETE FROM campaign WHERE key = \(campaign.key)")
    try WindingUp.begin(campaign: campaign.key, context)
    try context.emit(
      CampaignsEvents.CampaignDeleted(key: campaign.key), subject: campaign.key.wire)
    return Deleted(key: campaign.key)
  }

  /// The campaign.
  ///
  /// - Throws: `notFound`, naming the key.
  static func known(_ key: Slug, _ tx: Transaction) throws -> Campaign {
    guard let campaign = try find(key, tx) else {
      throw ServiceError.notFound("There is no campaign \(key).")
    }
    return campaign
  }

  /// The campaign, if there is one.
  static func find(_ key: Slug, _ tx: Transaction) throws -> Campaign? {
    try read("WHERE key = \(key)", tx).first
  }

  private static func read(_ rest: SQL, _ tx: Transaction) throws -> [Campaign] {
    try tx.read(
      """
      SELECT key, name, topic, sender, budget_amount, budget_currency, state, version
      FROM campaign \(sql: rest)
      """
    ) { row in
      let amount: Int64? = row["budget_amount"]
      return Campaign(
        key: row["key"], name: row["name"], topic: row["topic"], sender: row["sender"],
        budget: amount.map { Money(amount: $0, currency: row["budget_currency"]) },
        state: row["state"], version: row["version"])
    }
  }
}
