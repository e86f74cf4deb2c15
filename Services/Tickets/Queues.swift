import Engine
import Models
import Store
import Wire

/// Queues: where tickets wait, whom their mail comes from, and how soon they are owed an answer.
enum Queues {
  static let answers: [Answers] = [
    .command(TicketsAPI.PutQueue.self, put),
    .query(TicketsAPI.GetQueue.self, get),
    .query(TicketsAPI.ListQueues.self, list),
    .command(TicketsAPI.DeleteQueue.self, delete),
  ]

  /// Where tickets go that name no queue.
  static let standard: Slug = "default"
  /// The longest promise: more than that is none.
  static let longestPromise = Period.days(90)

  /// Puts the default queue there: a day, round the clock.
  static func ship(_ context: Context) throws {
    guard try find(standard, context.tx) == nil else { return }
    try save(
      Queue(key: standard, name: "Support", replyWithin: .hours(24), version: 1), context)
  }

  private static func put(
    _ params: TicketsAPI.PutQueue.Params, _ context: Context
  ) throws -> Queue {
    let name = try checked(params)
    let current = try find(params.key, context.tx)
    try Versions.check(params.version, against: current?.version, of: "queue \(params.key)")
    var queue = Queue(
      key: params.key, name: name, sender: params.sender, replyWithin: params.replyWithin,
      calendar: params.calendar, version: current?.version ?? 1)
    if queue == current { return queue }
    if let current { queue.version = current.version + 1 }
    try save(queue, context)
    return queue
  }

  /// The name to keep.
  private static func checked(_ params: TicketsAPI.PutQueue.Params) throws -> String {
    var checking = Checking()
    let name = checking.line(params.name, at: "/name", limit: 200)
    checking.expect(
      params.replyWithin > .milliseconds(0) && params.replyWithin <= longestPromise,
      at: "/replyWithin", "range", limit: .string(longestPromise.wire),
      "must be more than nothing and at most \(longestPromise.wire)")
    if let calendar = params.calendar { checking.calendar(calendar, at: "/calendar") }
    try checking.finish()
    return name
  }

  private static func save(_ queue: Queue, _ context: Context) throws {
    try context.tx.write(
      """
      INSERT INTO queue (key, name, sender, reply_within, calendar, version)
      VALUES (\(queue.key), \(queue.name), \(queue.sender), \(queue.replyWithin),
        \(queue.calendar), \(queue.version))
      ON CONFLICT (key) DO UPDATE SET name = excluded.name, sender = excluded.sender,
        reply_within = excluded.reply_within, calendar = excluded.calendar,
        version = excluded.version
      """)
    try context.emit(
      TicketsEvents.QueueChanged(key: queue.key, name: queue.name), subject: queue.key.wire)
  }

  private static func get(_ params: KeyParams, _ context: QueryContext) throws -> Queue {
    try get(params.key, context.tx)
  }

  private static func list(_ params: ListParams, _ context: QueryContext) throws -> Page<Queue> {
    var checking = Checking()
    let limit = checking.limit(params.limit)
    try checking.finish()
    let queues = try context.tx.read(
      """
      SELECT key, name, sender, reply_within, calendar, version FROM queue
      WHERE key > \(params.after ?? "") ORDER BY key LIMIT \(limit + 1)
      """, map: queue)
    return Paging.page(queues, size: limit) { $0.key.wire }
  }

  private static func delete(_ params: DeleteParams, _ context: Context) throws -> Deleted {
    let queue = try get(params.key, context.tx)
    try Versions.check(params.version, against: queue.version, of: "queue \(params.key)")
    guard queue.key != standard else {
      throw ServiceError.rejected("The default queue stays: it takes what names no other.")
    }
    let user = try TicketRows.first(
      where: "queue = \(queue.key) AND status <> 'closed' ORDER BY number", context.tx)
    if let user {
      throw ServiceError.rejected(
        "The queue \(queue.key) has tickets that are not closed, the first is \(user.number).")
    }
    try context.tx.write("DELETE FROM queue WHERE key = \(queue.key)")
    try context.emit(TicketsEvents.QueueDeleted(key: queue.key), subject: queue.key.wire)
    return Deleted(key: queue.key)
  }

  static func find(_ key: Slug, _ tx: Transaction) throws -> Queue? {
    try tx.first(
      """
      SELECT key, name, sender, reply_within, calendar, version FROM queue WHERE key = \(key)
      """, map: queue)
  }

  private static func get(_ key: Slug, _ tx: Transaction) throws -> Queue {
    guard let queue = try find(key, tx) else {
      throw ServiceError.notFound("There is no queue \(key).")
    }
    return queue
  }

  /// The queue whose promise holds for a ticket: the default one where its own was deleted since.
  static func serving(_ ticket: Ticket, _ tx: Transaction) throws -> Queue {
    try find(ticket.queue, tx) ?? get(standard, tx)
  }

  static func queue(_ row: borrowing Row) -> Queue {
    Queue(
      key: row["key"], name: row["name"], sender: row["sender"], replyWithin: row["reply_within"],
      calendar: row["calendar"], version: row["version"])
  }
}

extension Queue {
  /// When an answer is due to what was said at that moment.
  func replyDue(from moment: Timestamp) -> Timestamp {
    ReplyClock.due(from: moment, within: replyWithin, calendar: calendar)
  }
}
