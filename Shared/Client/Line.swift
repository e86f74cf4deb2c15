import Access
import Synchronization
import Wire
import ZeroMQ

/// A client's connection for requests: one DEALER socket on one thread, any number of calls at
/// once, each waiting for the answer with its id.
final class Line: Sendable {
  typealias Ending = Result<Answer, ServiceError>

  private struct State {
    var outstanding: Outstanding
    var waiting: [Int64: CheckedContinuation<Ending, Never>] = [:]
    /// Why there can be no more calls.
    var over: ServiceError?
    /// Why no connection comes about, as far as the other side lets us see.
    var obstacle: String?
  }

  private let state: Mutex<State>
  private let bell: WakeUp
  private let silence: ServiceError
  private let nextID = Atomic<Int64>(1)

  init(
    _ address: ServiceAddress, service: String, options: ClientOptions, in context: Context
  ) throws(ZeroMQError) {
    state = Mutex(State(outstanding: Outstanding(options)))
    bell = try WakeUp()
    silence = ServiceError(
      .unavailable,
      "The \(service) service at \(address.requests) does not answer; is it running?")
    Worker {
      do {
        while self.isOpen {
          try self.serve(address, in: context)
          self.waitForCall()
        }
      } catch {
        self.end(ServiceError(.unavailable, "The \(service) service cannot be reached: \(error)"))
      }
    }.detach()
  }

  /// Sends a request until an answer comes, and waits for it until the deadline.
  func ask(
    timeout: Period, _ frame: (RequestID) throws -> [UInt8]
  ) async throws(ServiceError) -> Answer {
    let id = nextID.add(1, ordering: .relaxed).oldValue
    let bytes: [UInt8]
    do {
      bytes = try frame(.integer(id))
    } catch {
      throw ServiceError(.invalidParams, "The params cannot be written as JSON: \(error)")
    }
    let deadline = Ticks.now + timeout.ticks
    return try await withTaskCancellationHandler {
      await withCheckedContinuation { begin(id, bytes, deadline, $0) }
    } onCancel: {
      finish(id, .failure(Self.cancelled))
    }.get()
  }

  private func begin(
    _ id: Int64, _ frame: [UInt8], _ deadline: UInt64,
    _ continuation: CheckedContinuation<Ending, Never>
  ) {
    let refused: ServiceError? = state.withLock { state in
      if let over = state.over { return over }
      if Task.isCancelled { return Self.cancelled }
      state.waiting[id] = continuation
      state.outstanding.add(id, frame: frame, deadline: deadline)
      return nil
    }
    if let refused { continuation.resume(returning: .failure(refused)) }
    bell.signal()
  }

  /// Ends all calls, those that wait and those to come.
  func close() {
    end(ServiceError(.unavailable, "The client was closed."))
    bell.signal()
  }

  private func end(_ error: ServiceError) {
    let left = state.withLock { state in
      state.over = state.over ?? error
      defer { state.waiting = [:] }
      return state.waiting.values
    }
    for continuation in left { continuation.resume(returning: .failure(error)) }
  }

  private func finish(_ id: Int64, _ ending: Ending) {
    let continuation = state.withLock { state in
      state.outstanding.forget(id)
      return state.waiting.removeValue(forKey: id)
    }
    continuation?.resume(returning: ending)
  }

  private static let cancelled = ServiceError(
    .unavailable, "The call was cancelled; whether it was done is not known.",
    subtype: "cancelled")

  private var isOpen: Bool { state.withLock { $0.over == nil } }

  /// Connects and carries calls until the client is closed, or the service refuses the key.
  private func serve(_ address: ServiceAddress, in context: Context) throws(ZeroMQError) {
    let socket = try Socket(.dealer, in: context)
    // Only to a service that is there: nothing piles up for one that is not.
    try socket.set(.immediate)
    try socket.set(.reconnect(intervalMs: 50, maxMs: 1_000))
    try socket.use(address.keys)
    let handshakes = try Handshakes(of: socket, in: context)
    try socket.connect(address.requests)
    var poller = Poller()
    let answers = poller.add(socket)
    let greetings = poller.add(handshakes.news)
    poller.add(descriptor: bell.descriptor)
    while isOpen {
      bell.drain()
      endTheLate()
      let isBlocked = try !send(over: socket)
      poller.watch(answers, for: isBlocked ? [.readable, .writable] : .readable)
      _ = try poller.wait(timeoutMilliseconds: pause)
      if poller.ready(greetings), try hear(handshakes) { return }
      if poller.ready(answers, for: .readable) { try receive(from: socket) }
    }
  }

  /// Hears how connecting went.
  ///
  /// - Returns: whether the service does not know the key: all calls have ended then, and another
  ///   one needs another connection, because libzmq gives this one up.
  private func hear(_ handshakes: borrowing Handshakes) throws(ZeroMQError) -> Bool {
    switch try handshakes.latest() {
    case nil: break
    case .succeeded: state.withLock { $0.obstacle = nil }
    case .failed: state.withLock { $0.obstacle = Handshakes.mismatch }
    case .refused:
      for id in state.withLock({ Array($0.waiting.keys) }) {
        finish(id, .failure(Handshakes.refusal))
      }
      return true
    }
    return false
  }

  /// Waits until there is something to connect for.
  private func waitForCall() {
    var poller = Poller()
    poller.add(descriptor: bell.descriptor)
    while state.withLock({ $0.over == nil && $0.waiting.isEmpty }) {
      guard (try? poller.wait(timeoutMilliseconds: -1)) != nil else { return }
      bell.drain()
    }
  }

  private func endTheLate() {
    for (id, end) in state.withLock({ $0.outstanding.wake(now: Ticks.now) }) {
      switch end {
      case .answered(let answer): finish(id, .success(answer))
      case .silent: finish(id, .failure(whySilent))
      }
    }
  }

  private var whySilent: ServiceError {
    guard let obstacle = state.withLock({ $0.obstacle }) else { return silence }
    return ServiceError(.unavailable, "\(silence.message) \(obstacle)")
  }

  /// Sends what is in line; false if the service takes no more, or is not there.
  private func send(over socket: borrowing Socket) throws(ZeroMQError) -> Bool {
    while let frame = state.withLock({ $0.outstanding.next() }) {
      guard try socket.sendFrames([[], frame], wait: false) else { return false }
      state.withLock { $0.outstanding.sent(now: Ticks.now) }
    }
    return true
  }

  private var pause: Int {
    let (wakeAt, now) = (state.withLock { $0.outstanding.wakeAt }, Ticks.now)
    guard wakeAt != .max else { return -1 }
    return wakeAt > now ? Int((wakeAt - now) / 1_000_000) + 1 : 0
  }

  private func receive(from socket: borrowing Socket) throws(ZeroMQError) {
    while let frames = try socket.receiveFrames(limit: 8, wait: false) {
      guard let body = frames.last, let answer = try? Answer.parse(body).first,
        case .integer(let id) = answer.id
      else { continue }
      let ended = state.withLock { $0.outstanding.took(answer, to: id, now: Ticks.now) }
      if let ended { finish(id, .success(ended)) }
    }
  }
}
