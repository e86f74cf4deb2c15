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
  let entropy: Entropy

  init(service: Service, entropy: Entropy, now: Timestamp, _ tx: Transaction) throws {
    self.entropy = entropy
    source = "/rapport/\(service.name)"
    log = try Log.open(service: service.name, entropy: entropy, now: now, tx)
    cursors = try Cursors(services: service.follows, tx)
    parking = try Parking(tx)
  }

  /// Where everything stood.
  struct Mark {
    fileprivate let head: Int64
    fileprivate let lastTime: Timestamp
    fileprivate let parked: Int
    fileprivate let cursors: [String: Following]?
  }

  /// To come back to when a handler fails; cursors move outside handlers.
  var handlerMark: Mark { mark(cursors: nil) }

  /// To come back to when a batch fails.
  var mark: Mark { mark(cursors: cursors.all) }

  private func mark(cursors: [String: Following]?) -> Mark {
    Mark(head: log.head, lastTime: log.lastTime, parked: parking.count, cursors: cursors)
  }

  func restore(_ mark: Mark) {
    log.restore(head: mark.head, lastTime: mark.lastTime, isCommitted: mark.cursors != nil)
    if let before = mark.cursors { cursors.restore(before) }
    parking.count = mark.parked
    timers.forget()
  }

  /// Writes down what moved, once a batch.
  func settle(_ tx: Transaction) throws {
    try log.settle(tx)
    try cursors.settle(tx)
    _ = try timers.nextDue(tx)
  }
}
