import Engine
import Models
import Store
import Wire

/// What staff say: answers to the customer, and notes between colleagues.
enum Conversation {
  static let answers: [Answers] = [
    .command(TicketsAPI.Reply.self, reply),
    .command(TicketsAPI.Note.self, note),
  ]

  private static func reply(
    _ params: TicketsAPI.Reply.Params, _ context: Context
  ) throws -> Encoded<Ticket> {
    let staff = try author(params.assignee, of: params.body, context)
    let before = try TicketRows.get(params.id, context.tx)
    guard before.status != .closed else {
      throw ServiceError.rejected(
        "Ticket \(before.number) is closed; reopen it to answer, or write a note.")
    }
    let ticket = try TicketRows.change(before, context.tx) {
      $0.status = params.then == .solved ? .solved : .waiting
      $0.assignee = $0.assignee ?? staff.id
      $0.firstRepliedAt = $0.firstRepliedAt ?? context.now
      $0.lastReplyAt = context.now
      $0.replyDueAt = nil
    }
    let entry = try Entries.add(
      .reply, to: before.id, body: params.body, author: staff.id, context)
    if before.assignee == nil {
      try context.emit(TicketsEvents.TicketAssigned(ticket: ticket), about: before)
    }
    try context.emit(TicketsEvents.TicketReplied(ticket: ticket, entry: entry), about: before)
    try Letters.reply(entry, by: staff, on: ticket.value, context)
    return ticket
  }

  private static func note(
    _ params: TicketsAPI.Note.Params, _ context: Context
  ) throws -> Encoded<Ticket> {
    let staff = try author(params.assignee, of: params.body, context)
    let ticket = try Encoded(try TicketRows.get(params.id, context.tx))
    let entry = try Entries.add(
      .note, to: params.id, body: params.body, author: staff.id, context)
    try context.emit(TicketsEvents.TicketNoted(ticket: ticket, entry: entry), about: ticket.value)
    return ticket
  }

  /// Who writes, once both they and what they write are sound.
  private static func author(
    _ id: StaffID, of body: String, _ context: Context
  ) throws -> Staff {
    var checking = Checking()
    checking.text(body, at: "/body")
    let staff = try checking.staff(id, at: "/assignee", context.tx)
    try checking.finish()
    guard let staff else { preconditionFailure("an author who is not there was a violation") }
    return staff
  }
}
