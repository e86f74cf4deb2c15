import Synchronization
import Wire

/// What the service counts about itself, from any thread.
///
/// It is told a batch at a time, so that a request costs no lock of its own.
package final class Metrics: Sendable {
  private struct Counts {
    var methods: [String: Method] = [:]
    var events: [String: UInt64] = [:]
    var courierJobs: [Job: UInt64] = [:]
    var batches = Histogram.sizes
    var commits = Histogram.durations
    var undoneBatches: UInt64 = 0
  }
  private struct Method {
    var outcomes: [String: UInt64] = [:]
    var durations = Histogram.durations

    mutating func add(_ call: Ended) {
      outcomes[call.outcome, default: 0] += 1
      durations.add(Double(call.nanoseconds) / 1e9)
    }
  }
  private struct Job: Hashable {
    let courier: String
    let outcome: String
  }
  private let counts = Mutex(Counts())

  package init() {}

  /// Counts calls that have been answered.
  func add(_ ended: [Ended]) {
    guard !ended.isEmpty else { return }
    counts.withLock { counts in
      for call in ended { counts.methods[call.method, default: Method()].add(call) }
    }
  }

  /// Counts a batch that was committed.
  func add(batchOf size: Int, commit nanoseconds: UInt64, _ events: [CloudEvent]) {
    counts.withLock { counts in
      counts.batches.add(Double(size))
      counts.commits.add(Double(nanoseconds) / 1e9)
      for event in events { counts.events[event.type, default: 0] += 1 }
    }
  }

  /// Counts a batch of which nothing was kept.
  func addUndoneBatch() {
    counts.withLock { $0.undoneBatches += 1 }
  }

  /// Counts what became of a courier's job.
  func add(jobOf courier: String, _ outcome: String) {
    counts.withLock { $0.courierJobs[Job(courier: courier, outcome: outcome), default: 0] += 1 }
  }
}

// What was counted so far, in a steady order.
extension Metrics {
  var requests: [Reading] {
    counts.withLock { $0.methods }.sorted { $0.key < $1.key }.flatMap { method, counted in
      counted.outcomes.sorted { $0.key < $1.key }.map { outcome, count in
        Reading(Double(count), ["method": method, "outcome": outcome])
      }
    }
  }

  var requestDurations: [Reading] {
    counts.withLock { $0.methods }.sorted { $0.key < $1.key }.flatMap { method, counted in
      counted.durations.readings(["method": method])
    }
  }

  var events: [Reading] {
    counts.withLock { $0.events }.sorted { $0.key < $1.key }.map { type, count in
      Reading(Double(count), ["type": type])
    }
  }

  var courierJobs: [Reading] {
    counts.withLock { $0.courierJobs }
      .sorted { ($0.key.courier, $0.key.outcome) < ($1.key.courier, $1.key.outcome) }
      .map { job, count in
        Reading(Double(count), ["courier": job.courier, "outcome": job.outcome])
      }
  }

  var batchSizes: [Reading] { counts.withLock { $0.batches }.readings() }
  var commitDurations: [Reading] { counts.withLock { $0.commits }.readings() }
  var undoneBatches: [Reading] { [Reading(Double(counts.withLock { $0.undoneBatches }))] }
}
