import HTTPTypes
import Hummingbird
import NIOCore
import Wire

/// One request of a program, on its way to the services and back.
struct RPCExchange: Sendable {
  let caller: Caller
  /// The service named in the path.
  let path: String?
  let backend: any Backend
  let longestWait: Int
  private let key: String?
  private let traceparent: String?

  /// - Throws: `invalidRequest` for an `Idempotency-Key` that is none.
  init(
    caller: Caller, path: String?, headers: HTTPFields, backend: any Backend, longestWait: Int
  ) throws(ServiceError) {
    (self.caller, self.path, self.backend) = (caller, path, backend)
    self.longestWait = longestWait
    traceparent = headers[.traceparent]
    // A quoted string in the IETF's draft; many send it bare.
    key = headers[.idempotencyKey].map { $0.filter { $0 != "\"" } }
    guard key.map({ (1...128).contains($0.utf8.count) }) != false else {
      throw ServiceError(.invalidRequest, "Idempotency-Key must have 1 to 128 characters.")
    }
  }

  /// - Throws: what is answered without an id.
  func single(_ member: Result<Wire.Request, InvalidRequest>) async throws(ServiceError) -> Response
  {
    let (id, outcome) = await outcome(of: member, headerKey: key)
    guard let id else { return Response(status: .noContent) }
    var bytes: [UInt8] = []
    Self.write(outcome, id, into: &bytes)
    switch outcome {
    case .success: return Self.response(bytes, .ok)
    case .failure(let error): return Self.response(bytes, error)
    }
  }

  func batch(_ members: [Result<Wire.Request, InvalidRequest>]) async throws(ServiceError)
    -> Response
  {
    guard key == nil else {
      throw ServiceError(
        .invalidRequest, "A batch has a key for each member, in meta.idempotencyKey.")
    }
    var replies = Reply.Batch()
    for member in members {
      let (id, outcome) = await outcome(of: member, headerKey: nil)
      guard let id else { continue }
      replies.add { Self.write(outcome, id, into: &$0) }
    }
    return replies.finish().map { Self.response($0, .ok) } ?? Response(status: .noContent)
  }

  /// What comes of one request, and under which id it is told; nil for a notification.
  private func outcome(
    of member: Result<Wire.Request, InvalidRequest>, headerKey: String?
  ) async -> (Wire.RequestID?, Result<Answer, ServiceError>) {
    switch member {
    case .failure(let invalid): return (invalid.id, .failure(invalid.error))
    case .success(let request):
      do throws(ServiceError) {
        return (request.id, .success(try await answer(request, headerKey: headerKey)))
      } catch {
        return (request.id, .failure(error))
      }
    }
  }

  private func answer(
    _ request: Wire.Request, headerKey: String?
  ) async throws(ServiceError) -> Answer {
    let meta = request.meta
    guard meta.actor == nil else {
      throw .forbidden("Over HTTP the key says who calls; leave out meta.actor.")
    }
    if let headerKey, let other = meta.idempotencyKey, other != headerKey {
      throw ServiceError(
        .invalidRequest, "Idempotency-Key and meta.idempotencyKey are not the same.")
    }
    let service = try caller.service(of: request.method, path: path)
    let answer = try await ask(
      Call(
        request.method, of: service,
        request.params.map(request.document.raw) ?? RawJSON(bytes: Array("{}".utf8)),
        actor: caller.actor, key: headerKey ?? meta.idempotencyKey,
        timeout: .milliseconds(Int64(min(meta.timeoutMs ?? 10_000, longestWait))),
        after: meta.after ?? [:], traceparent: meta.traceparent ?? traceparent))
    if case .error(let error) = answer.outcome { throw error }
    return answer
  }

  /// Where a service is, callers over HTTP are not told.
  private func ask(_ call: Call) async throws(ServiceError) -> Answer {
    do throws(ServiceError) {
      return try await backend.answer(call)
    } catch {
      guard error.kind == .unavailable else { throw error }
      throw ServiceError(
        .unavailable, "The \(call.service ?? "") service does not answer.",
        retryAfter: error.retryAfter)
    }
  }

  private static func write(
    _ outcome: Result<Answer, ServiceError>, _ id: Wire.RequestID, into bytes: inout [UInt8]
  ) {
    switch outcome {
    case .failure(let error): Reply.failure(id: id, error: error, into: &bytes)
    case .success(let answer):
      guard case .result(let node) = answer.outcome else {
        preconditionFailure("an answer that is an error was thrown before")
      }
      Reply.success(
        id: id, result: answer.document.raw(node), meta: answer.meta, into: &bytes)
    }
  }

  /// The answer to what was never a request.
  static func refusal(_ error: ServiceError) -> Response {
    var bytes: [UInt8] = []
    Reply.failure(id: .null, error: error, into: &bytes)
    return response(bytes, error)
  }

  private static func response(_ bytes: [UInt8], _ error: ServiceError) -> Response {
    var response = response(bytes, error.status)
    switch error.kind {
    case .unauthenticated: response.headers[.wwwAuthenticate] = "Bearer"
    case .busy, .unavailable: response.headers[.retryAfter] = String(error.secondsToWait)
    default: break
    }
    return response
  }

  private static func response(_ bytes: [UInt8], _ status: HTTPResponse.Status) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json"],
      body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
