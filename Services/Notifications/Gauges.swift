import Engine
import Models
import Store

/// What operators watch: mail that has yet to go, and the ways out.
enum Gauges {
  static let measures: [Measure] = [
    .gauge("rapport_messages", "Messages on their way, by status.") { context in
      try open.map { status in
        Reading(
          count: try context.tx.scalar(
            "SELECT count(*) FROM message WHERE status = \(status)"),
          ["status": status.rawValue])
      }
    },
    .gauge("rapport_messages_waiting", "Messages that a courier may take now.") { context in
      [Reading(count: try context.tx.scalar("SELECT count(*) FROM message WHERE ready = 1"))]
    },
    .gauge("rapport_provider_active", "1 while a provider is used, 0 while it is paused.") {
      context in
      try context.tx.read("SELECT key, state FROM provider ORDER BY key") { row in
        let state: Provider.State = row["state"]
        return Reading(state == .active ? 1.0 : 0.0, ["provider": row["key"]])
      }
    },
    .gauge("rapport_provider_failures", "How often in a row a provider could not be used.") {
      context in
      try context.tx.read("SELECT key, failures FROM provider ORDER BY key") { row in
        Reading(count: row["failures"], ["provider": row["key"]])
      }
    },
  ]

  /// Few at any time; what has become of a message for good is counted by its event.
  private static let open: [MessageStatus] = [
    .planned, .delayed, .held, .claimed, .handingOver,
  ]
}
