import Engine
import Models
import Store
import Wire

/// Looking at tickets: one with its conversation, or those that wait.
enum Tickets {
  static let answers: [Answers] = [
    .query(TicketsAPI.Get.self, get),
    .query(TicketsAPI.List.self, list),
  ]

  private static func get(
    _ params: TicketsAPI.Get.Params, _ context: QueryContext
  ) throws -> TicketsAPI.Get.Result {
    guard let ticket = try TicketRows.first(where: condition(params), context.tx) else {
      throw ServiceError.notFound("There is no ticket \(name(params)).")
    }
    let entries = try Entries.of(ticket.id, context.tx)
    let seesNotes = context.caller.may([.staff])
    return .init(ticket: ticket, entries: entries.filter { $0.kind != .note || seesNotes })
  }

  private static func condition(_ params: TicketsAPI.Get.Params) throws -> SQL {
    switch (params.id, params.number, params.submission) {
    case (let id?, nil, nil): "id = \(id)"
    case (nil, let number?, nil): "number = \(number)"
    case (nil, nil, let submission?): "submission = \(submission)"
    default:
      throw ServiceError.invalid([
        Violation(
          path: "", rule: "required", message: "must have one of id, number and submission")
      ])
    }
  }

  private static func name(_ params: TicketsAPI.Get.Params) -> String {
    params.id?.wire ?? params.number.map { "number \($0)" }
      ?? params.submission.map { "of submission \($0)" } ?? ""
  }

  private static func list(
    _ params: TicketsAPI.List.Params, _ context: QueryContext
  ) throws -> Page<Ticket> {
    var checking = Checking()
    let limit = checking.limit(params.limit)
    let sort = params.sort ?? .due
    let start = params.after.flatMap { TicketCursor($0, sort: sort) }
    checking.expect(
      params.after == nil || start != nil, at: "/after", "cursor",
      "must be the next of a list with the same sort")
    let requester = checking.collect { () throws(ServiceError) in
      try params.requester?.person(at: "/requester")
    }
    try checking.finish()
    var conditions = filters(params)
    if let person = requester.flatMap(\.self) {
      conditions.append(try People.ticketsOf(person, context.tx))
    }
    if let start { conditions.append(start.condition) }
    let tickets = try context.tx.read(
      """
      SELECT \(sql: TicketRows.columns) FROM ticket
      WHERE \(sql: conditions.joined(separator: " AND "))
      ORDER BY \(sql: sort.order) LIMIT \(limit + 1)
      """, map: TicketRows.ticket)
    return Paging.page(tickets, size: limit) { TicketCursor($0, sort: sort).text }
  }

  private static func filters(_ params: TicketsAPI.List.Params) -> [SQL] {
    // The literal lets the planner use the index of what is not closed.
    var conditions: [SQL] =
      switch params.status {
      case nil: ["status <> 'closed'"]
      case .closed: ["status = 'closed'"]
      case let status?: ["status <> 'closed'", "status = \(status)"]
      }
    switch params.assignee {
    case .nobody: conditions.append("assignee IS NULL")
    case .staff(let id): conditions.append("assignee = \(id)")
    case nil: break
    }
    if let queue = params.queue { conditions.append("queue = \(queue)") }
    if let tag = params.tag {
      let folded = Tags.folded(tag)
      conditions.append("id IN (SELECT ticket FROM ticket_tag WHERE tag = \(folded))")
    }
    return conditions
  }
}
