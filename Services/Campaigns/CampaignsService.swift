package import Engine
import Models

/// The campaigns service: reasons to write to people, the journeys on which they get messages, and
/// what came of it.
///
/// | to read about | file |
/// |---|---|
/// | what is configured | Campaigns, CampaignRules, Journeys, JourneyRules, TriggerRules |
/// | pausing, resuming, stopping | Steering, WindingUp |
/// | who is taken on a journey | Admission, Occasion |
/// | how people go along one | Enrolments, Travel, Letters |
/// | what became of messages | Ledger, Fates, Reporting, ReportFigures |
/// | what the others tell | People, Catalogue, Withdrawals |
/// | what is measured | Gauges |
package enum CampaignsService {
  /// Its table of contents.
  package static func service(_ settings: ServiceSettings) -> Service {
    Service(
      name: "campaigns", migrations: Schema.migrations,
      answers: Campaigns.answers + Steering.answers + Journeys.answers + Enrolments.answers
        + Reporting.answers,
      emits: CampaignsEvents.all,
      // What an event makes known is known before the event may start a journey.
      hears: People.hears + Catalogue.hears + Withdrawals.hears + Fates.hears + Admission.hears,
      projections: [
        .table("contact"), .table("identity"), .table("known"), .table("template"),
        .table("withdrawn"), .table("unsubscribed"),
      ],
      times: Travel.times + Steering.times + WindingUp.times, measures: Gauges.measures,
      start: { _ in TriggerRules.prepare() })
  }
}
