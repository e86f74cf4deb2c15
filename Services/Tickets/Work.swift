import Engine
import Models
import Store
import Wire

/// Working through the queue: taking the next ticket, and moving tickets by hand.
enum Work {
  static let answers: [Answers] = [
    .command(TicketsAPI.Next.self, next),
    .command(TicketsAPI.Update.self, update),
  ]

  private static func next(
    _ params: TicketsAPI.Next.Params, _ context: Context
  ) throws -> Encoded<Ticket> {
    var checking = Checking()
    let staff = try checking.staff(params.assignee, at: "/assignee", context.tx)
    if let queue = params.queue { try checking.queue(queue, at: "/queue", context.tx) }
    try checking.finish()
    let queues = params.queue.map { [$0] } ?? staff?.queues ?? []
    guard let free = try mostUrgent(in: queues, context) else {
      let place =
        queues.isEmpty
        ? "" : " in the queue \(queues.map(\.wire).joined(separator: ", "))"
      throw ServiceError.notFound("No ticket waits for somebody\(place).")
    }
    let ticket = try TicketRows.change(free, context.tx) {
      $0.assignee = params.assignee
      $0.status = Lifecycle.taken($0.status)
    }
    try context.emit(TicketsEvents.TicketAssigned(ticket: ticket), about: ticket.value)
    return ticket
  }

  /// What is overdue, longest first; or else by priority, and what is due sooner.
  ///
  /// - Parameter queues: all when empty.
  private static func mostUrgent(in queues: [Slug], _ context: Context) throws -> Ticket? {
    var free: SQL = "assignee IS NULL AND status <> 'closed' AND status IN ('new', 'open')"
    if !queues.isEmpty {
      let ours = queues.map { "queue = \($0)" as SQL }.joined(separator: " OR ")
      free = "\(sql: free) AND (\(sql: ours))"
    }
    let overdue = try TicketRows.first(
      where: "\(sql: free) AND due <= \(context.now) ORDER BY due, priority DESC, number",
      context.tx)
    if let overdue { return overdue }
    return try TicketRows.first(
      where: "\(sql: free) ORDER BY priority DESC, due, number", context.tx)
  }

  private static func update(
    _ params: TicketsAPI.Update.Params, _ context: Context
  ) throws -> Encoded<Ticket> {
    var checking = Checking()
    let tags = params.tags.map { checking.tags($0, at: "/tags") }
    if let queue = params.queue { try checking.queue(queue, at: "/queue", context.tx) }
    if let staff = params.assignee?.staff {
      _ = try checking.staff(staff, at: "/assignee", context.tx)
    }
    try checking.finish()
    let before = try TicketRows.get(params.id, context.tx)
    try Versions.check(params.version, against: before.version, of: "ticket \(before.number)")
    if let status = params.status { try Lifecycle.check(before.status, to: status) }
    var wanted = before
    wanted.priority = params.priority ?? before.priority
    wanted.queue = params.queue ?? before.queue
    wanted.tags = tags ?? before.tags
    if let assignee = params.assignee { wanted.assignee = assignee.staff }
    let isTaken = wanted.assignee != nil && wanted.assignee != before.assignee
    wanted.status = params.status ?? (isTaken ? Lifecycle.taken(before.status) : before.status)
    try turnClock(of: &wanted, from: before, context)
    return try tell(wanted, since: before, context)
  }

  /// Starts the reply clock where an answer is owed again, stops it where none is.
  private static func turnClock(
    of ticket: inout Ticket, from before: Ticket, _ context: Context
  ) throws {
    guard ticket.status != before.status else { return }
    if !Lifecycle.owesAnswer(ticket.status) {
      ticket.replyDueAt = nil
    } else if ticket.replyDueAt == nil {
      ticket.replyDueAt = try Queues.serving(ticket, context.tx).replyDue(from: context.now)
    }
  }

  /// Writes what changed and tells of it; nothing changed, nothing told.
  private static func tell(
    _ wanted: Ticket, since before: Ticket, _ context: Context
  ) throws -> Encoded<Ticket> {
    guard wanted != before else { return try Encoded(before) }
    let ticket = try TicketRows.change(before, context.tx) { $0 = wanted }
    let changed = [
      (wanted.status != before.status, "status"), (wanted.priority != before.priority, "priority"),
      (wanted.queue != before.queue, "queue"), (wanted.tags != before.tags, "tags"),
    ].filter(\.0).map(\.1)
    if !changed.isEmpty {
      try context.emit(
        TicketsEvents.TicketUpdated(ticket: ticket, changed: changed), about: wanted)
    }
    if wanted.assignee != before.assignee {
      try context.emit(TicketsEvents.TicketAssigned(ticket: ticket), about: wanted)
    }
    return ticket
  }
}

extension Checking {
  /// The queue that a request names.
  mutating func queue(_ key: Slug, at path: String, _ tx: Transaction) throws {
    let queue = try Queues.find(key, tx)
    expect(queue != nil, at: path, "reference", "names no queue: \(key)")
  }
}
