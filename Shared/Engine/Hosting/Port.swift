import Access
import Logging
import Wire
import ZeroMQ

/// The service's two sockets and the thread that owns them.
///
/// It decodes what comes in, hands it to the loop or the readers, and sends what they leave. Every
/// second it tells subscribers the log's head, so that the loss of a last event is noticed.
///
/// Where there are keys it keeps the door as well: libzmq asks it about each new connection.
final class Port {
  private let service: String
  private let reception: Reception
  private let inbox: Inbox
  private let readers: Readers
  private let preparers: Preparers
  private let outbox: Outbox
  private let position: Position
  private let books: Books
  private let doorkeeper: Doorkeeper?
  private let limits: EngineLimits
  private let clock: any Clock
  private let logger: Logger
  /// By the key's name; of those that the ring holds, so that there are no more than it has.
  private var accounts: [String: Account] = [:]
  private var backlog = Backlog()
  /// The event socket's address while nothing listens there: it has to be bound again.
  private var unbound: String?
  private static let frameLimit = 8
  /// Beyond what a request may have, so that one which has too much is told so; past this libzmq
  /// drops the peer.
  private static let messageLimit = 320 * 1024
  private static let drain = 256
  private static let heartbeat: UInt64 = 1_000_000_000
  /// How long to wait before an address that is still taken is tried again, in milliseconds.
  private static let bindingPause = 10
  /// How long to wait before answers that were not taken are offered again, in milliseconds.
  private static let backlogPause = 1

  /// - Parameter doorkeeper: nil where there are no keys, and everybody who comes is local.
  init(
    service: Service, reception: Reception, inbox: Inbox, readers: Readers, preparers: Preparers,
    outbox: Outbox, position: Position, books: Books, doorkeeper: Doorkeeper?,
    limits: EngineLimits, clock: any Clock, logger: Logger
  ) {
    (self.service, self.reception, self.inbox) = (service.name, reception, inbox)
    (self.readers, self.preparers, self.outbox) = (readers, preparers, outbox)
    (self.position, self.books) = (position, books)
    (self.doorkeeper, self.limits) = (doorkeeper, limits)
    (self.clock, self.logger) = (clock, logger)
  }

  /// Binds the sockets; they are to be used by one thread from then on.
  static func bind(
    _ endpoints: Endpoints, keys: ServerKeys?, limits: EngineLimits, in context: ZeroMQ.Context
  ) throws(ZeroMQError) -> Sockets {
    let door = try Socket(.rep, in: context)
    let requests = try Socket(.router, in: context)
    try requests.set(.maxMessageSize(messageLimit))
    // Short queues: what they do not take waits where it is counted, or with the peer.
    try requests.set(.sendHighWater(64))
    try requests.set(.receiveHighWater(256))
    try requests.set(.routerMandatory)
    try requests.set(.linger(1_000))
    let events = try Socket(.xpub, in: context)
    try events.set(.maxMessageSize(messageLimit))
    try events.set(.sendHighWater(limits.eventsWaiting))
    try events.set(.linger(1_000))
    if let keys {
      // Where libzmq asks (ZeroMQ RFC 27): before anybody can come.
      try door.bind("inproc://zeromq.zap.01")
      try requests.set(.curveServer(secret: keys.secret))
      try events.set(.curveServer(secret: keys.secret))
      try events.set(.xpubManual)
    }
    try requests.bind(endpoints.requests)
    try events.bind(endpoints.events)
    return Sockets(door: door, requests: requests, events: events)
  }

  struct Sockets: ~Copyable {
    /// Asked by libzmq who may connect; silent without keys.
    let door: Socket
    let requests: Socket
    let events: Socket
  }

  /// Works until told that it is over, and sends what is left then.
  func run(_ sockets: borrowing Sockets, until isOver: () -> Bool) throws(ZeroMQError) {
    var nextHeartbeat = clock.ticks()
    while true {
      var poller = Poller()
      let requests = poller.add(sockets.requests)
      let events = poller.add(sockets.events)
      let door = poller.add(sockets.door)
      let bell = poller.add(descriptor: outbox.bell.descriptor)
      let now = clock.ticks()
      let pause = nextHeartbeat > now ? Int((nextHeartbeat - now) / 1_000_000) + 1 : 0
      _ = try poller.wait(timeoutMilliseconds: min(pause, impatience))
      if poller.ready(bell) { _ = outbox.bell.drain() }
      let ending = isOver()
      try sendBacklog(over: sockets.requests)
      try send(outbox.take(), over: sockets)
      if poller.ready(door) { try admit(sockets.door) }
      if poller.ready(requests), !ending { try receive(sockets.requests) }
      if poller.ready(events) { try readSubscriptions(sockets.events) }
      try listenAgain(sockets.events)
      if clock.ticks() >= nextHeartbeat {
        if doorkeeper?.lookAgain(now: clock.now()) == true { try sendAway(sockets.events) }
        try beat(sockets.events)
        nextHeartbeat = clock.ticks() + Self.heartbeat
      }
      if ending { return }
    }
  }

  /// How long it may wait at most, in milliseconds, with something left to try again.
  private var impatience: Int {
    if !backlog.isEmpty { return Self.backlogPause }
    return unbound == nil ? .max : Self.bindingPause
  }

  /// Tells libzmq who may connect.
  private func admit(_ door: borrowing Socket) throws(ZeroMQError) {
    guard let doorkeeper else { return }
    for _ in 0..<Self.drain {
      guard let question = try door.receiveFrames(limit: Self.frameLimit, wait: false) else {
        return
      }
      try door.sendFrames(doorkeeper.answer(question, now: clock.now()))
    }
  }

  private func receive(_ socket: borrowing Socket) throws(ZeroMQError) {
    for _ in 0..<Self.drain {
      do throws(ZeroMQError) {
        guard let parcel = try socket.receiveParcel(limit: Self.frameLimit, wait: false) else {
          return
        }
        take(parcel)
      } catch {
        guard let overflow = error.overflow else { throw error }
        // An error without the routing id has nobody to go to.
        guard let routingID = overflow.routingID else { continue }
        let refusal = ServiceError.tooLarge(
          "A message may have at most \(Self.frameLimit) frames.")
        refuse(reception.refusal(refusal, route: [routingID]))
      }
    }
  }

  private func take(_ parcel: Parcel) {
    guard let body = parcel.frames.last, parcel.frames.count > 1 else { return }
    var exchange = open(body, of: parcel)
    exchange.ticket = admit(exchange, bytes: body.count)
    if exchange.isRefused {
      refuse(exchange)
    } else if exchange.ticket == nil {
      turnAway(exchange, Self.tooMuch)
    } else if exchange.isReadOnly, !exchange.waits {
      if !readers.offer(exchange) { turnAway(exchange, Self.full) }
    } else if exchange.needsPreparation {
      if !preparers.offer(exchange) { turnAway(exchange, Self.full) }
    } else if !inbox.offer(exchange) {
      turnAway(exchange, Self.full)
    }
  }

  private func open(_ body: [UInt8], of parcel: Parcel) -> Exchange {
    let route = Array(parcel.frames.dropLast())
    do throws(ServiceError) {
      let caller = try doorkeeper?.caller(parcel.userID, now: clock.now()) ?? .local
      return reception.receive(body, from: caller, route: route)
    } catch {
      return reception.turnAway(body, because: error, route: route)
    }
  }

  private func refuse(_ exchange: Exchange) {
    books.note(exchange.ended(at: clock.ticks()), at: clock.now())
    outbox.push(exchange.refused)
  }

  private func turnAway(_ exchange: Exchange, _ error: ServiceError) {
    books.note(exchange.ended(error, at: clock.ticks()), at: clock.now())
    outbox.push(exchange.refused(error))
  }

  /// Counts an exchange among what its key has under way; nil when that is too much.
  private func admit(_ exchange: Exchange, bytes: Int) -> Account.Ticket? {
    guard let key = exchange.calls.first?.caller.key else { return nil }
    let (account, now) = (account(of: key), clock.ticks())
    return account.admit(exchange.calls.count, bytes: bytes, now: now)
  }

  private func account(of key: String) -> Account {
    if let account = accounts[key] { return account }
    // Without keys nobody can be told from anybody; then only the memory is guarded.
    let room =
      doorkeeper == nil
      ? Account.Limits(requests: .max, bytes: limits.bytesWithoutKeys, rate: .max)
      : Account.Limits(
        requests: limits.requestsPerKey, bytes: limits.bytesPerKey, rate: limits.ratePerKey)
    let account = Account(room, now: clock.ticks())
    accounts[key] = account
    return account
  }

  private static let tooMuch = ServiceError.busy(
    "This key asks for more than one may have under way; nothing was done.",
    retryAfter: .seconds(1))

  static let full = ServiceError.busy(
    "The service takes no more requests at the moment; nothing was done.", retryAfter: .seconds(1))

  private func send(_ load: Outbox.Load, over sockets: borrowing Sockets) throws(ZeroMQError) {
    for reply in load.replies {
      if !backlog.holds(reply), try pass(reply, over: sockets.requests) { continue }
      // A caller that does not read its answers loses them; it repeats with its key.
      if !backlog.add(reply, now: clock.ticks()) {
        logger.debug("an answer was not read", metadata: ["bytes": "\(reply.body.count)"])
      }
    }
    for event in load.events {
      var body: [UInt8] = []
      body.reserveCapacity((event.data?.bytes.count ?? 0) + 600)
      event.write(into: &body)
      _ = try sockets.events.sendFrames([Array(event.type.utf8), body], wait: false)
    }
  }

  private func sendBacklog(over socket: borrowing Socket) throws(ZeroMQError) {
    guard !backlog.isEmpty else { return }
    var rest = backlog
    backlog = Backlog()
    try rest.retry(now: clock.ticks()) { reply throws(ZeroMQError) in
      try pass(reply, over: socket)
    }
    backlog = rest
  }

  /// Sends an answer; false if the caller's queue is full. One who has left is no reason to keep it.
  private func pass(
    _ reply: Backlog.Reply, over socket: borrowing Socket
  ) throws(ZeroMQError) -> Bool {
    do throws(ZeroMQError) {
      return try socket.sendFrames(reply.route + [reply.body], wait: false)
    } catch {
      guard error.isUnreachable else { throw error }
      return true
    }
  }

  /// Reads what subscribers send. Without keys libzmq sees to it by itself.
  private func readSubscriptions(_ socket: borrowing Socket) throws(ZeroMQError) {
    for _ in 0..<Self.drain {
      do throws(ZeroMQError) {
        guard let parcel = try socket.receiveParcel(limit: 1, wait: false) else { return }
        if let doorkeeper { try subscribe(socket, parcel, doorkeeper) }
      } catch {
        guard error.overflow != nil else { throw error }
      }
    }
  }

  /// Lets a subscription in, or takes it back: `1` or `0` and a topic (ZeroMQ RFC 29).
  private func subscribe(
    _ socket: borrowing Socket, _ parcel: Parcel, _ doorkeeper: Doorkeeper
  ) throws(ZeroMQError) {
    guard let frame = parcel.frames.first, let kind = frame.first else { return }
    let topic = Array(frame.dropFirst())
    if kind == 0 {
      try socket.set(.unsubscribe(topic))
    } else if kind == 1,
      doorkeeper.maySubscribe(parcel.userID, to: topic, of: service, now: clock.now())
    {
      try socket.set(.subscribe(topic))
    }
  }

  /// Ends all subscriptions, because somebody may not hear any longer what they hear. The others
  /// come back by themselves, and read what they missed.
  private func sendAway(_ socket: borrowing Socket) throws(ZeroMQError) {
    let endpoint = try socket.lastEndpoint
    try socket.unbind(endpoint)
    unbound = endpoint
    doorkeeper?.forgetListeners()
    logger.info("subscribers were sent away: a key has lost rights")
  }

  /// Binds the event socket again once its old address is free: libzmq lets go of it a little later.
  private func listenAgain(_ socket: borrowing Socket) throws(ZeroMQError) {
    guard let endpoint = unbound else { return }
    do throws(ZeroMQError) {
      try socket.bind(endpoint)
      unbound = nil
    } catch {
      guard error.isAddressInUse else { throw error }
    }
  }

  private func beat(_ socket: borrowing Socket) throws(ZeroMQError) {
    let (log, head) = position.value
    var body: [UInt8] = []
    do {
      try JSONCoding.encode(Heartbeat(log: log, head: head), into: &body)
    } catch {
      logger.error("a heartbeat could not be written", metadata: ["error": "\(error)"])
    }
    _ = try socket.sendFrames([Array(Heartbeat.type(of: service).utf8), body], wait: false)
  }
}
