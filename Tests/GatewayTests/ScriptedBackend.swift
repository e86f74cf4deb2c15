import Gateway
import Synchronization
import Wire

/// The services, as a test scripts them. Params are read as strictly as a service reads them.
final class ScriptedBackend: Backend {
  private typealias Script = @Sendable (Call) throws -> [UInt8]

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
