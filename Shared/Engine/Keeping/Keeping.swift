import Store
import Wire

/// What the engine keeps in memory about its own tables, on the loop's thread.
///
/// A handler or a batch that fails leaves no trace here: its mark is put back with its savepoint.
final class Keeping {
  let source: String
  let log: Log
  let cursors: Cursors
  let timers = Timers()
  let parking: Parking
  let preserved: Preserved
  let entropy: Entropy
  /// Why the service does nothing by itself, if it does not. Taken back with what failed.
  var hold: Hold.Reason?

  init(service: Service, entropy: Entropy, now: Timestamp, _ tx: Transaction) throws {
    self.entropy = entropy
    source = "/rapport/\(service.name)"
    log = try Log.open(service: service.name, entropy: entropy, now: now, tx)
    cursors = try Cursors(services: service.follows, tx)
    parking = try Parking(tx)
    preserved = try Preserved(tx)
    hold = try Hold.read(tx)
  }

  /// Where everything stood.
  struct Mark {
    fileprivate let head: Int64
    fileprivate let lastTime: Timestamp
    fileprivate let parked: Int
    fileprivate let hold: Hold.Reason?
    fileprivate let preserved: Int64
    fileprivate let cursors: [String: Following]
    fileprivate let isOfBatch: Bool
  }

  /// To come back to when a handler fails.
  var handlerMark: Mark { mark(isOfBatch: false) }

  /// To come back to when a batch fails.
  var mark: Mark { mark(isOfBatch: true) }

  private func mark(isOfBatch: Bool) -> Mark {
    Mark(
      head: log.head, lastTime: log.lastTime, parked: parking.count, hold: hold,
      preserved: preserved.last, cursors: cursors.all, isOfBatch: isOfBatch)
  }

  func restore(_ mark: Mark) {
    log.restore(head: mark.head, lastTime: mark.lastTime, isCommitted: mark.isOfBatch)
    cursors.restore(mark.cursors, isCommitted: mark.isOfBatch)
    (parking.count, hold, preserved.last) = (mark.parked, mark.hold, mark.preserved)
    timers.forget()
  }

  /// Whether the service does nothing by itself: it is held, or does not know the others' state yet
  /// because it hears their logs again.
  var isResting: Bool { hold != nil || cursors.isRebuilding }

  /// Writes down what moved, once a batch.
  func settle(_ tx: Transaction) throws {
    try log.settle(tx)
    try cursors.settle(tx)
    _ = try timers.nextDue(tx)
  }
}
