import Client
import Foundation
import Synchronization
import Wire
import ZeroMQ

/// A service made of two sockets, a log in memory and a script that says what it answers or loses.
///
/// It beats far more often than a real one, so that no test waits for a second to pass.
final class StubService: Sendable {
  enum Reaction: Sendable { case result(JSON), error(ServiceError), silence }
  /// What to do with a request, and how many came before it.
  typealias Script = @Sendable (_ request: Request, _ earlier: Int) -> Reaction

  private let core: StubCore
  private let worker: Worker

  /// An address in the file system that nothing uses yet.
  static func freshAddress() -> ServiceAddress {
    let path = "ipc:///tmp/rapport-client-\(UUID().uuidString)"
    return ServiceAddress(requests: path + ".requests", events: path + ".events")
  }

  init(
    at address: ServiceAddress, log: [CloudEvent] = [], logID: String = "log_1",
    admitting keys: Set<String> = [], with server: Curve.KeyPair? = nil,
    _ script: @escaping Script = { _, _ in .silence }
  ) throws {
    let core = try StubCore(
      log: log, logID: logID, door: server.map { Door(secret: $0.secret, admits: keys) },
      script: script)
    self.core = core
    worker = Worker {
      do {
        try core.run(at: address)
      } catch {
        fatalError("the stub stumbled: \(error)")
      }
    }
  }

  /// The frames of the requests that the script saw.
  var received: [[UInt8]] { core.state.withLock { $0.received } }

  /// Appends events, and publishes those the predicate admits; the others are lost on their way.
  func append(_ events: [CloudEvent], publishing: (CloudEvent) -> Bool = { _ in true }) {
    core.state.withLock { state in
      state.log += events
      state.toPublish += events.filter(publishing)
    }
    core.bell.signal()
  }

  func stop() {
    core.state.withLock { $0.isOver = true }
    core.bell.signal()
    worker.join()
  }
}

/// The thread's part of a stub.
private final class StubCore: Sendable {
  struct State {
    var log: [CloudEvent]
    var toPublish: [CloudEvent] = []
    var received: [[UInt8]] = []
    var isOver = false
  }

  let state: Mutex<State>
  let bell: WakeUp
  private let logID: String
  private let door: Door?
  private let script: StubService.Script

  init(
    log: [CloudEvent], logID: String, door: Door?, script: @escaping StubService.Script
  ) throws {
    state = Mutex(State(log: log))
    bell = try WakeUp()
    (self.logID, self.door, self.script) = (logID, door, script)
  }

  func run(at address: ServiceAddress) throws {
    let context = try Context()
    let requests = try Socket(.router, in: context)
    let events = try Socket(.xpub, in: context)
    let doorway = try Socket(.rep, in: context)
    if let door {
      try doorway.bind("inproc://zeromq.zap.01")
      try requests.set(.curveServer(secret: door.secret))
      try events.set(.curveServer(secret: door.secret))
    }
    try requests.bind(address.requests)
    try events.bind(address.events)
    var poller = Poller()
    let (asked, subscribed) = (poller.add(requests), poller.add(events))
    let knocked = poller.add(doorway)
    poller.add(descriptor: bell.descriptor)
    while !state.withLock({ $0.isOver }) {
      _ = try poller.wait(timeoutMilliseconds: 20)
      bell.drain()
      if poller.ready(knocked), let question = try doorway.receiveFrames(limit: 7, wait: false) {
        try doorway.sendFrames(door?.answer(question) ?? [])
      }
      if poller.ready(subscribed) {
        while try events.receiveFrames(limit: 1, wait: false) != nil {}
      }
      try publish(over: events)
      if poller.ready(asked) { try answer(over: requests) }
    }
  }

  private func publish(over socket: borrowing Socket) throws {
    let (events, head) = state.withLock { state in
      defer { state.toPublish = [] }
      return (state.toPublish, Int64(state.log.count))
    }
    for event in events {
      try socket.sendFrames([Array(event.type.utf8), try JSONCoding.encode(event)])
    }
    let beat = try JSONCoding.encode(Heartbeat(log: logID, head: head))
    try socket.sendFrames([Array(Heartbeat.type(of: "stub").utf8), beat])
  }

  private func answer(over socket: borrowing Socket) throws {
    while let frames = try socket.receiveFrames(limit: 8, wait: false) {
      guard let body = frames.last, case .single(.success(let request)) = try Incoming.parse(body),
        let id = request.id
      else { continue }
      var reply: [UInt8] = []
      switch request.method == EveryService.ReadEvents.name
        ? read(request) : react(to: request, body)
      {
      case .silence: continue
      case .result(let result):
        Reply.success(id: id, result: try RawJSON(encoding: result), into: &reply)
      case .error(let error): Reply.failure(id: id, error: error, into: &reply)
      }
      try socket.sendFrames(frames.dropLast() + [reply])
    }
  }

  private func react(to request: Request, _ body: [UInt8]) -> StubService.Reaction {
    let earlier = state.withLock { state in
      state.received.append(body)
      return state.received.count - 1
    }
    return script(request, earlier)
  }

  private func read(_ request: Request) -> StubService.Reaction {
    do {
      let params = try request.decodeParams(EveryService.ReadEvents.Params.self)
      if let log = params.log, log != logID {
        return .error(.conflict("this is another log", subtype: "logDiverged"))
      }
      let result = state.withLock { readLog($0.log, params, log: logID) }
      return .result(
        try JSONCoding.decode(JSON.self, from: JSONCoding.encode(result), mode: .strict))
    } catch {
      fatalError("the stub was asked something odd: \(error)")
    }
  }
}

/// What a stub with keys lets in (ZeroMQ RFC 27).
struct Door: Sendable {
  let secret: String
  let admits: Set<String>

  func answer(_ question: [[UInt8]]) -> [[UInt8]] {
    let isKnown = Curve.Z85.encode(question[6]).map(admits.contains) ?? false
    return [question[0], question[1], Array((isKnown ? "200" : "400").utf8), [], [], []]
  }
}

/// What `events.read` answers on a log that is the array.
func readLog(
  _ log: [CloudEvent], _ params: EveryService.ReadEvents.Params, log id: String = "log_1"
) -> EveryService.ReadEvents.Result {
  let (head, limit) = (Int64(log.count), Int64(params.limit ?? 500))
  let through = min(head, params.after + limit)
  let looked = log[Int(min(head, params.after))..<Int(max(through, min(head, params.after)))]
  let types = params.types ?? [""]
  let wanted = looked.filter { event in types.contains { event.type.hasPrefix($0) } }
  return .init(log: id, head: head, through: through, events: wanted)
}

/// A log of so many events, one a second; every third is of type `stub.odd`, the others `stub.even`.
func logged(_ numbers: ClosedRange<Int64>, log: String = "log_1") -> [CloudEvent] {
  numbers.map { number in
    CloudEvent(
      id: "event-\(number)", source: "/rapport/stub",
      type: number % 3 == 0 ? "stub.odd" : "stub.even",
      time: Timestamp(milliseconds: number * 1_000), sequence: number, log: log)
  }
}
