import Engine
import Models
import Store
import Wire

/// A ticket as its customer may see it: what both sides said, by name, and no note.
struct CustomerView: Sendable {
  let links: CustomerLinks

  var answers: [Answers] { [.query(TicketsAPI.Show.self, show)] }

  private func show(
    _ params: TicketsAPI.Show.Params, _ context: QueryContext
  ) throws -> TicketsAPI.Show.Result {
    let ticket = try links.ticket(
      of: params.token, .answer, .rating, now: context.now, context.tx)
    return .init(
      number: ticket.number, subject: ticket.subject, status: ticket.status,
      replyDueAt: ticket.replyDueAt, score: ticket.score,
      messages: try messages(of: ticket.id, context.tx))
  }

  private func messages(
    of ticket: TicketID, _ tx: Transaction
  ) throws -> [TicketsAPI.Show.Message] {
    try tx.read(
      """
      SELECT e.kind, e.body, e.at, s.name FROM entry e LEFT JOIN staff s ON s.id = e.author
      WHERE e.ticket = \(ticket) AND e.kind IN ('received', 'reply') ORDER BY e.id
      """
    ) { row in
      let kind: TicketEntry.Kind = row["kind"]
      return .init(
        fromCustomer: kind == .received, name: row["name"], body: row["body"], at: row["at"])
    }
  }
}
