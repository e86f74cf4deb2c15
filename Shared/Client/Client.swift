import Synchronization
public import Wire
import ZeroMQ

/// A frontend's end of one service: typed calls that survive lost answers and restarts, and the
/// service's events without gaps.
///
///     let tickets = Client(addresses["tickets"]!, service: "tickets")
///     let opened = try await tickets.call(TicketsAPI.Open.self, .init(subject: "Help", …))
///     for try await event in tickets.follow(from: .now, types: ["tickets.ticket."]) { … }
///
/// Any number of calls may be under way at once; they share one connection. No method blocks a
/// thread of Swift's pool.
public final class Client: Sendable {
  /// Where the service is.
  public let address: ServiceAddress
  /// The service's name.
  public let service: String
  private let context: Result<Context, ZeroMQError>
  private let line: Result<Line, ZeroMQError>
  private let followers = Mutex<[Follower]>([])

  /// All clients of a process share ZeroMQ's threads.
  private static let shared = Result { () throws(ZeroMQError) in try Context() }

  /// Connects in the background; the service need not be there yet.
  public init(_ address: ServiceAddress, service: String, options: ClientOptions = .init()) {
    (self.address, self.service) = (address, service)
    context = Self.shared
    line = Self.shared.flatMap { context in
      Result { () throws(ZeroMQError) in
        try Line(address, service: service, options: options, in: context)
      }
    }
  }

  /// What callers are told when the process has no descriptors or threads left.
  private static func unavailable(_ error: ZeroMQError) -> ServiceError {
    ServiceError(.unavailable, "Messaging cannot be started: \(error).")
  }

  /// Calls a method and waits for its result.
  ///
  /// A request that meets silence is repeated with the same bytes and key, one that meets `busy`
  /// after the time the service asks for, until `timeout` is over. A command is therefore done at
  /// most once, and after an answer exactly once.
  ///
  /// - Parameters:
  ///   - key: the idempotency key of a command, 1 to 128 characters; a fresh one if nil. Give your
  ///     own to continue after a restart of yours.
  ///   - actor: whom a trusted frontend speaks for.
  ///   - after: what the service must have heard of first; see ``Called/position``.
  /// - Throws: the service's error, or `unavailable` if it does not answer in time.
  public func call<M: Method>(
    _ method: M.Type, _ params: M.Params, key: String? = nil, timeout: Period = .seconds(10),
    actor: String? = nil, after: [String: Int64] = [:]
  ) async throws(ServiceError) -> Called<M.Result> {
    let key = M.kind == .command ? key ?? Self.freshKey() : nil
    let meta = Self.meta(key: key, timeout: timeout, actor: actor, after: after)
    let answer = try await line.mapError(Self.unavailable).get().ask(timeout: timeout) { id in
      try OutgoingRequest(id: id, method: M.name, params: params, meta: meta).encoded()
    }
    return Called(value: try answer.result(as: M.Result.self), meta: answer.meta)
  }

  /// Calls a method by its name, with params that are JSON already; repeats as the typed call does.
  ///
  /// - Returns: the service's answer, be it a result or an error.
  /// - Throws: `unavailable` if there was none in time.
  public func call(
    raw method: String, params: RawJSON? = nil, key: String? = nil,
    timeout: Period = .seconds(10), actor: String? = nil, after: [String: Int64] = [:],
    traceparent: String? = nil
  ) async throws(ServiceError) -> Answer {
    var meta = Self.meta(
      key: key ?? Self.freshKey(), timeout: timeout, actor: actor, after: after)
    meta.traceparent = traceparent
    return try await line.mapError(Self.unavailable).get().ask(timeout: timeout) { [meta] id in
      try OutgoingRequest(id: id, method: method, rawParams: params, meta: meta).encoded()
    }
  }

  private static func meta(
    key: String?, timeout: Period, actor: String?, after: [String: Int64]
  ) -> RequestMeta {
    RequestMeta(
      idempotencyKey: key, timeoutMs: Int(max(1, timeout.milliseconds)), actor: actor,
      after: after.isEmpty ? nil : after)
  }

  /// A key that nobody else makes.
  private static func freshKey() -> String {
    UUIDv7(high: .random(in: .min ... .max), low: .random(in: .min ... .max)).description
  }

  /// The service's events from a position on, for ever: in order, without gaps or repetitions,
  /// across restarts and lost connections.
  ///
  /// It subscribes first, reads from the log what it has missed, and goes on live. For one reader;
  /// one that falls behind makes the follower wait, not grow. Leaving the loop ends it.
  ///
  /// - Parameter types: prefixes of event types; all when empty.
  /// - Returns: events that end by throwing only if the service refuses to be read, or if its log
  ///   is not the one followed so far (`conflict`, type `logDiverged`).
  public func follow(
    from position: LogPosition, types: [String] = []
  ) -> AsyncThrowingStream<CloudEvent, any Error> {
    let mailbox = Mailbox()
    do throws(ZeroMQError) {
      let follower = try Follower(
        address, service: service, from: position, types: types, into: mailbox,
        in: context.get())
      followers.withLock { followers in
        followers.removeAll { $0.isOver }
        followers.append(follower)
      }
    } catch {
      mailbox.finish(throwing: Self.unavailable(error))
    }
    let reader = Mailbox.Reader(mailbox)
    return AsyncThrowingStream {
      // Who holds the stream holds the client; letting go of it would end the stream.
      defer { withExtendedLifetime(self) {} }
      return try await reader.next()
    }
  }

  /// Ends everything: calls under way fail, loops over events end.
  public func close() {
    if case .success(let line) = line { line.close() }
    followers.withLock { followers in
      followers.forEach { $0.stop() }
      followers = []
    }
  }

  deinit {
    close()
  }
}
