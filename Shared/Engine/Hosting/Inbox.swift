import Wire

/// What waits for the loop, by kind. Bounded: what it cannot take is refused at once.
final class Inbox: Sendable {
  private struct State {
    var exchanges = Turns<Exchange>()
    var events: [(service: String, CloudEvent)] = []
    var errands: [Errand] = []
    var notes: [@Sendable (Engine) -> Void] = []
    var isClosed = false
    var isEmpty: Bool {
      exchanges.isEmpty && events.isEmpty && errands.isEmpty && notes.isEmpty
    }
  }
  private let state = Monitor(State())
  private let limits: EngineLimits

  init(limits: EngineLimits) {
    self.limits = limits
  }

  /// Puts an exchange in line; false when the line is full or closed.
  func offer(_ exchange: Exchange) -> Bool {
    state.update { state in
      guard !state.isClosed, state.exchanges.count < limits.waiting else { return false }
      state.exchanges.append(exchange, of: exchange.party)
      return true
    }
  }

  func push(_ events: [CloudEvent], from service: String) {
    state.update { state in state.events += events.map { (service, $0) } }
  }

  func push(_ errand: Errand) {
    state.update { $0.errands.append(errand) }
  }

  /// Runs on the loop's thread before the next batch; for what is not part of a transaction.
  func note(_ note: @escaping @Sendable (Engine) -> Void) {
    state.update { $0.notes.append(note) }
  }

  /// From now on exchanges are refused; what is in line is still done.
  func close() {
    state.update { $0.isClosed = true }
  }

  struct Load {
    var work: [Work] = []
    var notes: [@Sendable (Engine) -> Void] = []
    /// Nothing is left and nothing more comes.
    var isLast = false
  }

  /// Waits for work, or until `milliseconds` have passed.
  func take(waiting milliseconds: Int64?) -> Load {
    state.wait(milliseconds: milliseconds) { state in
      if state.isEmpty { return state.isClosed ? Load(isLast: true) : nil }
      return Self.load(&state, room: limits.batch)
    } ?? Load()
  }

  /// Requests first; foreign events and errands share at least a quarter.
  private static func load(_ state: inout State, room: Int) -> Load {
    var load = Load(notes: state.notes)
    state.notes = []
    let others = state.events.count + state.errands.count
    var rest = room - min(others, room / 4)
    // At least one, however many calls it has.
    var requests: [Exchange] = []
    while rest > 0, let exchange = state.exchanges.popFirst() {
      rest -= exchange.calls.count
      requests.append(exchange)
    }
    load.work += requests.map(Work.exchange)
    // An errand is one message's next step: few, and a courier waits for it. Half is for events.
    let left = max(room / 4, room - requests.reduce(0) { $0 + $1.calls.count })
    let errands = min(state.errands.count, left - min(state.events.count, left / 2))
    load.work += state.errands.prefix(errands).map(Work.errand)
    state.errands.removeFirst(errands)
    let events = min(state.events.count, left - errands)
    load.work += state.events.prefix(events).map { Work.event(service: $0.service, $0.1) }
    state.events.removeFirst(events)
    return load
  }

  /// How many foreign events wait: followers ask for no more than the loop can take.
  var waitingEvents: Int { state.read { $0.events.count } }

  var depths: [String: Int] {
    state.read { state in
      [
        "requests": state.exchanges.count, "events": state.events.count,
        "errands": state.errands.count,
      ]
    }
  }
}
