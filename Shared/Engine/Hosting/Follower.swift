import Access
import Logging
import Synchronization
import Wire
import ZeroMQ

/// Follows one other service's log: live over SUB, what it missed over request-reply.
///
/// It subscribes first and reads from its cursor then, so nothing falls between. What arrives in
/// order goes to the loop; whatever does not is read again. One thread owns its two sockets.
final class Follower: Sendable {
  let service: String
  private let endpoints: Endpoints
  private let inbox: Inbox
  private let limits: EngineLimits
  private let clock: any Clock
  private let logger: Logger
  private let bell: WakeUp
  private let orders: Mutex<Orders>

  private struct Orders {
    var isOver = false
    /// Go back to this cursor: the loop could not apply what came after it.
    var rewind: Following?
  }

  /// How long an answer may take before the question is asked again.
  private static let patience: UInt64 = 5_000_000_000
  /// How long to wait after a failure before asking again.
  private static let pause: UInt64 = 500_000_000
  /// How long nothing at all may be heard of a log that beats every second.
  private static let silence: UInt64 = 10_000_000_000
  /// How many events may wait for the loop before no more are asked for.
  private static let window = 2_000

  init(
    service: String, endpoints: Endpoints, from following: Following, inbox: Inbox,
    limits: EngineLimits, clock: any Clock, logger: Logger
  ) throws(ZeroMQError) {
    (self.service, self.endpoints, self.inbox) = (service, endpoints, inbox)
    (self.limits, self.clock, self.logger) = (limits, clock, logger)
    bell = try WakeUp()
    orders = Mutex(Orders(rewind: following))
  }

  /// Reads again from the cursor on, after a short pause.
  func rewind(to following: Following) {
    orders.withLock { $0.rewind = following }
    bell.signal()
  }

  func stop() {
    orders.withLock { $0.isOver = true }
    bell.signal()
  }

  /// The follower's life: until stopped. Call it on a thread of its own.
  func run(in context: ZeroMQ.Context) throws(ZeroMQError) {
    var chase = Chase()
    while try listen(&chase, in: context) {
      logger.warning("a log is silent; connecting anew", metadata: ["log": "\(service)"])
    }
  }

  /// Connects and follows until stopped, or until nothing is heard for long: libzmq connects again by
  /// itself after a loss, but not after its key was refused.
  ///
  /// - Returns: whether to connect anew.
  private func listen(
    _ chase: inout Chase, in context: ZeroMQ.Context
  ) throws(ZeroMQError) -> Bool {
    let live = try Socket(.sub, in: context)
    try live.set(.receiveHighWater(limits.eventsWaiting))
    try live.set(.reconnect(intervalMs: 50, maxMs: 1_000))
    try live.set(.heartbeat(intervalMs: 1_000, timeoutMs: 3_000, ttlMs: 3_000))
    try live.use(endpoints.keys)
    try live.set(.subscribe([]))
    let connections = try ConnectionWatch(of: live, in: context)
    try live.connect(endpoints.events)
    let reading = try Socket(.dealer, in: context)
    try reading.set(.reconnect(intervalMs: 50, maxMs: 1_000))
    try reading.set(.heartbeat(intervalMs: 1_000, timeoutMs: 3_000, ttlMs: 3_000))
    // Without a peer there is nothing to queue a question in; it is asked again.
    try reading.set(.immediate)
    try reading.use(endpoints.keys)
    try reading.connect(endpoints.requests)
    var heardAt = clock.ticks()
    while clock.ticks() < heardAt + Self.silence {
      let orders = self.orders.withLock { orders in
        defer { orders.rewind = nil }
        return orders
      }
      if orders.isOver { return false }
      if let cursor = orders.rewind { chase.restart(at: cursor, pause: Self.pause, clock.ticks()) }
      if let request = ask(&chase) {
        if try !reading.sendFrames([[], request], wait: false) {
          chase.pursuit.failed(until: clock.ticks() + Self.pause)
        }
      }
      // The loop is behind: what comes live waits in the socket, and what that drops is read later.
      let isFull = inbox.waitingEvents >= Self.window
      var poller = Poller()
      let liveIndex = poller.add(live, isFull ? [] : .readable)
      let readingIndex = poller.add(reading)
      _ = poller.add(descriptor: bell.descriptor)
      _ = try poller.wait(timeoutMilliseconds: 200)
      _ = bell.drain()
      if isFull || poller.ready(readingIndex) || poller.ready(liveIndex) { heardAt = clock.ticks() }
      if poller.ready(readingIndex) { try takeAnswers(reading, &chase) }
      if !isFull, poller.ready(liveIndex) { try takeLive(live, connections, &chase) }
    }
    return true
  }

  private func ask(_ chase: inout Chase) -> [UInt8]? {
    guard !chase.isDiverged, inbox.waitingEvents < Self.window,
      let question = chase.pursuit.question(now: clock.ticks(), patience: Self.patience)
    else { return nil }
    let request = try? OutgoingRequest(
      id: question.id, method: EveryService.ReadEvents.name, params: question.params)
    return try? request?.encoded()
  }

  private func takeLive(
    _ socket: borrowing Socket, _ connections: borrowing ConnectionWatch, _ chase: inout Chase
  ) throws(ZeroMQError) {
    var events: [CloudEvent] = []
    var heartbeat: Heartbeat?
    for _ in 0..<1_000 {
      guard let frames = try socket.receiveFrames(limit: 2, wait: false) else { break }
      guard frames.count == 2 else { continue }
      if frames[0].elementsEqual(Heartbeat.type(of: service).utf8) {
        heartbeat = decode(frames[1], as: Heartbeat.self) ?? heartbeat
      } else if let event = decode(frames[1], as: CloudEvent.self) {
        events.append(event)
      }
    }
    if try connections.isNew() { chase.pursuit.reconnected() }
    deliver(chase.pursuit.took(live: events))
    if let heartbeat { chase.pursuit.heard(heartbeat) }
    tell(chase)
  }

  private func takeAnswers(
    _ socket: borrowing Socket, _ chase: inout Chase
  ) throws(ZeroMQError) {
    while let frames = try socket.receiveFrames(limit: 2, wait: false) {
      guard let body = frames.last else { continue }
      do throws(ServiceError) {
        guard let answer = try Answer.parse(body).first, answer.id == chase.pursuit.asked else {
          continue
        }
        deliver(chase.pursuit.took(try answer.result(as: EveryService.ReadEvents.Result.self)))
      } catch {
        logger.warning(
          "a log could not be read", metadata: ["log": "\(service)", "error": "\(error.message)"])
        chase.pursuit.failed(until: clock.ticks() + Self.pause)
        if error.subtype == "logDiverged" { chase.isDiverged = true }
      }
    }
    tell(chase)
  }

  private func deliver(_ events: [CloudEvent]) {
    if !events.isEmpty { inbox.push(events, from: service) }
  }

  /// Tells the loop how the other is doing.
  private func tell(_ chase: Chase) {
    let (heard, head, state) = (clock.now(), chase.pursuit.head, chase.state)
    inbox.note { [service] engine in
      engine.note(service) { following in
        following.heard(head: head, at: heard)
        if following.state != .stopped { following.state = state }
      }
    }
  }

  private func decode<Value: Decodable>(_ body: [UInt8], as type: Value.Type) -> Value? {
    do {
      return try JSONCoding.decode(type, from: body, mode: .lenient)
    } catch {
      // An event's number is missing then, and it is read from the log.
      logger.warning(
        "a frame could not be read", metadata: ["log": "\(service)", "error": "\(error)"])
      return nil
    }
  }
}

/// Where a follower's thread stands.
private struct Chase {
  var pursuit = Pursuit(from: .start)
  /// The log is not the one followed so far; an operator has to decide.
  var isDiverged = false

  var state: Following.State {
    if isDiverged { return .diverged }
    return pursuit.state == .live ? .live : .catchingUp
  }

  mutating func restart(at cursor: Following, pause: UInt64, _ now: UInt64) {
    pursuit = Pursuit(
      resuming: cursor.log.isEmpty ? nil : cursor.log, after: cursor.sequence, id: cursor.event)
    isDiverged = false
    // Whatever made it start over may need a moment; the first time nothing has.
    if cursor.lastHeard != nil { pursuit.failed(until: now + pause) }
  }
}
