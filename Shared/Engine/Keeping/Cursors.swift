import Store
package import Wire

/// How far a service has applied another's log.
package struct Following: Codable, Sendable, Hashable {
  package enum State: String, Codable, Sendable {
    /// Not heard of yet, or reading what it missed.
    case catchingUp
    case live
    /// A critical hearing failed: the follower waits and tries again, marketing waits with it.
    case stopped
    /// The other's log is not the one followed so far, or ends before our cursor.
    case diverged
  }
  package let service: String
  /// The id of the other's log; empty until it is known.
  package var log: String
  /// The last sequence applied.
  package var sequence: Int64
  /// The id of the event there, to notice a log that was restored.
  package var event: String?
  /// The id of the last event reacted to. Ids of a log ascend, also where a copy of it was put back
  /// and went on: a rebuild repeats projections, and no reaction.
  package var reacted: String?
  /// How far projections are made again; 0 when they are not.
  package var rebuilding: Int64 = 0
  package var state: State = .catchingUp
  /// The other's head, as last told.
  package var head: Int64 = 0
  /// When anything was last heard from it.
  package private(set) var lastHeard: Timestamp?
  /// The moment up to which everything that the other had told is applied here.
  package private(set) var knownUntil: Timestamp?
  /// The head that moves ``knownUntil`` once it is applied, and when it was told.
  private var mark: Mark?

  private struct Mark: Codable, Sendable, Hashable {
    let head: Int64
    let at: Timestamp
  }

  package var lag: Int64 { max(0, head - sequence) }

  init(
    service: String, log: String, sequence: Int64, event: String? = nil, reacted: String? = nil,
    rebuilding: Int64 = 0
  ) {
    (self.service, self.log, self.sequence) = (service, log, sequence)
    (self.event, self.reacted, self.rebuilding) = (event, reacted, rebuilding)
  }

  /// The other was heard, and said where its log ends.
  package mutating func heard(head: Int64, at moment: Timestamp) {
    (self.head, lastHeard) = (head, moment)
    if mark == nil { mark = Mark(head: head, at: moment) }
    reach()
  }

  /// Everything up to an event of the other is applied.
  fileprivate mutating func apply(_ event: CloudEvent) {
    (log, sequence, self.event) = (event.log, event.sequence, event.id)
    reacted = max(reacted ?? "", event.id)
    reach()
  }

  private mutating func reach() {
    guard let reached = mark, sequence >= reached.head else { return }
    (knownUntil, mark) = (reached.at, nil)
  }

  /// Whether projections have come back to where they were, or to the end of a log that ends before.
  fileprivate var hasRebuilt: Bool {
    rebuilding > 0 && lastHeard != nil && sequence >= min(rebuilding, head)
  }
}

/// The cursors over the logs a service follows.
final class Cursors {
  private(set) var all: [String: Following]
  private var moved: Set<String> = []
  /// The cursors as events carry them.
  private(set) var seen: [String: Int64] = [:]

  init(services: [String], _ tx: Transaction) throws {
    let stored: [Following] = try tx.read(
      """
      SELECT service, log, sequence, event, reacted_event, rebuilding FROM engine_cursor
      ORDER BY service
      """
    ) { row in
      Following(
        service: row["service"], log: row["log"], sequence: row["sequence"], event: row["event"],
        reacted: row["reacted_event"], rebuilding: row["rebuilding"])
    }
    all = Dictionary(
      uniqueKeysWithValues: services.map { service in
        let fresh = Following(service: service, log: "", sequence: 0)
        return (service, stored.first { $0.service == service } ?? fresh)
      })
    refresh()
  }

  subscript(service: String) -> Following? { all[service] }

  /// Moves a cursor over an event, in the transaction of its effect; ``settle(_:)`` writes it.
  func advance(_ service: String, over event: CloudEvent) {
    guard var following = all[service] else { return }
    following.apply(event)
    // What had stopped it has gone through.
    if following.state == .stopped { following.state = .catchingUp }
    all[service] = following
    moved.insert(service)
    refresh()
  }

  /// Writes down the cursors that moved, once a batch.
  func settle(_ tx: Transaction) throws {
    for service in moved.sorted() {
      guard let following = all[service] else { continue }
      try tx.write(
        """
        INSERT INTO engine_cursor
          (service, log, sequence, event, reacted, reacted_event, rebuilding)
        VALUES (\(service), \(following.log), \(following.sequence), \(following.event),
          \(following.sequence), \(following.reacted), \(following.rebuilding))
        ON CONFLICT (service) DO UPDATE SET log = excluded.log, sequence = excluded.sequence,
          event = excluded.event, reacted = excluded.reacted,
          reacted_event = excluded.reacted_event, rebuilding = excluded.rebuilding
        """)
    }
    moved = []
  }

  /// Notes what the link to a service says: nothing that has to survive a restart.
  func note(_ service: String, _ change: (inout Following) -> Void) {
    guard var following = all[service] else { return }
    change(&following)
    if following.hasRebuilt {
      following.rebuilding = 0
      moved.insert(service)
    }
    all[service] = following
  }

  /// Goes back to the start of all logs, whichever they are now.
  func rewind() {
    for (service, following) in all {
      var rewound = Following(service: service, log: "", sequence: 0, reacted: following.reacted)
      rewound.rebuilding = max(following.rebuilding, following.sequence)
      all[service] = rewound
      moved.insert(service)
    }
    refresh()
  }

  /// Whether projections are being made again: what they say is not the whole truth until then.
  var isRebuilding: Bool { all.values.contains { $0.rebuilding > 0 } }

  /// Puts the cursors back to where they were; all that is in the table, if nothing was committed
  /// since.
  func restore(_ mark: [String: Following], isCommitted: Bool) {
    all = mark
    if isCommitted { moved = [] }
    refresh()
  }

  /// Whether everything wanted of the logs followed here has been applied. A log that is not
  /// followed, or that a restore has replaced, is not waited for.
  func hasReached(_ wanted: [String: Int64]) -> Bool {
    wanted.allSatisfy { log, sequence in
      if let following = all.values.first(where: { $0.log == log }) {
        return following.sequence >= sequence
      }
      // A log not heard of yet: its id starts with its service's name.
      return !all.values.contains { $0.log.isEmpty && log.hasPrefix($0.service + "_") }
    }
  }

  private func refresh() {
    seen = Dictionary(
      all.values.filter { !$0.log.isEmpty }.map { ($0.log, $0.sequence) }, uniquingKeysWith: max)
  }
}
