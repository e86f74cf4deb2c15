import Crypto
package import Wire

/// Turns frames into exchanges: everything about a request that needs no transaction.
///
/// It runs on the socket's thread, so that requests are parsed, checked and decoded while the loop
/// commits the batch before.
package struct Reception: Sendable {
  private let answers: [String: Answers]
  private let service: String
  private let clock: any Clock
  private let directory: [String: String]
  private let traces = Traces()
  /// How long a request waits for the logs of its `meta.after`, in milliseconds, unless it says.
  private static let afterPatience = 10_000
  /// No request waits longer than this, in milliseconds: an hour.
  private static let longestPatience = 3_600_000

  /// - Parameter directory: which service has which method, to tell a caller who asks the wrong one.
  package init(_ service: Service, clock: any Clock, directory: [String: String] = [:]) {
    self.service = service.name
    self.clock = clock
    self.directory = directory
    answers = Dictionary(
      uniqueKeysWithValues: (service.answers + EveryServiceAnswers.answers).map { ($0.name, $0) })
  }

  /// Reads one message's body. What is wrong with it is part of the exchange, ready to be answered.
  package func receive(_ body: [UInt8], from caller: Caller, route: [[UInt8]]) -> Exchange {
    let arrived = clock.ticks()
    return exchange(body, route: route) { call($0, caller, arrived) }
  }

  /// Refuses one message's body, each of its requests under its own id.
  package func turnAway(_ body: [UInt8], because error: ServiceError, route: [[UInt8]]) -> Exchange
  {
    let arrived = clock.ticks()
    return exchange(body, route: route) { request in
      switch request {
      case .failure: call(request, Self.nobody, arrived)
      case .success(let request):
        Call(
          id: request.id, method: known(request.method), caller: Self.nobody,
          step: .refused(error), arrived: arrived)
      }
    }
  }

  private static let nobody = Caller(key: "", scopes: [])

  private func exchange(
    _ body: [UInt8], route: [[UInt8]], _ call: (Result<Request, InvalidRequest>) -> Call
  ) -> Exchange {
    do throws(ServiceError) {
      switch try Incoming.parse(body) {
      case .single(let request):
        return Exchange(route: route, calls: [call(request)], isBatch: false)
      case .batch(let requests):
        return Exchange(route: route, calls: requests.map(call), isBatch: true)
      }
    } catch {
      return refusal(error, route: route)
    }
  }

  /// An exchange that is over before it began.
  package func refusal(_ error: ServiceError, route: [[UInt8]]) -> Exchange {
    let call = Call(
      id: .null, method: "", caller: Self.nobody, step: .refused(error))
    return Exchange(route: route, calls: [call], isBatch: false)
  }

  private func call(
    _ request: Result<Request, InvalidRequest>, _ caller: Caller, _ arrived: UInt64
  ) -> Call {
    switch request {
    case .failure(let invalid):
      return Call(
        id: invalid.id, method: "", caller: caller, step: .refused(invalid.error),
        arrived: arrived)
    case .success(let request):
      do throws(ServiceError) {
        return try prepared(request, caller.speaking(for: request.meta.actor), arrived)
      } catch {
        return Call(
          id: request.id, method: known(request.method), caller: caller, step: .refused(error),
          kind: answers[request.method]?.method.kind, trace: request.meta.traceparent,
          arrived: arrived)
      }
    }
  }

  private func prepared(
    _ request: Request, _ caller: Caller, _ arrived: UInt64
  ) throws(ServiceError) -> Call {
    guard let answers = answers[request.method] else {
      throw ServiceError(.methodNotFound, unknown(request.method))
    }
    guard caller.may(answers.method.scopes) else {
      throw .forbidden("\(request.method) is not open to this caller")
    }
    let step: Call.Step =
      switch try answers.prepare(request) {
      case .command(let run): .command(run)
      case .preparing(let prepare): .preparing(prepare)
      case .query(let run): .query(run)
      }
    var call = Call(id: request.id, method: request.method, caller: caller, step: step)
    call.keyed = answers.keepsResult ? keyed(request, caller, answers.method.kind) : nil
    call.kind = answers.method.kind
    call.isAlwaysAccepted = answers.method.isAlwaysAccepted
    (call.trace, call.isTraceOurs) = trace(of: request)
    call.after = request.meta.after ?? [:]
    let patience = request.meta.timeoutMs ?? (call.after.isEmpty ? nil : Self.afterPatience)
    call.deadline = patience.map { arrived + UInt64(min($0, Self.longestPatience)) * 1_000_000 }
    call.budget = answers.budget
    call.arrived = arrived
    return call
  }

  private func trace(of request: Request) -> (String, isOurs: Bool) {
    if let trace = request.meta.traceparent { return (trace, false) }
    return (traces.begin(at: clock.now()), true)
  }

  private func keyed(_ request: Request, _ caller: Caller, _ kind: MethodKind) -> KeyedCall? {
    guard kind == .command, let key = request.meta.idempotencyKey else { return nil }
    let params = request.params.map { JSONCoding.canonical(request.document, at: $0) } ?? []
    return KeyedCall(
      caller: caller.actor.map { "\(caller.key)/\($0)" } ?? caller.key, method: request.method,
      key: key, digest: Array(SHA256.hash(data: params)))
  }

  /// The method's name where there is such a method: metrics must not grow with what callers invent.
  private func known(_ method: String) -> String {
    answers[method] == nil ? "" : method
  }

  private func unknown(_ method: String) -> String {
    let sentence = "The \(service) service has no method \(method)"
    return directory[method].map { "\(sentence); the \($0) service has it." } ?? sentence + "."
  }
}
