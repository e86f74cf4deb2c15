import Wire

/// Where it is written down how requests ended: counted, in the process's log, and whose data was
/// read.
package struct Books: Sendable {
  let metrics: Metrics
  let log: RequestLog?
  let reads = PersonalReads()

  init(metrics: Metrics = Metrics(), log: RequestLog? = nil) {
    (self.metrics, self.log) = (metrics, log)
  }

  /// Books that count and write no log.
  package init() {
    self.init(metrics: Metrics())
  }

  func note(_ ended: [Ended], at now: Timestamp) {
    metrics.add(ended)
    log?.add(ended, at: now)
  }

  /// Notes a batch that was committed.
  func note(
    _ ended: [Ended], batchOf size: Int, commit nanoseconds: UInt64, _ events: [CloudEvent],
    at now: Timestamp
  ) {
    metrics.add(batchOf: size, commit: nanoseconds, events)
    note(ended, at: now)
  }
}
