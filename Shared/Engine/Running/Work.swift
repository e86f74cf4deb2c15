package import Wire

/// One message of a caller: a request or a batch, on its way to one reply.
package struct Exchange: Sendable {
  /// The routing frames, given back unchanged.
  let route: [[UInt8]]
  var calls: [Call]
  /// A batch is answered with an array, in order.
  let isBatch: Bool
  /// Held while it is under way; see `Account`.
  var ticket: Account.Ticket?

  /// Whose turn it is when many wait: the key's or, where there are no keys, the connection's.
  var party: [UInt8] {
    let key = calls.first?.caller.key ?? ""
    return key == Caller.local.key ? route.first ?? [] : Array(key.utf8)
  }

  /// Whether it changes nothing, so that it can run beside the loop.
  var isReadOnly: Bool {
    calls.allSatisfy {
      switch $0.step {
      case .query, .refused: true
      case .command, .preparing: false
      }
    }
  }

  /// Whether something has to be prepared before it can go to the loop.
  package var needsPreparation: Bool {
    calls.contains { if case .preparing = $0.step { true } else { false } }
  }

  /// Whether it wants other logs to be applied first.
  var waits: Bool { calls.contains { !$0.after.isEmpty } }

  /// Whether it is over before it began.
  var isRefused: Bool {
    calls.allSatisfy { if case .refused = $0.step { true } else { false } }
  }
}

/// One request of an exchange, decoded as far as a socket's thread can.
package struct Call: Sendable {
  enum Step: Sendable {
    case command(@Sendable (Context) throws -> RawJSON)
    case query(@Sendable (QueryContext) throws -> QueryAnswer)
    /// A command that is not ready for the loop; see ``Preparers``.
    case preparing(@Sendable (QueryContext) throws -> @Sendable (Context) throws -> RawJSON)
    /// It went wrong before anything ran.
    case refused(ServiceError)
  }
  /// Nil for a notification: it is done and not answered.
  let id: RequestID?
  let method: String
  let caller: Caller
  var step: Step
  /// Nil while it is no request of a known method.
  var kind: MethodKind?
  var keyed: KeyedCall?
  var trace: String?
  /// Whether the service made the trace, and the caller has yet to learn it.
  var isTraceOurs = false
  /// Ticks after which it must not start.
  var deadline: UInt64?
  /// Answer only once these logs have been applied so far.
  var after: [String: Int64] = [:]
  /// How long its handler may run, in milliseconds; like any handler if nil.
  var budget: Int?
  /// Whether a disk that is nearly full is no reason to refuse it.
  var isAlwaysAccepted = false
  /// Ticks of arrival, for the metrics.
  var arrived: UInt64 = 0

  /// Why it was refused; what is neither refused nor can run where it is was sent to the wrong place.
  var refusal: ServiceError {
    if case .refused(let error) = step { return error }
    return ServiceError(.internalError, "\(method) does not run here")
  }
}

/// What the loop works on.
package enum Work: Sendable {
  case exchange(Exchange)
  /// An event of another service's log, in order.
  indirect case event(service: String, CloudEvent)
  /// A decision of a courier; what it returns runs after the commit.
  case errand(Errand)
}

/// A piece of work that the engine's own threads bring to the loop.
package struct Errand: Sendable {
  /// Runs wholly or not at all, like any handler; the closure it returns runs after the commit.
  let run: @Sendable (Context) throws -> @Sendable () -> Void
  /// Told when it could not be done; nothing of it happened.
  let failed: @Sendable (ServiceError) -> Void
  /// How long it may take, in milliseconds; like any handler if nil.
  var budget: Int?
}

/// What a batch leaves to be done outside.
package struct BatchOutcome: Sendable {
  /// A whole answer each: routing frames and body.
  package var replies: [(route: [[UInt8]], body: [UInt8])] = []
  /// In log order.
  package var events: [CloudEvent] = []
  /// For the file of what outlives the database, before the replies leave.
  var preserved: [PreservedLine] = []
  /// Couriers with new work.
  package var woken: Set<String> = []
  /// What errands asked to run now that their change is safe.
  package var after: [@Sendable () -> Void] = []
  /// Services whose critical hearing failed, and why: marketing waits until it succeeds.
  package var stopped: [String: String] = [:]
  /// Services whose events must come again from the cursor on.
  package var rewound: Set<String> = []
  /// The database is gone; only a restart opens it again.
  package var isStoreLost = false
}
