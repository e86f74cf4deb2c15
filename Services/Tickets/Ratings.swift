import Engine
import Models
import Store
import Wire

/// What customers think of how it went: one rating for each closing, the last one counts.
struct Ratings: Sendable {
  let links: CustomerLinks

  var answers: [Answers] { [.command(TicketsAPI.Rate.self, rate)] }

  /// Up to here a rating says that the matter was not settled.
  private static let bad = 2
  private static let longestComment = 5_000

  private func rate(
    _ params: TicketsAPI.Rate.Params, _ context: Context
  ) throws -> TicketsAPI.Rate.Result {
    var checking = Checking()
    checking.expect((1...5).contains(params.score), at: "/score", "range", "must be 1 to 5")
    if let comment = params.comment {
      checking.text(comment, at: "/comment", limit: Self.longestComment)
    }
    try checking.finish()
    let before = try links.ticket(of: params.token, .rating, now: context.now, context.tx)
    let earlier = try keep(params, of: before, context)
    let ticket = try TicketRows.change(before, context.tx) { $0.score = params.score }
    try context.emit(
      TicketsEvents.TicketRated(
        ticket: ticket, score: params.score, comment: params.comment, replaces: earlier),
      about: before)
    let reopens = params.score <= Self.bad && before.status == .closed
    if reopens {
      _ = try Closing.reopen(
        ticket.value, because: "The customer rated it \(params.score) of 5.", tag: Tags.badRating,
        context)
    }
    return .init(number: before.number, score: params.score, reopened: reopens)
  }

  /// Keeps the rating with the last closing.
  ///
  /// - Returns: the score that it takes the place of.
  private func keep(
    _ params: TicketsAPI.Rate.Params, of ticket: Ticket, _ context: Context
  ) throws -> Int? {
    let last = try context.tx.first(
      """
      SELECT round, score FROM closing WHERE ticket = \(ticket.id) ORDER BY round DESC LIMIT 1
      """
    ) { row in (round: row["round"] as Int, score: row["score"] as Int?) }
    guard let last else {
      throw ServiceError.rejected("Ticket \(ticket.number) was never closed; nothing to rate yet.")
    }
    try context.tx.write(
      """
      UPDATE closing SET score = \(params.score), comment = \(params.comment),
        rated_at = \(context.now)
      WHERE ticket = \(ticket.id) AND round = \(last.round)
      """)
    return last.score
  }
}
