package import Engine
import Logging
package import Store
import Synchronization
package import Wire

/// A clock that stands still until somebody moves it.
package final class VirtualClock: Clock {
  private let milliseconds: Mutex<Int64>

  package init(_ start: Timestamp = VirtualClock.start) {
    milliseconds = Mutex(start.milliseconds)
  }

  /// Monday 2 March 2026, 09:00 UTC.
  package static let start = Timestamp(milliseconds: 1_772_442_000_000)

  package func now() -> Timestamp { Timestamp(milliseconds: milliseconds.withLock { $0 }) }
  package func ticks() -> UInt64 { UInt64(milliseconds.withLock { $0 }) * 1_000_000 }
  package func work() -> UInt64 { 0 }

  package func set(_ time: Timestamp) {
    milliseconds.withLock { $0 = max($0, time.milliseconds) }
  }
}

/// A few services in one process, on one virtual clock: all of what they are but sockets and threads.
///
///     let town = try Town(.sqlite) { [TicketsService.service(.test)] }
///     let ticket = try town.call(TicketsAPI.Open.self, params)
///     try town.advance(by: .hours(25))
///
/// After each call everybody has heard what it caused. A town's databases go with its test: use the
/// trait `.databases`.
package final class Town {
  package let clock: VirtualClock
  private var houses: [String: House] = [:]
  /// Logs of services that are not in town, as ``deliver(_:from:subject:contact:)`` made them up.
  private var outside: [String: [CloudEvent]] = [:]
  /// Services that are not heard from at the moment.
  package var silent: Set<String> = []
  /// Logs that are said to end further on than what has arrived of them, by service.
  package var ahead: [String: Int64] = [:]

  private struct House {
    let engine: Engine
    let reception: Reception
    var log: [CloudEvent] = []
  }

  package init(
    _ dialect: Dialect = .sqlite, clock: VirtualClock = VirtualClock(), seed: UInt64 = 1,
    limits: EngineLimits = .forTests, disk: any Disk = RemoteDisk(),
    _ services: () throws -> [Service]
  ) throws {
    self.clock = clock
    for service in try services() {
      let store = try TestDatabases.location(dialect, named: service.name).store
      let engine = try Engine(
        service, store: store, clock: clock, disk: disk,
        entropy: Entropy(SeededGenerator(seed: seed)), limits: limits,
        logger: Logger(label: service.name) { _ in SwiftLogNoOpLogHandler() })
      houses[service.name] = House(
        engine: engine, reception: Reception(service, clock: clock))
    }
    for name in houses.keys.sorted() { take(try house(name).engine.start(), of: name) }
    try pump()
  }

  // MARK: Asking

  /// Calls a method of whichever service has it, through its JSON, and lets everybody hear of it.
  package func call<M: Method>(
    _ method: M.Type, _ params: M.Params, as caller: Caller = .local, key: String? = nil
  ) throws -> M.Result {
    try answer(method, params, as: caller, key: key).result(as: M.Result.self)
  }

  /// Calls a method by its name, as a frontend without our types does.
  package func call(_ method: String, _ params: JSON) throws -> JSON {
    let request = try OutgoingRequest(id: .integer(1), method: method, params: params)
    return try send(try request.encoded(), to: try owner(of: method)).result(as: JSON.self)
  }

  /// The same with everything that the answer says.
  package func answer<M: Method>(
    _ method: M.Type, _ params: M.Params, as caller: Caller = .local, key: String? = nil
  ) throws -> Answer {
    let request = try OutgoingRequest(
      id: .integer(1), method: method.name, params: params,
      meta: RequestMeta(idempotencyKey: key))
    return try send(try request.encoded(), to: try owner(of: method.name), as: caller)
  }

  /// The service that has the method; what every service has is asked of the first.
  private func owner(of method: String) throws -> String {
    let names = houses.keys.sorted()
    let owner = names.first { name in
      houses[name]?.engine.service.answers.contains { $0.name == method } ?? false
    }
    guard let name = owner ?? names.first else { throw ServiceError.notFound("nobody is in town") }
    return name
  }

  /// Sends a frame as it is, for requests that no type would let through.
  package func send(
    _ frame: [UInt8], to name: String, as caller: Caller = .local
  ) throws -> Answer {
    let engine = try house(name).engine
    let exchange = try house(name).reception.receive(frame, from: caller, route: [])
    let outcome = engine.run([.exchange(try engine.prepare(exchange))])
    take(outcome, of: name)
    try house(name).engine.keepReads().forEach { take($0, of: name) }
    try pump()
    guard let body = outcome.replies.first?.body, let answer = try Answer.parse(body).first else {
      throw ServiceError(.internalError, "no answer came")
    }
    return answer
  }

  /// What a method refuses this with.
  package func refusal<M: Method>(
    _ method: M.Type, _ params: M.Params, as caller: Caller = .local
  ) throws -> ServiceError? {
    guard case .error(let error) = try answer(method, params, as: caller).outcome else {
      return nil
    }
    return error
  }

  // MARK: Time

  /// Lets time pass, timer by timer.
  package func advance(by period: Period) throws {
    let end = clock.now() + period
    while let next = houses.values.compactMap(\.engine.nextTimer).min(), next <= end {
      clock.set(next)
      try pump()
    }
    clock.set(end)
    try pump()
  }

  // MARK: Events

  /// The events of one type so far, oldest first.
  package func events<E: Event>(_ type: E.Type) throws -> [E] {
    let service = String(E.type.prefix { $0 != "." })
    return try log(service).filter { $0.type == E.type }.compactMap(\.data).map {
      try JSONCoding.decode(E.self, from: $0.bytes, mode: .lenient)
    }
  }

  /// A service's whole log.
  package func log(_ service: String) -> [CloudEvent] {
    houses[service]?.log ?? outside[service] ?? []
  }

  /// An event of a service that is not in town.
  package func deliver<E: Event>(
    _ event: E, from service: String, subject: String, contact: String? = nil, hops: Int = 0,
    seen: [String: Int64] = [:], trace: String? = nil
  ) throws {
    let sequence = Int64(outside[service, default: []].count + 1)
    outside[service, default: []].append(
      CloudEvent(
        id: UUIDv7(milliseconds: clock.now().milliseconds, random: (0, UInt64(sequence)))
          .description,
        source: "/rapport/\(service)", type: E.type, subject: subject, time: clock.now(),
        sequence: sequence, log: Self.outsideLog(service), contact: contact,
        traceparent: trace, hops: hops, seen: seen,
        data: RawJSON(bytes: try JSONCoding.encode(event))))
    try pump()
  }

  /// The log of a service that is not in town ends earlier again: a copy of it was put back.
  package func forget(_ service: String, after sequence: Int64) {
    outside[service]?.removeAll { $0.sequence > sequence }
  }

  /// The id of the log that ``deliver(_:from:subject:contact:hops:seen:)`` writes.
  package static func outsideLog(_ service: String) -> String { "\(service)_outside" }

  /// The id of a service's log, in town or outside.
  package func logID(_ service: String) -> String {
    houses[service]?.engine.position.log ?? Self.outsideLog(service)
  }

  package func following(_ service: String, by follower: String) throws -> Following? {
    try house(follower).engine.following(service)
  }

  /// Lets couriers work until nothing more is to be had; returns how many jobs they did.
  @discardableResult
  package func runCouriers() throws -> Int {
    var done = 0
    for name in houses.keys.sorted() {
      for courier in try house(name).engine.service.couriers { done += try run(courier, of: name) }
    }
    return done
  }

  private func run<C: Courier>(_ courier: C, of name: String) throws -> Int {
    let worker = courier.makeWorker()
    var done = 0
    while true {
      let claimed = try errand(of: name) { try courier.claim(courier.workers, $0) }
      if claimed.isEmpty { return done }
      for job in claimed {
        var wasCalledBack = false
        var failure: (any Error)?
        let outcome = courier.deliver(job, with: worker) {
          do {
            let goes = try self.errand(of: name) { try courier.handOver(job, $0) }
            wasCalledBack = !goes
            return goes
          } catch {
            (failure, wasCalledBack) = (error, true)
            return false
          }
        }
        if let failure { throw failure }
        if !wasCalledBack {
          try errand(of: name) { try courier.settle(job, outcome, $0) }
        }
        done += 1
      }
    }
  }

  /// Runs something in a service's own transaction, as its couriers do, and tells the others.
  @discardableResult
  package func errand<Result: Sendable>(
    of name: String, _ body: @escaping @Sendable (Context) throws -> Result
  ) throws -> Result {
    let engine = try house(name).engine
    let (result, outcome) = try engine.perform(body)
    take(outcome, of: name)
    try pump()
    return result
  }

  // MARK: Hearing

  /// Brings every follower up to date and fires what is due, until nothing more happens.
  package func pump() throws {
    var isQuiet = false
    while !isQuiet {
      isQuiet = true
      for name in houses.keys.sorted() {
        if try hear(name) { isQuiet = false }
      }
    }
  }

  private func hear(_ name: String) throws -> Bool {
    let engine = try house(name).engine
    for following in engine.followings where !silent.contains(following.service) {
      let head = max(log(following.service).last?.sequence ?? 0, ahead[following.service] ?? 0)
      engine.note(following.service) { known in
        known.heard(head: head, at: clock.now())
        known.state = known.sequence >= head ? .live : .catchingUp
      }
    }
    let news = engine.followings.filter { !silent.contains($0.service) }.flatMap { following in
      log(following.service).filter { $0.sequence > following.sequence }.prefix(100).map {
        Work.event(service: following.service, $0)
      }
    }
    let isDue = engine.nextTimer.map { $0 <= clock.now() } ?? false
    guard !news.isEmpty || isDue else { return false }
    let before = engine.followings.map(\.sequence)
    let outcome = engine.run(news)
    take(outcome, of: name)
    return isDue || before != engine.followings.map(\.sequence)
  }

  /// Runs the next batch of one service alone: timers that are due, and nobody's request.
  package func runOneBatch(of name: String) throws {
    take(try house(name).engine.run([]), of: name)
  }

  private func take(_ outcome: BatchOutcome, of name: String) {
    houses[name]?.log += outcome.events
    outcome.after.forEach { $0() }
  }

  private func house(_ name: String) throws -> House {
    guard let house = houses[name] else {
      throw ServiceError.notFound("no service \(name) is in town")
    }
    return house
  }
}

extension EngineLimits {
  /// Debug builds on a busy machine need more time for a handler than a customer should wait.
  package static var forTests: EngineLimits {
    var limits = EngineLimits.standard
    limits.handlerBudget = 60_000
    return limits
  }
}

extension ServiceSettings {
  /// An installation that exists only in a test.
  package static let test = ServiceSettings(
    publicURL: "https://shop.example", secret: Secret(keys: [1: Array(repeating: 7, count: 32)]))
}
