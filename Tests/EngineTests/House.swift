import Access
import Engine
import Logging
import Store
import TestSupport
import Testing
import Wire
import ZeroMQ

/// A running service on sockets of its own.
struct House {
  let host: Host
  let endpoints: Endpoints

  init(
    _ service: Service, _ dialect: Dialect, following others: [String: Endpoints] = [:],
    requests: String? = nil, limits: EngineLimits = .forTests, keys: ServerKeys? = nil,
    with change: (inout HostOptions) -> Void = { _ in }
  ) throws {
    try self.init(
      service, at: try TestDatabases.location(dialect, named: service.name), following: others,
      requests: requests, limits: limits, keys: keys, with: change)
  }

  init(
    _ service: Service, at location: StoreLocation, following others: [String: Endpoints] = [:],
    requests: String? = nil, limits: EngineLimits = .forTests, keys: ServerKeys? = nil,
    with change: (inout HostOptions) -> Void = { _ in }
  ) throws {
    let folder = try TestDatabases.folder()
    endpoints = Endpoints(
      requests: requests ?? "ipc://\(folder)/\(service.name).requests",
      events: "ipc://\(folder)/\(service.name).events")
    var options = HostOptions(endpoints: endpoints, location: location)
    options.others = others
    options.limits = limits
    options.keys = keys
    options.logger = Logger(label: service.name) { _ in SwiftLogNoOpLogHandler() }
    change(&options)
    host = try Host(service, options)
    try host.start()
  }
}

/// A frontend with a DEALER socket.
final class Frontend {
  private let context: ZeroMQ.Context
  private let socket: Socket

  init(_ endpoints: Endpoints) throws {
    context = try ZeroMQ.Context()
    let socket = try Socket(.dealer, in: context)
    try socket.set(.receiveTimeout(20_000))
    try socket.set(.sendHighWater(10_000))
    try socket.use(endpoints.keys)
    try socket.connect(endpoints.requests)
    self.socket = socket
  }

  func send(frames: [[UInt8]]) throws {
    _ = try socket.sendFrames(frames)
  }

  func send(_ method: String, _ params: String, id: Int, meta: String? = nil) throws {
    let meta = meta.map { #","meta":\#($0)"# } ?? ""
    let frame = #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)\#(meta)}"#
    try send(frames: [[], Array(frame.utf8)])
  }

  func receive() throws -> Answer {
    try #require(try receiveAll().first)
  }

  /// The answers to a batch.
  func receiveAll() throws -> [Answer] {
    let frames = try #require(try socket.receiveFrames(limit: 8))
    return try Answer.parse(try #require(frames.last))
  }

  func ask(_ method: String, _ params: String, meta: String? = nil) throws -> Answer {
    try send(method, params, id: 0, meta: meta)
    return try receive()
  }

  /// Waits until the service's log has reached a sequence.
  func waitForHead(_ head: Int64) throws {
    var after: Int64 = 0
    while after < head {
      let read = try ask("events.read", #"{"after":\#(after),"limit":1000,"waitMs":20000}"#)
        .result(as: EveryService.ReadEvents.Result.self)
      after = read.through
    }
  }
}

/// Somebody with a SUB socket.
final class Listener {
  private let context: ZeroMQ.Context
  private let socket: Socket

  init(_ endpoints: Endpoints) throws {
    context = try ZeroMQ.Context()
    let socket = try Socket(.sub, in: context)
    try socket.set(.receiveTimeout(20_000))
    try socket.set(.subscribe([]))
    try socket.use(endpoints.keys)
    try socket.connect(endpoints.events)
    self.socket = socket
  }

  /// A heartbeat means that the subscription has arrived.
  func waitUntilHeard() throws {
    _ = try #require(try socket.receiveFrames(limit: 2))
  }

  func nextEvent() throws -> CloudEvent {
    while true {
      let frames = try #require(try socket.receiveFrames(limit: 2))
      if String(decoding: frames[0], as: UTF8.self).hasSuffix(".heartbeat") { continue }
      return try JSONCoding.decode(CloudEvent.self, from: frames[1], mode: .lenient)
    }
  }
}
