import Synchronization
import Wire

/// What the service counts about itself, from any thread.
package final class Metrics: Sendable {
  private struct Counts {
    var requests: [Label: Tally] = [:]
    var batches: UInt64 = 0
    var works: UInt64 = 0
  }
  private struct Label: Hashable {
    let method: String
    let outcome: String
  }
  private struct Tally {
    var count: UInt64 = 0
    var nanoseconds: UInt64 = 0
  }
  private let counts = Mutex(Counts())

  package init() {}

  func answered(_ call: Call, _ error: ServiceError.Kind?, at ticks: UInt64) {
    let label = Label(method: call.method, outcome: error?.rawValue ?? "ok")
    counts.withLock { counts in
      counts.requests[label, default: Tally()].count += 1
      counts.requests[label, default: Tally()].nanoseconds += ticks &- call.arrived
    }
  }

  func batch(size: Int) {
    counts.withLock { counts in
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
