import Engine
import Store

/// What operators watch: what is open, and what should have been answered by now.
enum Gauges {
  static let measures: [Measure] = [
    .gauge("rapport_tickets_open", "Tickets that are not closed.") { context in
      [
        Reading(
          count: try context.tx.scalar("SELECT count(*) FROM ticket WHERE status <> 'closed'"))
      ]
    },
    .gauge("rapport_tickets_unassigned", "Open tickets that nobody has taken.") { context in
      [
        Reading(
          count: try context.tx.scalar(
            "SELECT count(*) FROM ticket WHERE assignee IS NULL AND status <> 'closed'"))
      ]
    },
    .gauge("rapport_tickets_overdue", "Open tickets whose answer is late.") { context in
      [
        Reading(
          count: try context.tx.scalar(
            """
            SELECT count(*) FROM ticket WHERE status <> 'closed' AND due < \(context.now)
            """))
      ]
    },
    .gauge(
      "rapport_sign_in_blocked",
      "Accounts and addresses that wait, because too many attempts to sign in were wrong."
    ) { context in
      [
        Reading(
          count: try context.tx.scalar(
            "SELECT count(*) FROM sign_in_attempt WHERE free_at > \(context.now)"))
      ]
    },
  ]
}
