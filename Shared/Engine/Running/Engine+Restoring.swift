import Logging
import Store
import Wire

// What happens to a database that was put back from a copy, before anything else.
extension Engine {
  /// Gives the logs their new ids and holds the service, once: done again it finds nothing to do.
  static func carryOut(
    _ order: RestoreOrder, on connection: any Connection, now: Timestamp
  ) throws {
    try connection.transact(write: true) { tx in
      var isNews = false
      for (old, new) in order.logs.sorted(by: { $0.key < $1.key }) {
        isNews =
          try tx.exists("SELECT 1 FROM engine_log WHERE id = \(old)") || isNews
        try tx.write("UPDATE engine_log SET id = \(new) WHERE id = \(old)")
        try tx.write("UPDATE engine_cursor SET log = \(new) WHERE log = \(old)")
      }
      guard isNews else { return }
      _ = try Hold.set("restored from the backup \(order.backup)", now: now, tx)
    }
  }

  /// Brings the file of what outlives the database and the database together: what only the file
  /// has is done again, what only the table has is appended.
  func reconcile(_ file: PreservedFile) throws {
    let lines = try file.lines()
    let lost = lines.filter { $0.number > keeping.preserved.last }
    // One by one: a line is small, and there may be many.
    for line in lost { try reapply(line) }
    if !lost.isEmpty {
      logger.notice(
        "withdrawals and the like that the database had lost were done again",
        metadata: ["lines": "\(lost.count)"])
    }
    let known = lines.last?.number ?? 0
    let missing = try perform { try Preserved.lines(after: known, $0.tx) }.0
    if !missing.isEmpty { try file.append(missing) }
  }

  private func reapply(_ line: PreservedLine) throws {
    let preservation = service.preserves.first { $0.name == line.name }
    _ = try perform { context in
      try context.batch.engine.keeping.preserved.add(line, context.tx)
      // What no release of ours knows any more is kept, and nothing can be done about it.
      try preservation?.reapply(line.payload, context)
    }
  }
}
