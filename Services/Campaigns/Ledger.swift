import Engine
import Models
import Store
import Wire

/// The send ledger: one row for each message that a journey wanted sent, and what became of it.
///
/// How many rows have which status is counted along, so that a pause answers at once however long
/// the ledger is.
enum Ledger {
  static func add(
    _ message: MessageRequest, of enrolment: Enrolment, _ context: Context
  ) throws {
    try context.tx.write(
      """
      INSERT INTO ledger (request, campaign, journey, enrolment, step, contact, template, status,
        requested_at, changed_at, opened, opened_by_machine, clicked, clicked_by_machine)
      VALUES (\(message.request), \(enrolment.campaign), \(enrolment.journey), \(enrolment.id),
        \(enrolment.step), \(enrolment.contact), \(message.template), \(MessageStatus.planned),
        \(context.now), \(context.now), 0, 0, 0, 0)
      """)
    try count(1, of: enrolment.campaign, .planned, context.tx)
  }

  /// The message of a row has come to this status; messages of others are passed over.
  static func move(
    _ fact: NotificationsEvents.Fact, to status: MessageStatus, rule: String? = nil,
    at time: Timestamp, _ tx: Transaction
  ) throws {
    let row = try tx.first(
      "SELECT campaign, status FROM ledger WHERE request = \(fact.request)"
    ) { row in (row["campaign"] as Slug, row["status"] as MessageStatus) }
    guard let (campaign, before) = row else { return }
    try tx.write(
      """
      UPDATE ledger SET status = \(status), message = \(fact.message), rule = \(rule),
        changed_at = \(time)
      WHERE request = \(fact.request)
      """)
    try count(-1, of: campaign, before, tx)
    try count(1, of: campaign, status, tx)
  }

  private static func count(
    _ change: Int, of campaign: Slug, _ status: MessageStatus, _ tx: Transaction
  ) throws {
    try tx.write(
      """
      INSERT INTO standing (campaign, status, messages) VALUES (\(campaign), \(status), \(change))
      ON CONFLICT (campaign, status) DO UPDATE
        SET messages = standing.messages + excluded.messages
      """)
  }

  /// Where a campaign in that state stands.
  static func standing(
    of campaign: Slug, _ state: Campaign.State, _ tx: Transaction
  ) throws -> CampaignsAPI.Standing {
    let counts = try tx.read("SELECT status, messages FROM standing WHERE campaign = \(campaign)") {
      row in (row["status"] as MessageStatus, row["messages"] as Int)
    }
    return CampaignsAPI.Standing(state, Dictionary(uniqueKeysWithValues: counts))
  }
}

extension CampaignsAPI.Standing {
  /// The answer, from how many messages have which status.
  ///
  /// What is still planned waits its turn, is held, or is as good as cancelled, as the state says.
  init(_ state: Campaign.State, _ counts: [MessageStatus: Int]) {
    let gone: [MessageStatus] = [.accepted, .captured, .unknown, .bounced, .complained]
    let waiting = counts[.planned] ?? 0
    self.init(
      state: state, handedOver: gone.reduce(0) { $0 + (counts[$1] ?? 0) },
      planned: state == .running ? waiting : 0, held: state == .paused ? waiting : 0,
      cancelled: (counts[.cancelled] ?? 0) + (state == .stopped ? waiting : 0))
  }
}
