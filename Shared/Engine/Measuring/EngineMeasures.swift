import Store
import Supervision
import Wire

/// What every service measures beside its own.
package enum EngineMeasures {
  package static let all = requests + work + logs + waiting + storage + backups + process

  private static let requests: [Measure] = [
    .counter("rapport_requests_total", "Requests answered, by method and outcome.") {
      $0.engine.metrics.requests
    },
    .histogram(
      "rapport_request_duration_seconds", "From a request's arrival to its answer, by method."
    ) { $0.engine.metrics.requestDurations },
  ]

  private static let work: [Measure] = [
    .histogram("rapport_batch_size", "Pieces of work that one commit took.") {
      $0.engine.metrics.batchSizes
    },
    .histogram("rapport_commit_duration_seconds", "How long a batch's commit took.") {
      $0.engine.metrics.commitDurations
    },
    .counter("rapport_batches_undone_total", "Batches that could not be committed.") {
      $0.engine.metrics.undoneBatches
    },
    .counter("rapport_courier_jobs_total", "Jobs of couriers, by what became of them.") {
      $0.engine.metrics.courierJobs
    },
    .gauge("rapport_queue_depth", "What waits in this process, by queue.") { context in
      context.engine.queues().sorted { $0.key < $1.key }.map { queue, depth in
        Reading(Double(depth), ["queue": queue])
      }
    },
  ]

  private static let logs: [Measure] = [
    .counter("rapport_events_total", "Events written since the start, by type.") {
      $0.engine.metrics.events
    },
    .gauge("rapport_log_head", "The number of the log's last event.") { context in
      [Reading(count: try context.tx.scalar("SELECT head FROM engine_log WHERE one = 1"))]
    },
    .gauge("rapport_follower_lag_events", "Events of another's log not yet applied.") { context in
      context.followings.map { Reading(count: $0.lag, ["log": $0.service]) }
    },
    .gauge(
      "rapport_follower_silence_seconds", "How long nothing was heard of another's log."
    ) { context in
      context.followings.compactMap { following in
        let since = following.lastHeard ?? context.engine.startedAt
        let silence = Double(max(0, context.now - since)) / 1000
        return Reading(silence, ["log": following.service])
      }
    },
    .gauge("rapport_follower_state", "1 for the state that a follower is in.") { context in
      context.followings.map { Reading(1.0, ["log": $0.service, "state": $0.state.rawValue]) }
    },
  ]

  private static let waiting: [Measure] = [
    .gauge("rapport_parked", "Events and timers that failed and wait for an operator.") {
      [Reading(count: Int64(try Parking.count($0.tx)))]
    },
    .gauge("rapport_held", "1 while the service is told to do nothing by itself.") {
      [Reading(try Hold.read($0.tx) == nil ? 0.0 : 1.0)]
    },
    .gauge("rapport_timers_due", "Timers that are overdue.") { context in
      [
        Reading(
          count: try context.tx.scalar(
            "SELECT count(*) FROM engine_timer WHERE due <= \(context.now)"))
      ]
    },
  ]

  private static let storage: [Measure] = [
    .gauge("rapport_database_size_bytes", "The size of the service's database.") {
      [Reading(count: try $0.tx.databaseSize())]
    },
    .gauge("rapport_write_ahead_log_size_bytes", "What SQLite has yet to move into it.") {
      $0.engine.store.writeAheadLogSize.map { [Reading(count: $0)] } ?? []
    },
    .gauge("rapport_disk_used_ratio", "The share of the data's disk that is taken.") {
      $0.engine.disk.space.map { [Reading($0.used)] } ?? []
    },
    .gauge("rapport_disk_free_bytes", "What is left of the data's disk.") {
      $0.engine.disk.space.map { [Reading(count: $0.free)] } ?? []
    },
    .gauge("rapport_disk_tight", "1 while only answers, withdrawals and erasures are accepted.") {
      [Reading($0.engine.disk.tight == nil ? 0.0 : 1.0)]
    },
    .gauge("rapport_clock_lead_seconds", "How far the machine's clock was set back.") {
      [Reading(Double($0.engine.clock.lead) / 1000)]
    },
  ]

  private static let backups: [Measure] = [
    .gauge("rapport_backup_age_seconds", "How old the newest copy of the database is.") { context in
      guard let newest = context.engine.backups?.newest else { return [] }
      return [Reading(Double(max(0, context.now - newest)) / 1000)]
    }
  ]

  private static let process: [Measure] = [
    .gauge("process_resident_memory_bytes", "Memory that the process holds.") { _ in
      [Reading(count: ProcessFigures.residentMemory)]
    },
    .gauge("process_open_fds", "Open file descriptors.") { _ in
      [Reading(count: ProcessFigures.openDescriptors)]
    },
    .gauge("process_max_fds", "How many file descriptors the process may have.") { _ in
      [Reading(count: ProcessFigures.mostDescriptors)]
    },
    .counter("process_cpu_seconds_total", "Processor time used.") { _ in
      [Reading(ProcessFigures.processorSeconds)]
    },
    .gauge("process_start_time_seconds", "When the process started, in seconds since 1970.") {
      [Reading(Double($0.engine.startedAt.milliseconds) / 1000)]
    },
  ]
}
