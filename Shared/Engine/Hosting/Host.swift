package import Access
package import Logging
package import Store
package import Wire
import ZeroMQ

/// A running service: its engine, sockets and threads.
///
///     let host = try Host(service, options)
///     try host.start()
///     …
///     host.stop()
///
/// Threads: one for the sockets, one that writes, two that answer queries, one that prepares what
/// is expensive, one for each log followed, one for each courier's worker, one that moves SQLite's
/// write-ahead log.
package final class Host {
  private let engine: Engine
  private let options: HostOptions
  private let context: ZeroMQ.Context
  private let inbox: Inbox
  private let outbox: Outbox
  private let readers: Readers
  private let preparers: Preparers
  private let position: Position
  private let followers: [Follower]
  private let crews: [any Crew]
  private let reception: Reception
  private let books: Books
  /// Nil where there are no keys.
  private let doorkeeper: Doorkeeper?
  private let gate: Gate
  private let preserved: PreservedFile?
  private let isOver = Monitor(false)
  /// Every answer that there will be is in the outbox.
  private let isAnswered = Monitor(false)
  private var crewThreads: [Worker] = []
  private var loopThread: Worker?
  private var preparersThread: Worker?
  private var otherThreads: [Worker] = []
  private var logThread: Worker?
  private var portThread: Worker?

  /// Opens the database and makes everything ready; nothing listens yet.
  package init(_ service: Service, _ options: HostOptions) throws {
    self.options = options
    doorkeeper = try options.keys.map { try Doorkeeper($0, logger: options.logger) }
    let clock = SteadyClock()
    let store = options.location.store
    let logger = options.logger
    let books = Books(log: RequestLog(service: service.name, level: logger.logLevel))
    self.books = books
    engine = try Engine(
      service, store: store, clock: clock, disk: options.disk, limits: options.limits,
      version: options.version, books: books, logger: logger, restoring: options.restoring,
      copies: options.backupFolder)
    clock.advance(to: engine.lastTime)
    context = try ZeroMQ.Context()
    let inbox = Inbox(limits: engine.limits)
    self.inbox = inbox
    outbox = try Outbox()
    let start = engine.position
    position = Position(log: start.log, head: start.head, followings: engine.followings)
    engine.queues = { inbox.depths }
    gate = Gate(clock: clock)
    preserved = try options.preservedFile.map { try PreservedFile(path: $0) }
    var view = engine.view
    view.backups = Backups(
      of: store, in: options.backupFolder, service: (service.name, options.version), gate: gate,
      position: position, clock: clock, logger: logger)
    readers = Readers(
      store: store, view: view, books: books, position: position, outbox: outbox, clock: clock,
      limits: options.limits, logger: logger)
    preparers = Preparers(
      store: store, view: engine.view, books: books, position: position, inbox: inbox,
      outbox: outbox, clock: clock, limits: options.limits, logger: logger)
    reception = Reception(service, clock: clock, directory: options.directory)
    crews = service.couriers.map { $0.crew(inbox: inbox, books: books, logger: logger) }
    followers = try engine.followings.compactMap { following in
      guard let endpoints = options.others[following.service] else { return nil }
      return try Follower(
        service: following.service, endpoints: endpoints, from: following, inbox: inbox,
        limits: options.limits, clock: clock, logger: logger)
    }
  }

  /// Binds the sockets and starts all threads; returns once requests are taken.
  ///
  /// - Throws: ``HostError/endpointTaken(_:)`` when an endpoint cannot be bound, what the service's
  ///   start throws.
  package func start() throws {
    let bound = Monitor<Result<Void, any Error>?>(nil)
    let first = try engine.start()
    if let preserved { try engine.reconcile(preserved) }
    logThread = Worker { [books] in books.log?.run() }
    startPort(bound)
    try bound.wait { $0 }?.get()
    outbox.push(first)
    startOthers()
    for crew in crews { crewThreads += crew.start() }
    options.logger.info(
      "ready",
      metadata: [
        "service": "\(engine.service.name)", "requests": "\(options.endpoints.requests)",
        "events": "\(options.endpoints.events)",
      ])
  }

  private func startPort(_ bound: Monitor<Result<Void, any Error>?>) {
    let (service, reception, inbox) = (engine.service, reception, inbox)
    let (readers, preparers, outbox, position) = (readers, preparers, outbox, position)
    let books = books
    let (options, context, isAnswered) = (options, context, isAnswered)
    let doorkeeper = Handed(doorkeeper)
    portThread = Worker {
      do {
        let sockets = try Port.bind(
          options.endpoints, keys: options.keys, limits: options.limits, in: context)
        bound.update { $0 = .success(()) }
        let port = Port(
          service: service, reception: reception, inbox: inbox, readers: readers,
          preparers: preparers, outbox: outbox, position: position, books: books,
          doorkeeper: doorkeeper.value, limits: options.limits, clock: SystemClock(),
          logger: options.logger)
        try port.run(sockets, until: { isAnswered.read { $0 } })
      } catch {
        if let taken = error as? ZeroMQError, bound.read({ $0 == nil }) {
          bound.update { $0 = .failure(HostError(binding: taken)) }
        } else {
          options.failed("the sockets failed: \(error)")
        }
      }
    }
  }

  private func startOthers() {
    let (readers, options, context) = (readers, options, context)
    for _ in 0..<options.readers { otherThreads.append(Worker { readers.run() }) }
    preparersThread = Worker { [preparers] in preparers.run() }
    for follower in followers {
      otherThreads.append(
        Worker {
          do {
            try follower.run(in: context)
          } catch {
            options.failed("following \(follower.service) failed: \(error)")
          }
        })
    }
    let (store, isOver) = (options.location.store, isOver)
    let (books, inbox) = (books, inbox)
    otherThreads.append(
      Worker {
        while isOver.wait(milliseconds: 1_000, { $0 ? true : nil }) == nil {
          while let errand = books.reads.errand() { inbox.push(errand) }
        }
      })
    otherThreads.append(
      Worker { Checkpointing.run(store, until: isOver, logger: options.logger) })
    startLoop()
  }

  /// The engine goes to its thread and is not touched from elsewhere until that has ended.
  private func startLoop() {
    let box = Handed(
      Loop(
        engine: engine, inbox: inbox, outbox: outbox, readers: readers, position: position,
        gate: gate, preserved: preserved, followers: followers, crews: crews, failed: options.failed
      ))
    loopThread = Worker { box.value.run() }
  }

  /// Ends in order: no new requests, couriers finish what they hold, what is in line is done and
  /// answered, then the sockets close.
  package func stop() {
    followers.forEach { $0.stop() }
    crews.forEach { $0.close() }
    crewThreads.forEach { $0.join() }
    preparers.close()
    preparersThread?.join()
    inbox.close()
    loopThread?.join()
    readers.close()
    isOver.update { $0 = true }
    otherThreads.forEach { $0.join() }
    // The loop is over and nobody else touches the engine any more.
    engine.keepReads().forEach(outbox.push)
    isAnswered.update { $0 = true }
    outbox.bell.signal()
    portThread?.join()
    context.terminate()
    books.log?.close()
    logThread?.join()
    options.logger.info("stopped", metadata: ["service": "\(engine.service.name)"])
  }
}

/// A value handed from one thread to another, which alone uses it from then on.
struct Handed<Value>: @unchecked Sendable {
  let value: Value
  init(_ value: Value) { self.value = value }
}

/// How a service runs.
package struct HostOptions: Sendable {
  package var endpoints: Endpoints
  package var location: StoreLocation
  /// The file of what outlives the database; nil keeps none.
  package var preservedFile: String?
  /// What to do first, because the database was put back from a backup.
  package var restoring: RestoreOrder?
  /// Where backups go; nil makes none.
  package var backupFolder: String?
  /// The services whose logs can be followed, by name.
  package var others: [String: Endpoints] = [:]
  /// What the service lets others in with; nil lets in everybody who can reach it.
  package var keys: ServerKeys?
  /// Which service has which method, to tell a caller who asks the wrong one.
  package var directory: [String: String] = [:]
  package var version = "0"
  package var limits = EngineLimits.standard
  /// Where the data lies; the location's own disk unless a test brings another.
  package var disk: any Disk
  package var readers = 2
  package var logger = Logger(label: "rapport")
  /// Told, from any thread, when the process can only be started again.
  package var failed: @Sendable (String) -> Void = { _ in }

  package init(endpoints: Endpoints, location: StoreLocation) {
    (self.endpoints, self.location, disk) = (endpoints, location, location.disk)
  }
}

extension StoreLocation {
  /// A server's disk is the server's to watch.
  fileprivate var disk: any Disk {
    switch self {
    case .sqlite(let path):
      FolderDisk(path.lastIndex(of: "/").map { String(path[...$0]) } ?? ".")
    case .postgres: RemoteDisk()
    }
  }
}

/// Why a service cannot start.
package enum HostError: Error, CustomStringConvertible {
  case endpointTaken(String)
  case cannotBind(String)

  init(binding error: ZeroMQError) {
    let endpoint = error.endpoint ?? "an endpoint"
    self = error.isAddressInUse ? .endpointTaken(endpoint) : .cannotBind("\(error)")
  }

  package var description: String {
    switch self {
    case .endpointTaken(let endpoint):
      "\(endpoint) is in use: stop the process that has it, or choose another port"
    case .cannotBind(let reason): reason
    }
  }
}
