import Engine
import Models
import Store
import Wire

/// What came of a campaign.
enum Reporting {
  static let answers: [Answers] = [.query(CampaignsAPI.ReportCampaign.self, report)]

  static func report(
    _ params: CampaignsAPI.ReportCampaign.Params, _ context: QueryContext
  ) throws -> CampaignReport {
    let (from, to) = try range(params)
    let campaign = try Campaigns.known(params.key, context.tx)
    let groups = try groups(of: campaign.key, from, to, context.tx)
    let people = try people(of: campaign.key, from, to, context.tx)
    return CampaignReport(of: campaign, groups, people)
  }

  private static func range(
    _ params: CampaignsAPI.ReportCampaign.Params
  ) throws(ServiceError) -> (Timestamp, Timestamp) {
    let from = params.from ?? Timestamp(milliseconds: .min)
    let to = params.to ?? Timestamp(milliseconds: .max)
    guard from < to else {
      throw .invalid([
        Violation(
          path: "/to", rule: "range", limit: .string(from.wire), message: "must be later than from")
      ])
    }
    return (from, to)
  }

  private static func groups(
    of campaign: Slug, _ from: Timestamp, _ to: Timestamp, _ tx: Transaction
  ) throws -> [LedgerGroup] {
    try tx.read(
      """
      SELECT status, rule, count(*) AS messages, count(accepted_at) AS accepted,
        count(bounced_at) AS bounced, count(complained_at) AS complained, sum(opened) AS opened,
        sum(opened_by_machine) AS opened_by_machine, sum(clicked) AS clicked,
        sum(clicked_by_machine) AS clicked_by_machine
      FROM ledger
      WHERE campaign = \(campaign) AND requested_at >= \(from) AND requested_at < \(to)
      GROUP BY status, rule
      """
    ) { row in
      LedgerGroup(
        status: row["status"], rule: row["rule"], messages: row["messages"],
        accepted: row["accepted"], bounced: row["bounced"], complained: row["complained"],
        opened: row["opened"], openedByMachine: row["opened_by_machine"],
        clicked: row["clicked"], clickedByMachine: row["clicked_by_machine"])
    }
  }

  private static func people(
    of campaign: Slug, _ from: Timestamp, _ to: Timestamp, _ tx: Transaction
  ) throws -> PeopleFigures {
    let began: SQL = "campaign = \(campaign) AND started_at >= \(from) AND started_at < \(to)"
    return PeopleFigures(
      enrolled: try tx.scalar("SELECT count(*) FROM enrolment WHERE \(sql: began)") ?? 0,
      declined: try tally(
        """
        SELECT reason, count(*) AS people FROM declined
        WHERE campaign = \(campaign) AND at >= \(from) AND at < \(to) GROUP BY reason
        """, tx),
      finished: try tally(
        """
        SELECT reason, count(*) AS people FROM enrolment
        WHERE \(sql: began) AND reason IS NOT NULL GROUP BY reason
        """, tx),
      unsubscribed: try tx.scalar(
        """
        SELECT count(*) FROM ledger l JOIN unsubscribed u ON u.message = l.message
        WHERE l.campaign = \(campaign) AND l.requested_at >= \(from) AND l.requested_at < \(to)
        """) ?? 0)
  }

  private static func tally(_ sql: SQL, _ tx: Transaction) throws -> [String: Int] {
    Dictionary(uniqueKeysWithValues: try tx.read(sql) { ($0["reason"], $0["people"]) })
  }
}
