import Logging
import Wire
import ZeroMQ

/// The service's two sockets and the thread that owns them.
///
/// It decodes what comes in, hands it to the loop or the readers, and sends what they leave. Every
/// second it tells subscribers the log's head, so that the loss of a last event is noticed.
final class Port {
  private let service: String
  private let reception: Reception
  private let inbox: Inbox
  private let readers: Readers
  private let outbox: Outbox
  private let position: Position
  private let books: Books
  private let clock: any Clock
  private let logger: Logger
  private static let frameLimit = 8
  /// Beyond what a request may have, so that one which has too much is told so; past this libzmq
  /// drops the peer.
  private static let messageLimit = 1024 * 1024
  private static let drain = 256
  private static let heartbeat: UInt64 = 1_000_000_000

  init(
    service: Service, reception: Reception, inbox: Inbox, readers: Readers, outbox: Outbox,
    position: Position, books: Books, clock: any Clock, logger: Logger
  ) {
    (self.service, self.reception, self.inbox) = (service.name, reception, inbox)
    (self.readers, self.outbox, self.position) = (readers, outbox, position)
    (self.books, self.clock, self.logger) = (books, clock, logger)
  }

  /// Binds the sockets; they are to be used by one thread from then on.
  static func bind(_ endpoints: Endpoints, in context: ZeroMQ.Context) throws(ZeroMQError)
    -> Sockets
  {
    let requests = try Socket(.router, in: context)
    try requests.set(.maxMessageSize(messageLimit))
    try requests.set(.sendHighWater(1_000))
    try requests.set(.receiveHighWater(1_000))
    try requests.set(.linger(1_000))
    try requests.bind(endpoints.requests)
    let events = try Socket(.xpub, in: context)
    try events.set(.maxMessageSize(messageLimit))
    try events.set(.sendHighWater(10_000))
    try events.set(.linger(1_000))
    try events.bind(endpoints.events)
    return Sockets(requests: requests, events: events)
  }

  struct Sockets: ~Copyable {
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
      let bell = poller.add(descriptor: outbox.bell.descriptor)
      let now = clock.ticks()
      let pause = nextHeartbeat > now ? Int((nextHeartbeat - now) / 1_000_000) + 1 : 0
      _ = try poller.wait(timeoutMilliseconds: pause)
      if poller.ready(bell) { _ = outbox.bell.drain() }
      let ending = isOver()
      try send(outbox.take(), over: sockets)
      if poller.ready(requests), !ending { try receive(sockets.requests) }
      if poller.ready(events) { try readSubscriptions(sockets.events) }
      if clock.ticks() >= nextHeartbeat {
        try beat(sockets.events)
        nextHeartbeat = clock.ticks() + Self.heartbeat
      }
      if ending { return }
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
    let exchange = reception.receive(body, from: .local, route: parcel.frames.dropLast())
    if exchange.isRefused {
      refuse(exchange)
    } else if exchange.isReadOnly, !exchange.waits {
      if !readers.offer(exchange) { turnAway(exchange) }
    } else if !inbox.offer(exchange) {
      turnAway(exchange)
    }
  }

  private func refuse(_ exchange: Exchange) {
    books.note(exchange.ended(at: clock.ticks()), at: clock.now())
    outbox.push(exchange.refused)
  }

  private func turnAway(_ exchange: Exchange) {
    books.note(exchange.ended(Self.full, at: clock.ticks()), at: clock.now())
    outbox.push(exchange.refused(Self.full))
  }

  static let full = ServiceError.busy(
    "The service takes no more requests at the moment; nothing was done.", retryAfter: .seconds(1))

  private func send(_ load: Outbox.Load, over sockets: borrowing Sockets) throws(ZeroMQError) {
    for (route, body) in load.replies {
      // A caller that does not read its answers loses them; it repeats with its key.
      do throws(ZeroMQError) {
        _ = try sockets.requests.sendFrames(route + [body], wait: false)
      } catch  where error.isUnreachable {
        continue
      }
    }
    for event in load.events {
      var body: [UInt8] = []
      body.reserveCapacity((event.data?.bytes.count ?? 0) + 600)
      event.write(into: &body)
      _ = try sockets.events.sendFrames([Array(event.type.utf8), body], wait: false)
    }
  }

  /// What subscribers send is read so that it does not pile up, and means nothing here.
  private func readSubscriptions(_ socket: borrowing Socket) throws(ZeroMQError) {
    for _ in 0..<Self.drain {
      do throws(ZeroMQError) {
        guard try socket.receiveFrames(limit: 1, wait: false) != nil else { return }
      } catch {
        guard error.overflow != nil else { throw error }
      }
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
