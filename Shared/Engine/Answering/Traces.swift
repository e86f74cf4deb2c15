import Synchronization
import Wire

/// Makes a trace for each request that brings none, so that every chain has an id.
final class Traces: Sendable {
  private let generator = Mutex(PooledGenerator())

  func begin(at now: Timestamp) -> String {
    generator.withLock { generator in
      Traceparent.make(
        trace: UUIDv7(
          milliseconds: now.milliseconds, random: (generator.next(), generator.next())),
        // Zero would be no span.
        span: generator.next() | 1)
    }
  }
}
