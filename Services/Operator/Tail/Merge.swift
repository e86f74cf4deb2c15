import Wire

/// Merges the logs of several services by time, without waiting for those that have nothing to say.
///
/// An event goes out once every other log has shown a later one, or has been silent for a moment:
/// the past comes in order, and what is new comes at once. Times are nanoseconds of a steady clock.
struct Merge {
  private struct Log {
    var events: ArraySlice<CloudEvent> = []
    var heardAt: UInt64
  }
  private var logs: [String: Log]
  private let patience: UInt64

  init(_ names: [String], now: UInt64, patience: UInt64 = 200_000_000) {
    logs = Dictionary(uniqueKeysWithValues: names.map { ($0, Log(heardAt: now)) })
    self.patience = patience
  }

  /// Whether there is anything to give out, now or in a moment.
  var isEmpty: Bool { logs.values.allSatisfy { $0.events.isEmpty } }

  /// How many events of a log wait.
  func waiting(of log: String) -> Int { logs[log]?.events.count ?? 0 }

  mutating func took(_ event: CloudEvent, of log: String, now: UInt64) {
    logs[log, default: Log(heardAt: now)].events.append(event)
    logs[log]?.heardAt = now
  }

  /// The next event and its log, if it is sure to be the next.
  mutating func next(now: UInt64) -> (log: String, event: CloudEvent)? {
    let isSure = logs.values.allSatisfy { !$0.events.isEmpty || now >= $0.heardAt + patience }
    guard isSure else { return nil }
    let first = logs.compactMap { name, log in log.events.first.map { (name, $0) } }
      .min { ($0.1.time, $0.0) < ($1.1.time, $1.0) }
    guard let (name, event) = first else { return nil }
    logs[name]?.events.removeFirst()
    return (name, event)
  }
}
