import Store
import Synchronization
import Wire

/// Who has read whose data: kept for 90 days, so that after a breach one knows whom to tell.
///
/// Whoever answers a query only notes it here, which costs a lock; once a second the loop writes it
/// down, a row for each hour, caller, method and person. What does not fit is noted without the
/// person's name rather than not at all.
final class PersonalReads: Sendable {
  private struct Read: Hashable {
    let person: String
    let key: String
    /// Empty for none.
    let actor: String
    let method: String
    let hour: Int64
  }
  private struct Span {
    var times: Int64 = 0
    var last = Timestamp(milliseconds: 0)

    mutating func add(_ count: Int64, _ time: Timestamp) {
      times += count
      last = max(last, time)
    }
  }
  private let pending = Mutex<[Read: Span]>([:])
  static let kept = Period.days(90)
  private static let most = 50_000
  /// How many one transaction writes.
  private static let slice = 500
  private static let hour = Period.hours(1).milliseconds

  /// Services that follow logs are no readers: what they do with it is in their own logs. Without
  /// keys they are all `local`.
  func note(_ people: [String], by caller: Caller, _ method: String, at now: Timestamp) {
    let follows = caller == .local && method == EveryService.ReadEvents.name
    guard !people.isEmpty, caller.scopes != [.service], !follows else { return }
    let hour = now.milliseconds / Self.hour * Self.hour
    pending.withLock { pending in
      for person in Set(people) {
        let isFull = pending.count >= Self.most
        let read = Read(
          person: isFull ? "*" : person, key: caller.key, actor: caller.actor ?? "",
          method: method, hour: hour)
        pending[read, default: Span()].add(1, now)
      }
    }
  }

  /// What writes down a part of what was noted; nil when there is nothing.
  func errand() -> Errand? {
    let taken = pending.withLock { pending in
      let taken = pending.prefix(Self.slice)
      for (read, _) in taken { pending[read] = nil }
      return Array(taken)
    }
    guard !taken.isEmpty else { return nil }
    var errand = Errand(
      run: { context in
        for (read, span) in taken { try Self.write(read, span, context.tx) }
        return {}
      },
      failed: { _ in self.putBack(taken) })
    errand.budget = 1_000
    return errand
  }

  private func putBack(_ taken: [(key: Read, value: Span)]) {
    pending.withLock { pending in
      for (read, span) in taken { pending[read, default: Span()].add(span.times, span.last) }
    }
  }

  private static func write(_ read: Read, _ span: Span, _ tx: Transaction) throws {
    try tx.write(
      """
      INSERT INTO engine_read (hour, key, actor, method, person, times, last)
      VALUES (\(read.hour), \(read.key), \(read.actor), \(read.method), \(read.person),
        \(span.times), \(span.last))
      ON CONFLICT (hour, key, actor, method, person) DO UPDATE
      SET times = engine_read.times + excluded.times, last = excluded.last
      """)
  }

  /// Forgets some of what is older than 90 days.
  ///
  /// - Returns: whether there is more.
  static func prune(now: Timestamp, limit: Int, _ tx: Transaction) throws -> Bool {
    let before = now - kept
    try tx.write(
      """
      DELETE FROM engine_read WHERE (hour, key, actor, method, person) IN (
        SELECT hour, key, actor, method, person FROM engine_read WHERE hour < \(before)
        ORDER BY hour LIMIT \(limit))
      """)
    return try tx.exists("SELECT 1 FROM engine_read WHERE hour < \(before)")
  }
}
