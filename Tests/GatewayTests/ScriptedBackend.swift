import Gateway
import Synchronization
import Wire

/// The services, as a test scripts them. Params are read as strictly as a service reads them.
final class ScriptedBackend: Backend {
  private typealias Script = @Sendable (Call) throws -> [UInt8]

  private struct Log {
    let id: String
    let head: Int64
    let events: AsyncThrowingStream<CloudEvent, any Error>
  }

  private let logs = Mutex<[String: Log]>([:])
  private let follows = Mutex<[String: (LogPosition, [String])]>([:])
  private let scripts = Mutex<[String: Script]>([:])
  private let made = Mutex<[Call]>([])
  private let arrivals: AsyncStream<Call>
  private let arrival: AsyncStream<Call>.Continuation

  init() {
    (arrivals, arrival) = AsyncStream.makeStream()
  }

  /// Everything that was asked, in order.
  var calls: [Call] { made.withLock { $0 } }

  /// The methods that were called and change something.
  var commands: [String] {
    calls.map(\.method).filter { !["get", "list", "show"].contains($0.split(separator: ".")[1]) }
  }

  /// Answers a method.
  func on<M: Wire.Method>(
    _ method: M.Type, _ answer: @escaping @Sendable (M.Params) throws -> M.Result
  ) {
    let script: Script = { call in
      let params = try JSONCoding.decode(M.Params.self, from: call.params.bytes, mode: .strict)
      return try JSONCoding.encode(try answer(params))
    }
    scripts.withLock { $0[M.name] = script }
  }

  /// Refuses a method.
  func on<M: Wire.Method>(_ method: M.Type, refuse error: ServiceError) {
    on(method) { _ in throw error }
  }

  /// The params of the last call of a method.
  func params<M: Wire.Method>(of method: M.Type) throws -> M.Params {
    guard let call = calls.last(where: { $0.method == M.name }) else {
      throw ServiceError.notFound("\(M.name) was not called")
    }
    return try JSONCoding.decode(M.Params.self, from: call.params.bytes, mode: .strict)
  }

  /// A service's log: what it holds, and what comes after that.
  func log(
    _ service: String, id: String, head: Int64 = 0,
    live events: AsyncThrowingStream<CloudEvent, any Error>
  ) {
    logs.withLock { $0[service] = Log(id: id, head: head, events: events) }
    let heads = logs.withLock { logs in logs.mapValues { ($0.id, $0.head) } }
    scripts.withLock {
      $0[EveryService.ReadEvents.name] = { call in
        let params = try JSONCoding.decode(
          EveryService.ReadEvents.Params.self, from: call.params.bytes, mode: .strict)
        guard let (id, head) = heads[call.service ?? ""] else {
          throw ServiceError(.unavailable, "\(call.service ?? "") does not answer")
        }
        if let asked = params.log, asked != id {
          throw ServiceError.conflict("this log is \(id)", subtype: "logDiverged")
        }
        return try JSONCoding.encode(
          EveryService.ReadEvents.Result(log: id, head: head, through: head, events: []))
      }
    }
  }

  /// What was followed, in no order.
  var followed: [String: (LogPosition, [String])] { follows.withLock { $0 } }

  func follow(
    _ service: String, from position: LogPosition, types: [String]
  ) -> AsyncThrowingStream<CloudEvent, any Error> {
    follows.withLock { $0[service] = (position, types) }
    return logs.withLock { $0[service]?.events } ?? AsyncThrowingStream { nil }
  }

  /// Waits until a call has come in: for what the gateway does behind the visitor's back.
  func nextCall() async -> Call? {
    await arrivals.first { _ in true }
  }

  func answer(_ call: Call) async throws(ServiceError) -> Answer {
    made.withLock { $0.append(call) }
    defer { arrival.yield(call) }
    guard let script = scripts.withLock({ $0[call.method] }) else {
      throw ServiceError(.unavailable, "\(call.method) was not answered.")
    }
    var frame: [UInt8] = []
    do {
      let result = RawJSON(bytes: try script(call))
      let meta = ReplyMeta(log: "log-1", sequence: 7)
      Reply.success(id: .integer(1), result: result, meta: meta, into: &frame)
    } catch let error as ServiceError {
      Reply.failure(id: .integer(1), error: error, into: &frame)
    } catch {
      throw ServiceError(.internalError, "\(error)")
    }
    return try Answer.parse(frame)[0]
  }
}

/// Counts from one.
final class Counter: Sendable {
  private let count = Mutex(0)

  func next() -> Int {
    count.withLock {
      $0 += 1
      return $0
    }
  }
}
