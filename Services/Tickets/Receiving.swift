import Engine
import Models
import Store
import Wire

/// What customers say on a ticket they have: by the link in their mail, or through a frontend that
/// knows them.
struct Receiving: Sendable {
  let links: CustomerLinks

  var answers: [Answers] { [.command(TicketsAPI.Receive.self, receive)] }

  private func receive(
    _ params: TicketsAPI.Receive.Params, _ context: Context
  ) throws -> TicketsAPI.Receive.Result {
    var checking = Checking()
    checking.text(params.body, at: "/body")
    let usesToken = params.token != nil
    let namesTicket = params.ticket != nil && params.from != nil
    let namesPart = params.ticket != nil || params.from != nil
    checking.expect(
      usesToken ? !namesPart : namesTicket, at: "", "required",
      "must have either token, or ticket and from")
    let person = checking.collect { () throws(ServiceError) in try params.from?.person(at: "/from")
    }
    try checking.finish()
    let asked =
      if let token = params.token {
        try links.ticket(of: token, .answer, now: context.now, context.tx)
      } else {
        try ticket(params.ticket, of: person.flatMap(\.self), context)
      }
    let ticket = try hear(params.body, by: params.channel ?? .api, on: asked, context)
    return .init(
      ticket: ticket.id, number: ticket.number, status: ticket.status,
      replyDueAt: ticket.replyDueAt, follows: ticket.id == asked.id ? nil : asked.id)
  }

  /// The ticket of somebody whom a frontend, or a member of staff, knows.
  private func ticket(
    _ id: TicketID?, of person: Person?, _ context: Context
  ) throws -> Ticket {
    guard let id, let person else { preconditionFailure("both were checked to be there") }
    guard context.caller.isTrusted else {
      throw ServiceError.forbidden("Without the link from the mail, only staff may do this.")
    }
    let ticket = try TicketRows.get(id, context.tx)
    guard try People.isRequester(person, of: ticket, context.tx) else {
      throw ServiceError.rejected("Ticket \(ticket.number) is somebody else's.")
    }
    return ticket
  }

  /// Puts it where it belongs: on the ticket, or, long after that was closed, on one that goes on
  /// from it.
  private func hear(
    _ body: String, by channel: TicketChannel, on asked: Ticket, _ context: Context
  ) throws -> Ticket {
    var ticket = asked
    while let closedAt = ticket.closedAt,
      !Lifecycle.remembers(closedAt: closedAt, now: context.now)
    {
      let heir = try TicketRows.first(
        where: "follows = \(ticket.id) ORDER BY number DESC", context.tx)
      guard let heir else { return try follow(ticket, body, channel, context) }
      ticket = heir
    }
    if ticket.status == .closed {
      ticket = try Closing.reopen(ticket, because: "The customer wrote again.", context).value
    }
    return try add(body, by: channel, to: ticket, context)
  }

  private func add(
    _ body: String, by channel: TicketChannel, to before: Ticket, _ context: Context
  ) throws -> Ticket {
    // Who asks twice is not served later for it: an answer already owed stays due when it was.
    let due =
      try before.replyDueAt
      ?? Queues.serving(before, context.tx).replyDue(from: context.now)
    let ticket = try TicketRows.change(before, context.tx) {
      $0.status = .open
      $0.replyDueAt = due
    }
    let entry = try Entries.add(.received, to: before.id, body: body, channel: channel, context)
    try context.emit(TicketsEvents.TicketReceived(ticket: ticket, entry: entry), about: before)
    return ticket.value
  }

  /// A new ticket that goes on from one long closed.
  private func follow(
    _ closed: Ticket, _ body: String, _ channel: TicketChannel, _ context: Context
  ) throws -> Ticket {
    let queue = try Queues.serving(closed, context.tx).key
    guard let place = try Place.find(in: queue, for: nil, context.tx) else {
      preconditionFailure("the queue was found a moment ago")
    }
    let draft = Draft(
      subject: closed.subject, body: body, requester: closed.requester, channel: channel,
      follows: closed.id, acknowledge: channel.acknowledges)
    return try Opening.open(draft, at: place, context).value
  }
}
