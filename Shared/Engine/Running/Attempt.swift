import Store
import Wire

// One handler of a batch: what it did stays as a whole, or nothing of it does.
//
// A savepoint costs a copy of each page that its handler touches, and hardly any handler fails after
// it wrote. So where the database can tell whether anything was written, a batch runs without
// savepoints first, and again with them when something has to be undone.

extension Batch {
  /// How often a handler is tried that was interrupted although it had hardly worked.
  private static let chances = 3

  /// Runs one handler within its budget.
  ///
  /// - Throws: ``TransactionLost`` when the whole batch has to run again without this one,
  ///   ``SavepointsNeeded`` when it has to run again with savepoints.
  func attempt<Value>(
    _ place: Place, caller: Caller, cause: Cause, mayEmit: Bool = true, budget: Int? = nil,
    _ handler: (Context) throws -> Value
  ) throws -> Result<Value, Setback> {
    if let setback = offenders[place] { return .failure(setback) }
    let budget = budget ?? engine.limits.handlerBudget
    var chances = Self.chances
    while true {
      let context = Context(of: self, caller: caller, cause: cause, mayEmit: mayEmit)
      let started = engine.clock.ticks()
      let ended = try attempt(place, context, since: started, budget, handler)
      chances -= 1
      // A busy machine is no fault of the handler's: it gets its time again.
      guard case .failure(let setback) = ended, setback.isInterruption, chances > 0,
        effort.milliseconds(since: started, budget: budget) < budget
      else { return ended }
    }
  }

  private func attempt<Value>(
    _ place: Place, _ context: Context, since started: UInt64, _ budget: Int,
    _ handler: (Context) throws -> Value
  ) throws -> Result<Value, Setback> {
    let point = try setPoint()
    tx.connection.deadline(milliseconds: budget)
    defer { tx.connection.deadline(milliseconds: nil) }
    do {
      let value = try handler(context)
      let worked = effort.milliseconds(since: started, budget: budget)
      if worked > budget { throw Setback.overBudget(worked) }
      try keep()
      outcome.events += context.emitted
      outcome.preserved += context.preserved
      if !context.woken.isEmpty { outcome.woken.formUnion(context.woken) }
      return .success(value)
    } catch {
      guard tx.connection.transactionLives else {
        throw TransactionLost(place: place, setback: engine.setback(of: error))
      }
      try undo(to: point)
      return .failure(engine.setback(of: error))
    }
  }
}

extension Batch {
  /// A point of the batch to come back to; they nest.
  struct Point {
    fileprivate let mark: Keeping.Mark
    fileprivate let events: Int
    fileprivate let preserved: Int
    fileprivate let changes: Int64?
  }

  func setPoint() throws -> Point {
    if hasSavepoints { try tx.connection.savepoint() }
    return Point(
      mark: engine.keeping.handlerMark, events: outcome.events.count,
      preserved: outcome.preserved.count,
      changes: tx.connection.changes)
  }

  /// Keeps what was done since the innermost point.
  func keep() throws {
    if hasSavepoints { try tx.connection.release() }
  }

  /// Leaves nothing of what was done since the innermost point.
  func undo(to point: Point) throws {
    if hasSavepoints {
      try tx.connection.rollbackToSavepoint()
    } else if tx.connection.changes != point.changes {
      throw SavepointsNeeded()
    }
    engine.keeping.restore(point.mark)
    outcome.events.removeSubrange(point.events...)
    outcome.preserved.removeSubrange(point.preserved...)
  }
}

/// The transaction ended under a handler; the batch has to run again without it.
struct TransactionLost: Error {
  let place: Place
  let setback: Setback
}

/// A handler failed after it wrote, and what it wrote cannot be undone alone.
struct SavepointsNeeded: Error {}
