import Wire

/// How one call ended: what is counted and written to the log of it.
struct Ended: Sendable {
  /// Empty for what named no method that there is.
  let method: String
  /// Nil for what was no request of a known method.
  let kind: MethodKind?
  /// The name of the caller's key.
  let key: String
  let actor: String?
  let trace: String?
  /// From arrival to answer.
  let nanoseconds: UInt64
  /// Nil when it was done.
  let error: ServiceError?

  init(_ call: Call, _ error: ServiceError?, at ticks: UInt64) {
    (method, kind, key) = (call.method, call.kind, call.caller.key)
    (actor, trace, self.error) = (call.caller.actor, call.trace, error)
    nanoseconds = ticks >= call.arrived ? ticks - call.arrived : 0
  }

  /// `ok`, or the kind of the error.
  var outcome: String { error?.kind.rawValue ?? "ok" }
}

extension Exchange {
  /// All its calls, ended by one error.
  func ended(_ error: ServiceError, at ticks: UInt64) -> [Ended] {
    calls.map { Ended($0, error, at: ticks) }
  }

  /// Its calls, each ended by its own refusal.
  func ended(at ticks: UInt64) -> [Ended] {
    calls.map { Ended($0, $0.refusal, at: ticks) }
  }
}
