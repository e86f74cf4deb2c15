import Store
import Wire

/// Who did what, and who read what.
enum Auditing {
  static let answers: [Answers] = [
    .query(EveryService.SearchEvents.self, search),
    .query(EveryService.ListReads.self, reads),
  ]

  static func search(
    _ params: EveryService.SearchEvents.Params, _ context: QueryContext
  ) throws -> EveryService.SearchEvents.Result {
    let limit = try size(params.limit, usual: 100, most: 500)
    try EveryServiceAnswers.admit(context.caller, to: params.types ?? [""])
    let head: Int64 = try context.tx.scalar("SELECT head FROM engine_log WHERE one = 1") ?? 0
    let start = try params.from.map { try Log.first(since: $0, head: head, context.tx) - 1 } ?? 0
    let end = try params.to.map { try Log.first(since: $0, head: head, context.tx) - 1 } ?? head
    let after = max(start, params.after ?? 0)
    let (events, through) = try Log.search(
      conditions(params), after: after, through: min(end, after + EveryService.SearchEvents.span),
      limit: limit, source: "/rapport/" + context.engine.service, log: context.engine.log,
      context.tx)
    return EveryService.SearchEvents.Result(
      through: max(after, through), end: end, events: events)
  }

  private static func conditions(_ params: EveryService.SearchEvents.Params) -> SQL {
    var all: [SQL] = ["1 = 1"]
    if let trace = params.trace { all.append("substr(trace, 4, 32) = \(trace)") }
    if let id = params.id { all.append("id = \(id)") }
    if let subject = params.subject { all.append("subject = \(subject)") }
    if let contact = params.contact { all.append("contact = \(contact)") }
    if let actor = params.actor { all.append("actor = \(actor)") }
    if let key = params.key { all.append("key = \(key)") }
    if let types = params.types, !types.isEmpty {
      // The tilde comes after all that types are made of.
      let begins = types.map { type -> SQL in "(type >= \(type) AND type < \(type + "~"))" }
      all.append("(\(sql: begins.joined(separator: " OR ")))")
    }
    return all.joined(separator: " AND ")
  }

  static func reads(
    _ params: EveryService.ListReads.Params, _ context: QueryContext
  ) throws -> EveryService.ListReads.Result {
    let limit = try size(params.limit, usual: 50, most: 200)
    var all: [SQL] = ["1 = 1"]
    if let key = params.key { all.append("key = \(key)") }
    if let actor = params.actor { all.append("actor = \(actor)") }
    if let person = params.person { all.append("person = \(person)") }
    if let from = params.from { all.append("hour >= \(from)") }
    if let to = params.to { all.append("hour < \(to)") }
    if let after = params.after { all.append(try behind(after)) }
    let found = try context.tx.read(
      """
      SELECT person, key, actor, method, CAST(sum(times) AS BIGINT) AS times, min(hour) AS since,
        max(last) AS last
      FROM engine_read WHERE \(sql: all.joined(separator: " AND "))
      GROUP BY person, key, actor, method ORDER BY person, key, actor, method LIMIT \(limit + 1)
      """
    ) { row in
      let actor: String = row["actor"]
      return EveryService.ListReads.Result.Item(
        person: row["person"], key: row["key"], actor: actor.isEmpty ? nil : actor,
        method: row["method"], times: row["times"], since: row["since"], last: row["last"])
    }
    let items = Array(found.prefix(limit))
    return EveryService.ListReads.Result(
      items: items, next: found.count > limit ? items.last.map(place) : nil)
  }

  private static func place(_ item: EveryService.ListReads.Result.Item) -> String {
    [item.person, item.key, item.actor ?? "", item.method].joined(separator: "\n")
  }

  private static func behind(_ place: String) throws -> SQL {
    let parts = place.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 4 else {
      throw ServiceError.invalid([
        Violation(path: "/after", rule: "cursor", message: "must be the next of an earlier page")
      ])
    }
    return """
      (person, key, actor, method) > (\(parts[0]), \(parts[1]), \(parts[2]), \(parts[3]))
      """
  }

  private static func size(_ limit: Int?, usual: Int, most: Int) throws -> Int {
    let size = limit ?? usual
    guard (1...most).contains(size) else {
      throw ServiceError.invalid([
        Violation(
          path: "/limit", rule: "range", limit: .integer(Int64(most)),
          message: "must be 1 to \(most)")
      ])
    }
    return size
  }
}
