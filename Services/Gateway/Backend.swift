package import Wire

/// Whom a call is made for: the services grant no more than this one may have.
package enum Actor: Sendable, Hashable {
  /// Anybody with a browser.
  case visitor
  /// The holder of a server key, by the key's name.
  case server(String)
  /// Whoever sits at this machine and reads captured mail.
  case console
  /// Somebody who is signed in, as their session names them.
  case staff(String)
  /// The gateway itself: how are the services, and whose is this session?
  case gateway

  /// The word for `meta.actor`; nil where the gateway asks for itself.
  package var wire: String? {
    switch self {
    case .visitor: "public"
    case .server(let name): "server:\(name)"
    case .staff(let name): name
    case .console: "staff:console"
    case .gateway: nil
    }
  }
}

/// One call to a service, ready to go.
package struct Call: Sendable {
  package var method: String
  /// Whom to ask; nil for the one service that has the method.
  package var service: String?
  package var params: RawJSON
  package var actor: Actor
  /// The idempotency key of a command.
  package var key: String?
  package var timeout: Period
  package var after: [String: Int64]
  package var traceparent: String?

  package init(
    _ method: String, of service: String? = nil, _ params: RawJSON, actor: Actor,
    key: String? = nil, timeout: Period = Call.patience, after: [String: Int64] = [:],
    traceparent: String? = nil
  ) {
    (self.method, self.service, self.params, self.actor) = (method, service, params, actor)
    (self.key, self.timeout, self.after) = (key, timeout, after)
    self.traceparent = traceparent
  }

  /// How long a person looks at a blank page before we tell them to come back.
  package static let patience = Period.seconds(8)
}

/// The services, as the gateway sees them: something that answers calls.
///
/// Pages are written against this, so that they are tested without sockets.
package protocol Backend: Sendable {
  /// The answer, be it a result or an error.
  ///
  /// - Throws: `unavailable` if none came in time, `methodNotFound` if nobody has the method.
  func answer(_ call: Call) async throws(ServiceError) -> Answer

  /// A service's events from a position on, for ever; see `Client.follow`.
  func follow(
    _ service: String, from position: LogPosition, types: [String]
  ) -> AsyncThrowingStream<CloudEvent, any Error>
}

extension Backend {
  /// A typed call.
  func call<M: Wire.Method>(
    _ method: M.Type, _ params: M.Params, of service: String? = nil, as actor: Actor = .visitor,
    key: String? = nil, timeout: Period = Call.patience
  ) async throws(ServiceError) -> M.Result {
    let raw: RawJSON
    do {
      raw = try RawJSON(encoding: params)
    } catch {
      throw ServiceError(.invalidParams, "The values cannot be written as JSON.")
    }
    let call = Call(M.name, of: service, raw, actor: actor, key: key, timeout: timeout)
    return try await answer(call).result(as: M.Result.self)
  }
}
