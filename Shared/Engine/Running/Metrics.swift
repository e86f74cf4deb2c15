import Synchronization
import Wire

/// What the service counts about itself, from any thread.
package final class Metrics: Sendable {
  /// What was counted: all so far, or what one batch adds.
  struct Counts {
    fileprivate var requests: [Label: Tally] = [:]
    fileprivate var batches: UInt64 = 0
    fileprivate var works: UInt64 = 0

    mutating func answered(_ call: Call, _ error: ServiceError.Kind?, at ticks: UInt64) {
      let label = Label(method: call.method, outcome: error?.rawValue ?? "ok")
      requests[label, default: Tally()].add(1, ticks &- call.arrived)
    }
  }
  fileprivate struct Label: Hashable {
    let method: String
    let outcome: String
  }
  fileprivate struct Tally {
    var count: UInt64 = 0
    var nanoseconds: UInt64 = 0

    mutating func add(_ count: UInt64, _ nanoseconds: UInt64) {
      self.count += count
      self.nanoseconds += nanoseconds
    }
  }
  private let counts = Mutex(Counts())

  package init() {}

  func answered(_ call: Call, _ error: ServiceError.Kind?, at ticks: UInt64) {
    counts.withLock { $0.answered(call, error, at: ticks) }
  }

  /// Adds a batch of so many pieces of work.
  func add(_ batch: Counts, size: Int) {
    counts.withLock { counts in
      for (label, tally) in batch.requests {
        counts.requests[label, default: Tally()].add(tally.count, tally.nanoseconds)
      }
      counts.batches += 1
      counts.works += UInt64(size)
    }
  }

  typealias Sample = EveryService.Metrics.Result.Sample

  /// The measurements so far, in a steady order.
  func samples() -> [Sample] {
    let counts = counts.withLock { $0 }
    let requests = counts.requests.sorted {
      ($0.key.method, $0.key.outcome) < ($1.key.method, $1.key.outcome)
    }
    return requests.flatMap { label, tally in
      let labels = ["method": label.method, "outcome": label.outcome]
      return [
        Sample(
          name: "rapport_requests_total", type: "counter", labels: labels,
          value: Double(tally.count)),
        Sample(
          name: "rapport_request_seconds_total", type: "counter", labels: labels,
          value: Double(tally.nanoseconds) / 1e9),
      ]
    } + [
      Sample(
        name: "rapport_batches_total", type: "counter", labels: [:], value: Double(counts.batches)),
      Sample(
        name: "rapport_batch_items_total", type: "counter", labels: [:],
        value: Double(counts.works)),
    ]
  }
}
