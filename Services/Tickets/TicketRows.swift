import Engine
import Models
import Store
import Wire

/// Tickets as rows: written whole, read whole.
enum TicketRows {
  /// What ``ticket(_:)`` reads.
  static let columns: SQL = """
    id, number, subject, status, priority, queue, channel, contact, email, phone, handle,
    requester_name, assignee, tags, submission, follows, opened_at, due, first_replied_at,
    last_reply, closed_at, outcome, score, version
    """

  /// In the column `due`: no answer is owed.
  static let never = Timestamp(milliseconds: .max)
  /// In the column `last_reply`: nobody has answered yet.
  static let unanswered = Timestamp(milliseconds: 0)

  static func insert(_ ticket: Ticket, _ tx: Transaction) throws {
    let requester = ticket.requester
    try tx.write(
      """
      INSERT INTO ticket (id, number, subject, status, priority, queue, channel, contact, email,
        phone, handle, requester_name, assignee, tags, submission, follows, opened_at, due,
        first_replied_at, last_reply, closed_at, outcome, score, version)
      VALUES (\(ticket.id), \(ticket.number), \(ticket.subject), \(ticket.status),
        \(ticket.priority), \(ticket.queue), \(ticket.channel), \(requester.contact),
        \(requester.email), \(requester.phone), \(requester.handle), \(requester.name),
        \(ticket.assignee), \(Tags.column(ticket.tags)), \(ticket.submission), \(ticket.follows),
        \(ticket.openedAt), \(ticket.replyDueAt ?? never), \(ticket.firstRepliedAt),
        \(ticket.lastReplyAt ?? unanswered), \(ticket.closedAt), \(ticket.outcome),
        \(ticket.score), \(ticket.version))
      """)
    try insertTags(of: ticket, tx)
  }

  /// Changes a ticket: one version on, written, and encoded once for the answer and the events.
  static func change(
    _ before: Ticket, _ tx: Transaction, _ edit: (inout Ticket) -> Void
  ) throws -> Encoded<Ticket> {
    var ticket = before
    edit(&ticket)
    ticket.version += 1
    try tx.write(
      """
      UPDATE ticket SET status = \(ticket.status), priority = \(ticket.priority),
        queue = \(ticket.queue), assignee = \(ticket.assignee),
        tags = \(Tags.column(ticket.tags)), due = \(ticket.replyDueAt ?? never),
        first_replied_at = \(ticket.firstRepliedAt),
        last_reply = \(ticket.lastReplyAt ?? unanswered), closed_at = \(ticket.closedAt),
        outcome = \(ticket.outcome), score = \(ticket.score), version = \(ticket.version)
      WHERE id = \(ticket.id)
      """)
    if ticket.tags != before.tags {
      try tx.write("DELETE FROM ticket_tag WHERE ticket = \(ticket.id)")
      try insertTags(of: ticket, tx)
    }
    return try Encoded(ticket)
  }

  private static func insertTags(of ticket: Ticket, _ tx: Transaction) throws {
    for tag in ticket.tags {
      try tx.write(
        "INSERT INTO ticket_tag (tag, ticket) VALUES (\(Tags.folded(tag)), \(ticket.id))")
    }
  }

  static func find(_ id: TicketID, _ tx: Transaction) throws -> Ticket? {
    try first(where: "id = \(id)", tx)
  }

  /// - Throws: `notFound` naming the ticket.
  static func get(_ id: TicketID, _ tx: Transaction) throws -> Ticket {
    guard let ticket = try find(id, tx) else {
      throw ServiceError.notFound("There is no ticket \(id).")
    }
    return ticket
  }

  /// The first ticket of those meant; `condition` may end with an order.
  static func first(where condition: SQL, _ tx: Transaction) throws -> Ticket? {
    try tx.first("SELECT \(sql: columns) FROM ticket WHERE \(sql: condition) LIMIT 1", map: ticket)
  }

  static func ticket(_ row: borrowing Row) -> Ticket {
    let due: Timestamp = row["due"]
    let lastReply: Timestamp = row["last_reply"]
    return Ticket(
      id: row["id"], number: row["number"], subject: row["subject"], status: row["status"],
      priority: row["priority"], queue: row["queue"], channel: row["channel"],
      requester: Recipient(
        contact: row["contact"], email: row["email"], phone: row["phone"], handle: row["handle"],
        name: row["requester_name"]),
      assignee: row["assignee"], tags: Tags.read(row["tags"]), submission: row["submission"],
      follows: row["follows"], openedAt: row["opened_at"],
      replyDueAt: due == never ? nil : due, firstRepliedAt: row["first_replied_at"],
      lastReplyAt: lastReply == unanswered ? nil : lastReply, closedAt: row["closed_at"],
      outcome: row["outcome"], score: row["score"], version: row["version"])
  }
}

extension Context {
  /// Writes an event about a ticket, which is about its requester.
  func emit<E: Event>(_ event: E, about ticket: Ticket) throws {
    try emit(event, subject: ticket.id.wire, contact: ticket.requester.contact?.wire)
  }
}
