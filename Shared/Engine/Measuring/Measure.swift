/// One thing that a service measures: its name, what it tells, and how to read it.
///
/// Names follow Prometheus: `rapport_`, base units (`_seconds`, `_bytes`), and `_total` for what only
/// grows. A service's own measures are asked with each `service.metrics`, in a query of its own: keep
/// them to what an index answers.
///
///     static let measures: [Measure] = [
///       .gauge("rapport_messages_waiting", "Messages whose turn has come.") { context in
///         [Reading(count: try context.tx.scalar("SELECT count(*) FROM message WHERE ready = 1"))]
///       }
///     ]
///
/// Source: https://prometheus.io/docs/practices/naming
package struct Measure: Sendable {
  package enum Kind: String, Sendable { case counter, gauge, histogram }

  package let name: String
  package let kind: Kind
  /// One sentence for whoever builds a dashboard.
  package let help: String
  let read: @Sendable (QueryContext) throws -> [Reading]

  /// What goes up and down.
  package static func gauge(
    _ name: String, _ help: String,
    _ read: @escaping @Sendable (QueryContext) throws -> [Reading]
  ) -> Self {
    Self(name: name, kind: .gauge, help: help, read: read)
  }

  /// What only grows, from the start of the process on.
  package static func counter(
    _ name: String, _ help: String,
    _ read: @escaping @Sendable (QueryContext) throws -> [Reading]
  ) -> Self {
    Self(name: name, kind: .counter, help: help, read: read)
  }

  /// How often something took how much.
  static func histogram(
    _ name: String, _ help: String,
    _ read: @escaping @Sendable (QueryContext) throws -> [Reading]
  ) -> Self {
    Self(name: name, kind: .histogram, help: help, read: read)
  }
}

/// One number of a measure, with the labels that tell it from the others.
package struct Reading: Sendable, Equatable {
  package let labels: [String: String]
  package let value: Double
  /// Which line of a histogram it is: `_bucket`, `_sum` or `_count`.
  var part = ""

  package init(_ value: Double, _ labels: [String: String] = [:]) {
    (self.value, self.labels) = (value, labels)
  }

  /// Something counted by the database: no row is none.
  package init(count: Int64?, _ labels: [String: String] = [:]) {
    self.init(Double(count ?? 0), labels)
  }

  fileprivate init(_ value: Double, _ labels: [String: String], part: String) {
    self.init(value, labels)
    self.part = part
  }
}

/// How often something took how much, in buckets whose limits are fixed.
struct Histogram: Sendable, Equatable {
  /// The upper limits of the buckets; what lies beyond the last has a bucket of its own.
  let limits: [Double]
  private var counts: [UInt64]
  private(set) var sum = 0.0

  init(_ limits: [Double]) {
    self.limits = limits
    counts = Array(repeating: 0, count: limits.count + 1)
  }

  /// From half a millisecond to ten seconds.
  static let durations = Histogram([
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  ])
  /// From one to a full batch.
  static let sizes = Histogram([1, 2, 4, 8, 16, 32, 64, 128, 256])

  mutating func add(_ value: Double) {
    counts[limits.firstIndex { value <= $0 } ?? limits.count] += 1
    sum += value
  }

  /// Its lines as Prometheus wants them: each bucket holds what the smaller ones hold, too.
  func readings(_ labels: [String: String] = [:]) -> [Reading] {
    var total: UInt64 = 0
    let buckets = zip(limits.map { "\($0)" } + ["+Inf"], counts).map { limit, count in
      total += count
      return Reading(
        Double(total), labels.merging(["le": limit]) { $1 }, part: "_bucket")
    }
    return buckets + [
      Reading(sum, labels, part: "_sum"), Reading(Double(total), labels, part: "_count"),
    ]
  }
}
