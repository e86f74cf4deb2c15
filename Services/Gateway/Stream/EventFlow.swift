import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Wire

/// One stream on its way to its reader.
///
/// At most one event of each log is in hand; what else has come waits with its follower, which is
/// bounded. A reader that takes nothing is disconnected by ``Patience`` and comes back with its last
/// id.
struct EventFlow: Sendable {
  /// A log, and from where on it is read.
  struct Source: Sendable {
    let service: String
    let log: String
    let after: Int64
    let types: [String]
  }

  private typealias Events = AsyncThrowingStream<CloudEvent, any Error>

  private enum Step: Sendable {
    case event(CloudEvent, from: Events)
    case heartbeat
    case end
  }

  let sources: [Source]
  let backend: any Backend
  let heartbeat: Period
  let logger: Logger
  /// Asked with each heartbeat.
  let mayGoOn: @Sendable () async throws -> Void

  /// Writes until the reader leaves, may read no more, or the gateway stops.
  @concurrent func write(
    from start: StreamCursor, to writer: inout any ResponseBodyWriter
  ) async throws {
    var cursor = start
    // An id without data is kept by the reader and shown to nobody.
    try await writer.write(ByteBuffer(string: "retry: 2000\nid: \(cursor.text)\n\n"))
    do {
      try await withThrowingTaskGroup(of: Step.self) { group in
        defer { group.cancelAll() }
        for source in sources {
          let events = backend.follow(
            source.service, from: .inLog(source.log, after: source.after), types: source.types)
          group.addTask { try await Self.next(events) }
        }
        group.addTask { try await pause() }
        group.addTask {
          try await gracefulShutdown()
          return .end
        }
        while let step = try await group.next() {
          switch step {
          case .event(let event, let events):
            cursor.move(event.log, to: event.sequence)
            try await writer.write(Self.block(event, cursor))
            group.addTask { try await Self.next(events) }
          case .heartbeat:
            try await writer.write(ByteBuffer(string: ": still here\n\n"))
            try await mayGoOn()
            group.addTask { try await pause() }
          case .end: return
          }
        }
      }
    } catch let error as ServiceError {
      try await writer.write(Self.refusal(error))
    }
  }

  private static func next(_ events: Events) async throws -> Step {
    var iterator = events.makeAsyncIterator()
    return try await iterator.next().map { .event($0, from: events) } ?? .end
  }

  private func pause() async throws -> Step {
    try await Task.sleep(for: .milliseconds(heartbeat.milliseconds))
    return .heartbeat
  }

  private static func block(_ event: CloudEvent, _ cursor: StreamCursor) -> ByteBuffer {
    var bytes = Array("id: \(cursor.text)\ndata: ".utf8)
    event.write(into: &bytes)
    bytes += "\n\n".utf8
    return ByteBuffer(bytes: bytes)
  }

  /// Why the stream ends. The reader must not come back with the same id.
  private static func refusal(_ error: ServiceError) -> ByteBuffer {
    let told: JSON = ["type": .string(error.type), "message": .string(error.message)]
    let text = (try? JSONCoding.encode(told)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    return ByteBuffer(string: "event: refused\ndata: \(text)\n\n")
  }
}
