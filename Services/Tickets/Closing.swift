import Engine
import Models
import Store
import Wire

/// The end of a matter, and its beginning again.
enum Closing {
  static let answers: [Answers] = [
    .command(TicketsAPI.Close.self, close),
    .command(TicketsAPI.Reopen.self, reopen),
  ]

  /// Outcomes after which nobody is asked how it went: there was nothing to rate.
  private static let unasked: Set<String> = ["spam", "duplicate"]
  private static let longestOutcome = 64

  private static func close(
    _ params: TicketsAPI.Close.Params, _ context: Context
  ) throws -> Encoded<Ticket> {
    var checking = Checking()
    let outcome = checking.line(params.outcome, at: "/outcome", limit: longestOutcome)
    if let note = params.note { checking.text(note, at: "/note") }
    if let staff = params.assignee {
      _ = try checking.staff(staff, at: "/assignee", context.tx)
    }
    try checking.finish()
    let before = try TicketRows.get(params.id, context.tx)
    guard before.status != .closed else {
      throw ServiceError.rejected("Ticket \(before.number) is closed already.")
    }
    let ticket = try TicketRows.change(before, context.tx) {
      $0.status = .closed
      $0.assignee = $0.assignee ?? params.assignee
      $0.replyDueAt = nil
      $0.closedAt = context.now
      $0.outcome = outcome
      $0.score = nil
    }
    let asks =
      (params.askRating ?? !unasked.contains(outcome.lowercased()))
      && Letters.canReach(before.requester)
    let round = try record(ticket.value, outcome, params.note, asks: asks, context)
    if let note = params.note {
      try Entries.add(.note, to: before.id, body: note, author: params.assignee, context)
    }
    try context.emit(
      TicketsEvents.TicketClosed(ticket: ticket, outcome: outcome, note: params.note),
      about: before)
    if asks { try Letters.askForRating(ticket.value, round: round, context) }
    return ticket
  }

  /// Keeps the closing for the report, and as what a rating is about.
  private static func record(
    _ ticket: Ticket, _ outcome: String, _ note: String?, asks: Bool, _ context: Context
  ) throws -> Int {
    let earlier: Int? = try context.tx.scalar(
      "SELECT MAX(round) FROM closing WHERE ticket = \(ticket.id)")
    let round = (earlier ?? 0) + 1
    try context.tx.write(
      """
      INSERT INTO closing (ticket, round, at, assignee, outcome, note, asked)
      VALUES (\(ticket.id), \(round), \(context.now), \(ticket.assignee), \(outcome), \(note),
        \(asks))
      """)
    return round
  }

  private static func reopen(
    _ params: TicketsAPI.Reopen.Params, _ context: Context
  ) throws -> Encoded<Ticket> {
    var checking = Checking()
    checking.text(params.reason, at: "/reason")
    try checking.finish()
    let ticket = try TicketRows.get(params.id, context.tx)
    guard ticket.status == .closed else {
      throw ServiceError.rejected("Ticket \(ticket.number) is not closed.")
    }
    return try reopen(ticket, because: params.reason, context)
  }

  /// Opens a closed ticket again, with a new due time.
  ///
  /// - Parameter tag: set on it, if it is not there yet.
  static func reopen(
    _ before: Ticket, because reason: String, tag: String? = nil, _ context: Context
  ) throws -> Encoded<Ticket> {
    let due = try Queues.serving(before, context.tx).replyDue(from: context.now)
    let ticket = try TicketRows.change(before, context.tx) {
      $0.status = .open
      $0.replyDueAt = due
      $0.closedAt = nil
      $0.outcome = nil
      $0.tags = Tags.normalised($0.tags + (tag.map { [$0] } ?? []))
    }
    try context.tx.write(
      """
      UPDATE closing SET reopened_at = \(context.now)
      WHERE ticket = \(before.id) AND reopened_at IS NULL
      """)
    try context.emit(TicketsEvents.TicketReopened(ticket: ticket, reason: reason), about: before)
    return ticket
  }
}
