import Store
import Wire

/// A service's event log: numbered without gaps, written in the transaction of what it tells of.
final class Log {
  /// The log's id; a restore gives a new one. Its prefix is the service's name.
  let id: String
  /// The number of the last event written; taken back with a savepoint that fails.
  var head: Int64
  /// When the last event was written; now never lies before it.
  var lastTime: Timestamp
  /// The head as the table has it.
  private var settled: Int64

  private init(id: String, head: Int64, lastTime: Timestamp) {
    (self.id, self.head, self.lastTime, settled) = (id, head, lastTime, head)
  }

  /// Opens the log of a service, making it when the database is new.
  static func open(service: String, entropy: Entropy, now: Timestamp, _ tx: Transaction) throws
    -> Log
  {
    let fresh = TypeID.encode(prefix: service, uuid: entropy.uuid(at: now))
    try tx.write(
      "INSERT INTO engine_log (one, id, head) VALUES (1, \(fresh), 0) ON CONFLICT DO NOTHING")
    guard
      let (id, head): (String, Int64) = try tx.first(
        "SELECT id, head FROM engine_log WHERE one = 1", map: { ($0["id"], $0["head"]) })
    else { throw ServiceError(.unavailable, "the log's head row is missing") }
    let last: Timestamp? = try tx.scalar("SELECT time FROM engine_event WHERE sequence = \(head)")
    return Log(id: id, head: head, lastTime: last ?? Timestamp(milliseconds: 0))
  }

  func append(_ event: CloudEvent, _ tx: Transaction) throws {
    try tx.write(
      """
      INSERT INTO engine_event
        (sequence, id, type, subject, time, contact, actor, key, cause, trace, hops, seen, data)
      VALUES (\(event.sequence), \(event.id), \(event.type), \(event.subject),
        \(event.time), \(event.contact), \(event.actor), \(event.key),
        \(event.causationid), \(event.traceparent), \(event.hops), \(CloudEvent.seenText(event.seen)), \(event.data))
      """)
    head = event.sequence
    lastTime = event.time
  }

  /// Writes the head down, once a batch that moved it.
  func settle(_ tx: Transaction) throws {
    guard head != settled else { return }
    try tx.write("UPDATE engine_log SET head = \(head) WHERE one = 1")
    settled = head
  }

  /// Puts everything back to where it was.
  func restore(head: Int64, lastTime: Timestamp, isCommitted: Bool) {
    (self.head, self.lastTime) = (head, lastTime)
    if isCommitted { settled = head }
  }

  /// How much of the log one answer takes: a caller that does not read must not fill the memory.
  private static let mostBytes = 1024 * 1024

  /// Events after a position, in order. Reads the log of any transaction's snapshot.
  ///
  /// - Parameter types: prefixes of event types; all when empty.
  /// - Returns: the events, and the last sequence looked at.
  static func read(
    source: String, log: String, after: Int64, limit: Int, types: [String], head: Int64,
    _ tx: Transaction
  ) throws -> (events: [CloudEvent], through: Int64) {
    var events: [CloudEvent] = []
    var through = min(head, after + Int64(limit))
    var bytes = 0
    try tx.connection.read(
      """
      SELECT \(sql: columns) FROM engine_event WHERE sequence > \(after) AND sequence <= \(after + Int64(limit))
      ORDER BY sequence
      """, limit: limit
    ) { row in
      let type: String = row["type"]
      guard bytes < mostBytes, types.isEmpty || types.contains(where: type.hasPrefix) else {
        return
      }
      let event = CloudEvent(row: row, source: source, log: log)
      bytes += (event.data?.bytes.count ?? 0) + 500
      events.append(event)
      if bytes >= mostBytes { through = event.sequence }
    }
    return (events, through)
  }

  private static let columns: SQL = """
    sequence, id, type, subject, time, contact, actor, key, cause, trace, hops, seen, data
    """

  /// The number of the first event of this time or later; one past the head if there is none.
  ///
  /// Times never fall along a log, so halving finds it.
  static func first(since time: Timestamp, head: Int64, _ tx: Transaction) throws -> Int64 {
    var (low, high) = (Int64(1), head + 1)
    while low < high {
      let middle = low + (high - low) / 2
      let found: Timestamp? = try tx.scalar(
        "SELECT time FROM engine_event WHERE sequence = \(middle)")
      if let found, found < time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Events that fit a condition, in order; fewer than `limit` if they would be too large together.
  ///
  /// - Returns: the events, and the last sequence looked at.
  static func search(
    _ condition: SQL, after: Int64, through: Int64, limit: Int, source: String, log: String,
    _ tx: Transaction
  ) throws -> (events: [CloudEvent], through: Int64) {
    var events: [CloudEvent] = []
    var bytes = 0
    try tx.connection.read(
      """
      SELECT \(sql: columns) FROM engine_event
      WHERE sequence > \(after) AND sequence <= \(through) AND \(sql: condition)
      ORDER BY sequence
      """, limit: limit
    ) { row in
      guard bytes < mostBytes else { return }
      let event = CloudEvent(row: row, source: source, log: log)
      bytes += (event.data?.bytes.count ?? 0) + 500
      events.append(event)
    }
    let isCut = events.count == limit || bytes >= mostBytes
    return (events, isCut ? events.last?.sequence ?? through : through)
  }
}

extension CloudEvent {
  fileprivate init(row: borrowing Row, source: String, log: String) {
    self.init(
      id: row["id"], source: source, type: row["type"], subject: row["subject"],
      time: row["time"], sequence: row["sequence"], log: log,
      contact: row["contact"], actor: row["actor"], key: row["key"], causationid: row["cause"],
      traceparent: row["trace"], hops: row["hops"], seen: CloudEvent.cursors(seen: row["seen"]),
      data: row["data"])
  }
}
