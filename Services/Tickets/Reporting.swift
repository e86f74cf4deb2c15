import Engine
import Models
import Store
import Wire

/// How tickets fared: reads what happened in a time, leaves the arithmetic to ``Figures``.
enum Reporting {
  static let answers: [Answers] = [.query(TicketsAPI.Report.self, report)]

  private static let longest = Period.days(366)

  private static func report(
    _ params: TicketsAPI.Report.Params, _ context: QueryContext
  ) throws -> TicketReport {
    let zone = try checked(params)
    let tx = context.tx
    let facts =
      try opened(params, tx) + firstReplies(params, tx) + closings(params, tx)
    let staff = try names(tx)
    let byAssignee = Figures.groups(facts, names: staff) { $0.assignee?.wire ?? "none" }
    let groups: [TicketReport.Group]? =
      switch params.groupBy {
      case .day: Figures.groups(facts) { zone.day(at: $0.at).wire }
      case .queue: Figures.groups(facts) { $0.queue.wire }
      case .channel: Figures.groups(facts) { $0.channel.rawValue }
      case .assignee: byAssignee
      case nil: nil
      }
    return TicketReport(
      figures: Figures.of(facts), open: try open(at: params.to, tx), byAssignee: byAssignee,
      groups: groups)
  }

  /// Where days begin.
  private static func checked(_ params: TicketsAPI.Report.Params) throws -> Zone {
    var checking = Checking()
    let zone = Zone(params.timeZone ?? "UTC")
    checking.expect(
      zone != nil, at: "/timeZone", "timeZone", "must be an IANA time zone such as Europe/Berlin")
    checking.expect(params.from < params.to, at: "/to", "range", "must be after from")
    checking.expect(
      params.to - params.from <= longest.milliseconds, at: "/to", "range",
      limit: .string(longest.wire), "must be at most \(longest.wire) after from")
    try checking.finish()
    guard let zone else { preconditionFailure("a zone that is not there was a violation") }
    return zone
  }

  private static func opened(
    _ params: TicketsAPI.Report.Params, _ tx: Transaction
  ) throws -> [TicketFact] {
    // Ids begin with their time, so the primary key finds them without an index of its own.
    let first = TicketID(uuid: UUIDv7(milliseconds: params.from.milliseconds, random: (0, 0)))
    let end = TicketID(uuid: UUIDv7(milliseconds: params.to.milliseconds, random: (0, 0)))
    return try tx.read(
      """
      SELECT opened_at AS at, assignee, queue, channel FROM ticket
      WHERE id >= \(first) AND id < \(end)
      """
    ) { row in fact(.opened, row) }
  }

  private static func firstReplies(
    _ params: TicketsAPI.Report.Params, _ tx: Transaction
  ) throws -> [TicketFact] {
    try tx.read(
      """
      SELECT first_replied_at AS at, first_replied_at - opened_at AS after, assignee, queue,
        channel
      FROM ticket
      WHERE first_replied_at >= \(params.from) AND first_replied_at < \(params.to)
      """
    ) { row in fact(.firstReply(after: row["after"]), row) }
  }

  private static func closings(
    _ params: TicketsAPI.Report.Params, _ tx: Transaction
  ) throws -> [TicketFact] {
    try tx.read(
      """
      SELECT c.at, c.at - t.opened_at AS after, c.asked, c.score, c.assignee, t.queue, t.channel
      FROM closing c JOIN ticket t ON t.id = c.ticket
      WHERE c.at >= \(params.from) AND c.at < \(params.to)
      """
    ) { row in
      fact(.closed(after: row["after"], asked: row["asked"], score: row["score"]), row)
    }
  }

  private static func fact(_ kind: TicketFact.Kind, _ row: borrowing Row) -> TicketFact {
    TicketFact(
      kind: kind, at: row["at"], assignee: row["assignee"], queue: row["queue"],
      channel: row["channel"])
  }

  /// How many were not closed at that moment.
  private static func open(at moment: Timestamp, _ tx: Transaction) throws -> Int {
    let count: Int? = try tx.scalar(
      """
      SELECT COUNT(*) FROM ticket t
      WHERE t.opened_at < \(moment) AND NOT EXISTS (
        SELECT 1 FROM closing c WHERE c.ticket = t.id AND c.at < \(moment)
          AND (c.reopened_at IS NULL OR c.reopened_at >= \(moment)))
      """)
    return count ?? 0
  }

  private static func names(_ tx: Transaction) throws -> [String: String] {
    let staff = try tx.read("SELECT id, name FROM staff") { row in
      (row["id"] as String, row["name"] as String)
    }
    return Dictionary(uniqueKeysWithValues: staff)
  }
}
