import Engine
import Store

/// What operators watch: who is on the way.
enum Gauges {
  static let measures: [Measure] = [
    .gauge("rapport_enrolments_active", "Contacts who are on a journey, by campaign.") { context in
      try context.tx.read(
        """
        SELECT campaign, count(*) AS contacts FROM enrolment WHERE state = 'active'
        GROUP BY campaign ORDER BY campaign
        """
      ) { Reading(count: $0["contacts"], ["campaign": $0["campaign"]]) }
    },
    .gauge("rapport_enrolments_held", "Contacts whom a paused campaign keeps waiting.") {
      context in
      [Reading(count: try context.tx.scalar("SELECT count(*) FROM enrolment WHERE held = 1"))]
    },
  ]
}
