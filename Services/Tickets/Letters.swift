import Engine
import Models
import Wire

/// What the service wants written to customers; notifications decides and sends.
enum Letters {
  /// An acknowledgement that comes later than this only confuses.
  private static let acknowledgementHolds = Period.days(1)
  /// Nobody remembers after that how it went.
  private static let questionHolds = Period.days(14)

  /// It arrived, and by when somebody answers.
  static func acknowledge(
    _ ticket: Ticket, from queue: Queue, language: String?, _ context: Context
  ) throws {
    var data = facts(ticket)
    data["replyDueAt"] = ticket.replyDueAt.map { .string($0.wire) }
    try write(
      "system.acknowledgement", about: ticket, from: queue, key: "acknowledgement:\(ticket.id)",
      data: data, link: .answer, context
    ) {
      $0.language = language
      $0.automatic = true
      $0.validUntil = context.now + acknowledgementHolds
    }
  }

  /// What a member of staff answered, in their name.
  static func reply(
    _ entry: TicketEntry, by staff: Staff, on ticket: Ticket, _ context: Context
  ) throws {
    var data = facts(ticket)
    data["body"] = .string(entry.body)
    data["staff"] = ["name": .string(staff.name)]
    try write(
      "system.reply", about: ticket, from: try Queues.serving(ticket, context.tx),
      key: "reply:\(entry.id)", data: data, link: .answer, context)
  }

  /// How was it?
  static func askForRating(_ ticket: Ticket, round: Int, _ context: Context) throws {
    try write(
      "system.rating", about: ticket, from: try Queues.serving(ticket, context.tx),
      key: "rating:\(ticket.id):\(round)", data: facts(ticket), link: .rating, context
    ) {
      $0.automatic = true
      $0.validUntil = context.now + questionHolds
    }
  }

  /// Whether there is an address to write to, or a contact that may have one.
  static func canReach(_ requester: Recipient) -> Bool {
    requester.email != nil || requester.contact != nil
  }

  private static func facts(_ ticket: Ticket) -> JSON {
    var data: JSON = [
      "ticket": ["number": .integer(Int64(ticket.number)), "subject": .string(ticket.subject)]
    ]
    data["name"] = ticket.requester.name.map { .string($0) }
    return data
  }

  private static func write(
    _ template: Slug, about ticket: Ticket, from queue: Queue, key: String, data: JSON,
    link: LinkPurpose, _ context: Context, _ details: (inout MessageRequest) -> Void = { _ in }
  ) throws {
    guard canReach(ticket.requester) else { return }
    var message = MessageRequest(
      request: context.newID(), class: .service, template: template,
      recipient: ticket.requester, dedupeKey: key, sender: queue.sender, data: data,
      links: [LinkRequest(purpose: link, subject: ticket.id.wire)], ticket: ticket.id)
    details(&message)
    try context.emit(TicketsEvents.MessageRequested(message: message), about: ticket)
  }
}
