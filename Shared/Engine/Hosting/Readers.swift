import Logging
import Store
import Wire

/// Answers queries beside the loop, on connections of their own.
final class Readers: Sendable {
  private struct Pending {
    var exchange: Exchange
    /// Ticks at which a long poll takes what there is.
    var wakeAt: UInt64?
    var hasWaited = false
  }
  private struct State {
    var queue = Turns<Pending>()
    var polls: [Pending] = []
    var isClosed = false

    mutating func enqueue(_ pending: Pending) {
      queue.append(pending, of: pending.exchange.party)
    }
  }
  private let state = Monitor(State())
  private let store: any Store
  private let view: EngineView
  private let books: Books
  private let position: Position
  private let outbox: Outbox
  private let clock: any Clock
  private let limits: EngineLimits
  private let logger: Logger

  init(
    store: any Store, view: EngineView, books: Books, position: Position, outbox: Outbox,
    clock: any Clock, limits: EngineLimits, logger: Logger
  ) {
    (self.store, self.books, self.position) = (store, books, position)
    self.view = view.counting { [state] in
      state.read { ["queries": $0.queue.count, "polls": $0.polls.count] }
    }
    (self.outbox, self.clock, self.limits, self.logger) = (outbox, clock, limits, logger)
  }

  /// Puts an exchange in line; false when the line is full.
  func offer(_ exchange: Exchange) -> Bool {
    state.update { state in
      guard !state.isClosed, state.queue.count + state.polls.count < limits.waiting else {
        return false
      }
      state.enqueue(Pending(exchange: exchange))
      return true
    }
  }

  /// The log has grown: every long poll looks again.
  func logGrew() {
    guard state.read({ !$0.polls.isEmpty }) else { return }
    state.update { state in
      state.polls.forEach { state.enqueue($0) }
      state.polls = []
    }
  }

  /// Long polls get what there is, queries in line are answered, and then the readers end.
  func close() {
    state.update { state in
      for var poll in state.polls {
        poll.hasWaited = true
        state.enqueue(poll)
      }
      state.polls = []
      state.isClosed = true
    }
  }

  /// One reader's life: until closed. Call it on a thread of its own.
  func run() {
    let entropy = Entropy()
    var connection = opened()
    while let pending = next() {
      do {
        if connection == nil { connection = try store.openReader() }
        if let connection { try answer(pending, connection, entropy) }
      } catch {
        // The connection is of no use any more; the next query opens another.
        connection = nil
        let failure = Fault.told(error, logger: logger, entropy: entropy, now: clock.now())
        books.note(pending.exchange.ended(failure, at: clock.ticks()), at: clock.now())
        outbox.push(pending.exchange.refused(failure))
      }
    }
  }

  /// A connection that has looked at the database once, and so holds all the descriptors it needs: a
  /// process that runs out of them still answers queries. Nil, and the first query opens one, when
  /// there are none even now.
  private func opened() -> (any Connection)? {
    do {
      let connection = try store.openReader()
      try connection.begin(write: false)
      try connection.read("SELECT head FROM engine_log WHERE one = 1", limit: 1) { _ in }
      try connection.rollback()
      return connection
    } catch {
      logger.warning("a reader could not be opened yet", metadata: ["error": "\(error)"])
      return nil
    }
  }

  private func next() -> Pending? {
    while true {
      let taken: Pending?? = state.wait(milliseconds: pause) { state in
        let now = clock.ticks()
        for index in state.polls.indices.reversed() where (state.polls[index].wakeAt ?? 0) <= now {
          var ripe = state.polls.remove(at: index)
          ripe.hasWaited = true
          state.enqueue(ripe)
        }
        if let pending = state.queue.popFirst() { return .some(pending) }
        return state.isClosed ? .some(nil) : nil
      }
      if let taken { return taken }
    }
  }

  /// Until the first long poll's time is up; a poll that comes meanwhile wakes everybody.
  private var pause: Int64? {
    let first = state.read { $0.polls.compactMap(\.wakeAt).min() }
    guard let first else { return nil }
    let now = clock.ticks()
    return first > now ? Int64((first - now) / 1_000_000) + 1 : 0
  }

  private func answer(
    _ pending: Pending, _ connection: any Connection, _ entropy: Entropy
  ) throws {
    try connection.begin(write: false)
    // One budget for all of a batch: a snapshot must not be held for long.
    let budgets = pending.exchange.calls.compactMap(\.budget)
    connection.deadline(milliseconds: max(limits.queryBudget, budgets.max() ?? 0))
    defer { connection.deadline(milliseconds: nil) }
    let tx = Transaction(connection)
    var answers: [CallAnswer] = []
    var ended: [Ended] = []
    for call in pending.exchange.calls {
      do {
        let mayWait = !pending.hasWaited && !pending.exchange.isBatch
        let answer = try answer(call, mayWait: mayWait, tx, entropy)
        ended.append(Ended(call, answer.error, at: clock.ticks()))
        answers.append(answer)
      } catch let nothing as NothingYet {
        try connection.rollback()
        return hold(pending, nothing)
      }
    }
    try connection.rollback()
    books.note(ended, at: clock.now())
    outbox.push(pending.exchange.reply(answers).map { (pending.exchange.route, $0) })
  }

  private func answer(
    _ call: Call, mayWait: Bool, _ tx: Transaction, _ entropy: Entropy
  ) throws -> CallAnswer {
    if let deadline = call.deadline, clock.ticks() > deadline {
      return .failure(ServiceError(.deadlineExceeded, "timeoutMs passed before the query's turn."))
    }
    guard case .query(let handler) = call.step else { return .failure(call.refusal) }
    var context = QueryContext(
      tx: tx, now: clock.now(), caller: call.caller, followings: position.followings,
      engine: view)
    context.hasWaited = !mayWait
    do {
      let answer = try handler(context)
      books.reads.note(answer.people, by: call.caller, call.method, at: context.now)
      return .success(answer.result)
    } catch let nothing as NothingYet {
      throw nothing
    } catch {
      // PostgreSQL ends a transaction with its first error; the rest of the batch needs another.
      if !tx.connection.transactionLives || tx.dialect == .postgres {
        try tx.connection.rollback()
        try tx.connection.begin(write: false)
      }
      return .failure(Fault.told(error, logger: logger, entropy: entropy, now: clock.now()))
    }
  }

  private func hold(_ pending: Pending, _ nothing: NothingYet) {
    var pending = pending
    pending.wakeAt = pending.wakeAt ?? clock.ticks() + UInt64(nothing.milliseconds) * 1_000_000
    state.update { state in
      // Asked under the lock: the log may have grown since, and whoever said so has come too early.
      let isLate = position.value.head > nothing.head || state.isClosed
      // At the end it takes what there is, or it would ask for ever.
      pending.hasWaited = state.isClosed
      if isLate { state.enqueue(pending) } else { state.polls.append(pending) }
    }
  }
}
