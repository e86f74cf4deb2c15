import Logging
import Store
import Wire

/// Prepares commands that have something expensive in them, before they go to the loop.
///
/// It has a thread and a line of its own: a flood of passwords to hash keeps neither queries nor
/// other commands waiting, and takes the memory of one.
final class Preparers: Sendable {
  private struct State {
    var queue: [Exchange] = []
    var isClosed = false
  }
  private let state = Monitor(State())
  private let store: any Store
  private let view: EngineView
  private let books: Books
  private let position: Position
  private let inbox: Inbox
  private let outbox: Outbox
  private let clock: any Clock
  private let limits: EngineLimits
  private let logger: Logger

  init(
    store: any Store, view: EngineView, books: Books, position: Position, inbox: Inbox,
    outbox: Outbox, clock: any Clock, limits: EngineLimits, logger: Logger
  ) {
    (self.store, self.view, self.books, self.position) = (store, view, books, position)
    (self.inbox, self.outbox, self.clock) = (inbox, outbox, clock)
    (self.limits, self.logger) = (limits, logger)
  }

  /// Puts an exchange in line; false when the line is full.
  func offer(_ exchange: Exchange) -> Bool {
    state.update { state in
      guard !state.isClosed, state.queue.count < limits.waitingToBePrepared else { return false }
      state.queue.append(exchange)
      return true
    }
  }

  /// What is in line is still prepared.
  func close() {
    state.update { $0.isClosed = true }
  }

  /// Works until closed. Call it on a thread of its own.
  func run() {
    var connection: (any Connection)?
    let entropy = Entropy()
    while let exchange = next() {
      do {
        let open = try connection ?? store.openReader()
        connection = open
        pass(on: try prepare(exchange, over: open, entropy))
      } catch {
        connection = nil
        let failure = Fault.told(error, logger: logger, entropy: entropy, now: clock.now())
        refuse(exchange, failure)
      }
    }
  }

  private func next() -> Exchange? {
    let taken: Exchange?? = state.wait(milliseconds: nil) { state in
      if !state.queue.isEmpty { return .some(state.queue.removeFirst()) }
      return state.isClosed ? .some(nil) : nil
    }
    return taken.flatMap(\.self)
  }

  private func prepare(
    _ exchange: Exchange, over connection: any Connection, _ entropy: Entropy
  ) throws -> Exchange {
    connection.deadline(milliseconds: limits.queryBudget)
    defer { connection.deadline(milliseconds: nil) }
    return try exchange.prepared(over: connection, at: clock.ticks()) { tx, call in
      QueryContext(
        tx: tx, now: clock.now(), caller: call.caller, followings: position.followings,
        engine: view)
    } failing: {
      Fault.told($0, logger: logger, entropy: entropy, now: clock.now())
    }
  }

  private func pass(on exchange: Exchange) {
    if exchange.isRefused {
      books.note(exchange.ended(at: clock.ticks()), at: clock.now())
      outbox.push(exchange.refused)
    } else if !inbox.offer(exchange) {
      refuse(exchange, Port.full)
    }
  }

  private func refuse(_ exchange: Exchange, _ error: ServiceError) {
    books.note(exchange.ended(error, at: clock.ticks()), at: clock.now())
    outbox.push(exchange.refused(error))
  }
}

extension Exchange {
  /// The same with everything prepared; what could not be, or comes too late, is refused.
  ///
  /// - Parameters:
  ///   - ticks: now, as deadlines are told.
  ///   - glance: the snapshot that a preparation sees.
  ///   - told: what a caller is told of a preparation that failed.
  /// - Throws: what is wrong with the connection itself.
  func prepared(
    over connection: any Connection, at ticks: UInt64,
    _ glance: (Transaction, Call) -> QueryContext, failing told: (any Error) -> ServiceError
  ) throws -> Exchange {
    var exchange = self
    for (index, call) in calls.enumerated() {
      guard case .preparing(let prepare) = call.step else { continue }
      if let deadline = call.deadline, ticks > deadline {
        exchange.calls[index].step = .refused(
          ServiceError(.deadlineExceeded, "timeoutMs passed before the request's turn came."))
        continue
      }
      // One snapshot each: on PostgreSQL, one that failed is of no use to the next.
      try connection.begin(write: false)
      let ended = Result { try prepare(glance(Transaction(connection), call)) }
      try connection.rollback()
      switch ended {
      case .success(let run): exchange.calls[index].step = .command(run)
      case .failure(let error): exchange.calls[index].step = .refused(told(error))
      }
    }
    return exchange
  }
}
