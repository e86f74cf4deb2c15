import Store
import Wire

/// What queries about the engine itself see of it.
struct EngineView: Sendable {
  let service: String
  let version: String
  let log: String
  let startedAt: Timestamp
  let metrics: Metrics
  let measures: [Measure]
  let store: any Store
  let disk: DiskWatch
  let clock: any Clock
  /// How many wait where.
  var queues: @Sendable () -> [String: Int]
  let documents: Documents
  let projections: [Projection]
  let checks: [Check]
  /// Where there are none, a test has no host.
  var backups: Backups?
}

extension EngineView {
  /// The same, with other queues beside those it knows.
  func counting(_ others: @escaping @Sendable () -> [String: Int]) -> EngineView {
    var view = self
    view.queues = { [queues] in queues().merging(others()) { $1 } }
    return view
  }
}

/// The documents that describe a service, made from its types when first asked for.
struct Documents: Sendable {
  let service: String
  let version: String
  let methods: [any Method.Type]
  let events: [any Event.Type]

  func make(_ document: EveryService.Discover.Document) throws -> JSON {
    let raw =
      switch document {
      case .openrpc:
        try OpenRPC.document(service: service, version: version, methods: methods)
      case .asyncapi:
        try AsyncAPI.document(service: service, version: version, events: events)
      }
    return try JSONCoding.decode(JSON.self, from: raw.bytes, mode: .lenient)
  }
}
