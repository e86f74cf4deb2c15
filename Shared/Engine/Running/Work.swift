package import Wire

/// One message of a caller: a request or a batch, on its way to one reply.
package struct Exchange: Sendable {
  /// The routing frames, given back unchanged.
  package let route: [[UInt8]]
  package let calls: [Call]
  /// A batch is answered with an array, in order.
  package let isBatch: Bool

  /// Whether all of it can run beside the loop, right away.
  var isReadOnly: Bool {
    calls.allSatisfy { call in
      if case .command = call.step { return false }
      return call.after.isEmpty
    }
  }

  /// Whether it is over before it began.
  var isRefused: Bool {
    calls.allSatisfy { if case .refused = $0.step { true } else { false } }
  }
}

/// One request of an exchange, decoded as far as a socket's thread can.
package struct Call: Sendable {
  enum Step: Sendable {
    case command(@Sendable (Context) throws -> RawJSON)
    case query(@Sendable (QueryContext) throws -> RawJSON)
    /// It went wrong before anything ran.
    case refused(ServiceError)
  }
  /// Nil for a notification: it is done and not answered.
  let id: RequestID?
  let method: String
  let caller: Caller
  let step: Step
  var keyed: KeyedCall?
  var trace: String?
  /// Ticks after which it must not start.
  var deadline: UInt64?
  /// Answer only once these logs have been applied so far.
  var after: [String: Int64] = [:]
  /// Ticks of arrival, for the metrics.
  var arrived: UInt64 = 0
}

/// What the loop works on.
package enum Work: Sendable {
  case exchange(Exchange)
  /// An event of another service's log, in order.
  case event(service: String, CloudEvent)
  /// A decision of a courier; what it returns runs after the commit.
  case errand(Errand)
}

extension BatchOutcome {
  /// Takes in what another batch left, behind its own.
  mutating func join(_ other: BatchOutcome) {
    replies += other.replies
    events += other.events
    woken.formUnion(other.woken)
    after += other.after
    waiting += other.waiting
    stopped.formUnion(other.stopped)
    rewound.formUnion(other.rewound)
  }
}

/// A piece of work that the engine's own threads bring to the loop.
package struct Errand: Sendable {
  /// Runs in a savepoint like any handler; the closure it returns runs after the commit.
  let run: @Sendable (Context) throws -> @Sendable () -> Void
  /// Told when it could not be done; nothing of it happened.
  let failed: @Sendable (ServiceError) -> Void
}

/// What a batch leaves to be done outside.
package struct BatchOutcome: Sendable {
  /// A whole answer each: routing frames and body.
  package var replies: [(route: [[UInt8]], body: [UInt8])] = []
  /// In log order.
  package var events: [CloudEvent] = []
  /// Couriers with new work.
  package var woken: Set<String> = []
  /// What errands asked to run now that their change is safe.
  package var after: [@Sendable () -> Void] = []
  /// Exchanges whose `meta.after` is not reached yet; they come back when the cursor moves.
  package var waiting: [Exchange] = []
  /// Services whose critical hearing failed: marketing waits until it succeeds.
  package var stopped: Set<String> = []
  /// Services whose events must come again from the cursor on.
  package var rewound: Set<String> = []
}
