import Access
import Wire
import ZeroMQ

/// Follows a service's log for one reader: live over SUB, what it missed over request-reply. One
/// thread owns both sockets; ``Pursuit`` decides.
final class Follower: Sendable {
  private let service: String
  private let mailbox: Mailbox
  private let bell: WakeUp

  /// How long an answer may take before the question is asked again.
  private static let patience = Period.seconds(3).ticks
  /// How long to wait after a failure before asking again.
  private static let pause = Period.milliseconds(500).ticks
  /// How many live messages are taken at once.
  private static let drain = 500

  init(
    _ address: ServiceAddress, service: String, from position: LogPosition, types: [String],
    into mailbox: Mailbox, in context: Context
  ) throws(ZeroMQError) {
    (self.service, self.mailbox) = (service, mailbox)
    let bell = try WakeUp()
    self.bell = bell
    mailbox.onChange { bell.signal() }
    Worker {
      do {
        let live = try Self.subscribe(address, service: service, types: types, in: context)
        let connections = try ConnectionWatch(of: live, in: context)
        try live.connect(address.events)
        let reading = try Socket(.dealer, in: context)
        try reading.set(.immediate)
        try reading.set(.reconnect(intervalMs: 50, maxMs: 1_000))
        try reading.use(address.keys)
        let handshakes = try Handshakes(of: reading, in: context)
        try reading.connect(address.requests)
        try self.run(
          Pursuit(from: position, types: types), live, connections, reading, handshakes)
      } catch {
        mailbox.finish(
          throwing: ServiceError(.unavailable, "The \(service) log cannot be followed: \(error)."))
      }
    }.detach()
  }

  private static func subscribe(
    _ address: ServiceAddress, service: String, types: [String], in context: Context
  ) throws(ZeroMQError) -> Socket {
    let live = try Socket(.sub, in: context)
    try live.set(.receiveHighWater(10_000))
    try live.set(.reconnect(intervalMs: 50, maxMs: 1_000))
    try live.set(.subscribe(Array(Heartbeat.type(of: service).utf8)))
    for prefix in types.isEmpty ? [""] : types { try live.set(.subscribe(Array(prefix.utf8))) }
    try live.use(address.keys)
    return live
  }

  var isOver: Bool { mailbox.isOver }

  func stop() {
    mailbox.finish()
    bell.signal()
  }

  private func run(
    _ start: Pursuit, _ live: borrowing Socket, _ connections: borrowing ConnectionWatch,
    _ reading: borrowing Socket, _ handshakes: borrowing Handshakes
  ) throws(ZeroMQError) {
    var pursuit = start
    var poller = Poller()
    let (liveIndex, readingIndex) = (poller.add(live), poller.add(reading))
    let greetings = poller.add(handshakes.news)
    poller.add(descriptor: bell.descriptor)
    while !mailbox.isOver {
      let hasRoom = mailbox.hasRoom
      let isBlocked = hasRoom ? try !ask(&pursuit, over: reading) : false
      // A reader that is behind leaves events with libzmq; what that drops is read again.
      poller.watch(liveIndex, for: hasRoom ? .readable : [])
      poller.watch(readingIndex, for: isBlocked ? [.readable, .writable] : .readable)
      _ = try poller.wait(timeoutMilliseconds: 200)
      bell.drain()
      if poller.ready(greetings), try handshakes.latest() == .refused {
        mailbox.finish(throwing: Handshakes.refusal)
      }
      if poller.ready(readingIndex, for: .readable) { try takeAnswers(reading, &pursuit) }
      if poller.ready(liveIndex) { try takeLive(live, connections, &pursuit) }
    }
  }

  /// Sends the question of the moment, if there is one; false if the service is not there.
  private func ask(
    _ pursuit: inout Pursuit, over socket: borrowing Socket
  ) throws(ZeroMQError) -> Bool {
    guard let question = pursuit.question(now: Ticks.now, patience: Self.patience),
      let frame = try? OutgoingRequest(
        id: question.id, method: EveryService.ReadEvents.name, params: question.params
      ).encoded()
    else { return true }
    if try socket.sendFrames([[], frame], wait: false) { return true }
    pursuit.failed(until: Ticks.now)
    return false
  }

  private func takeAnswers(
    _ socket: borrowing Socket, _ pursuit: inout Pursuit
  ) throws(ZeroMQError) {
    while let frames = try socket.receiveFrames(limit: 8, wait: false) {
      guard let body = frames.last else { continue }
      do throws(ServiceError) {
        guard let answer = try Answer.parse(body).first, answer.id == pursuit.asked else {
          continue
        }
        mailbox.put(pursuit.took(try answer.result(as: EveryService.ReadEvents.Result.self)))
      } catch {
        guard error.isPassing else { return mailbox.finish(throwing: error) }
        pursuit.failed(until: Ticks.now + Self.pause)
      }
    }
  }

  private func takeLive(
    _ socket: borrowing Socket, _ connections: borrowing ConnectionWatch,
    _ pursuit: inout Pursuit
  ) throws(ZeroMQError) {
    let heartbeat = Array(Heartbeat.type(of: service).utf8)
    var events: [CloudEvent] = []
    var told: Heartbeat?
    for _ in 0..<Self.drain {
      guard let frames = try socket.receiveFrames(limit: 2, wait: false) else { break }
      guard frames.count == 2 else { continue }
      if frames[0] == heartbeat {
        told = read(Heartbeat.self, frames[1]) ?? told
      } else if let event = read(CloudEvent.self, frames[1]) {
        events.append(event)
      }
    }
    if try connections.isNew() { pursuit.reconnected() }
    // What came with it comes first, or the events before it would look lost.
    mailbox.put(pursuit.took(live: events))
    if let told { pursuit.heard(told) }
  }

  /// What cannot be read counts as lost, and is read from the log.
  private func read<T: Decodable>(_ type: T.Type, _ body: [UInt8]) -> T? {
    try? JSONCoding.decode(type, from: body, mode: .lenient)
  }
}

extension ServiceError {
  /// Whether the same question may be answered a moment later.
  fileprivate var isPassing: Bool {
    switch kind {
    case .busy, .deadlineExceeded, .unavailable, .internalError, .parseError: true
    case .invalidRequest, .methodNotFound, .invalidParams, .unauthenticated, .forbidden,
      .notFound, .conflict, .invalid, .rejected, .tooLarge:
      false
    }
  }
}
