package import Engine
import Models

/// The notifications service: decides whether a message may go, writes it, hands it over, and keeps
/// what became of it.
///
/// | to read about | file |
/// |---|---|
/// | who wants a message sent | Intake |
/// | whether it may go | Consideration, Decide, DecisionFacts, FactFinding, Step, Explanation |
/// | what it says | Templates, TemplateRules, ShippedTemplates, Rendering, Markup, ReadableTime, Preview, Senders |
/// | how it goes | Delivery, Outbound, Composition, Links, BackOff, Providers |
/// | what became of it | Ledger, Fates, Messages, Bounces, Hits, HitRules, HTMLLinks |
/// | whom not to write to | Suppressions |
/// | what is measured | Gauges |
/// | what the others tell | Audience, Matters, CampaignStates |
package enum NotificationsService {
  /// - Parameter outbound: the way out; by the settings unless a test brings its own.
  package static func service(
    _ settings: NotificationsSettings, outbound: (any Outbound)? = nil
  ) -> Service {
    let outbound = outbound ?? settings.outbound
    let links = Links(settings.service)
    let composition = Composition(links: links)
    let delivery = Delivery(composition: composition, outbound: outbound)
    return Service(
      name: "notifications", migrations: Schema.migrations,
      answers: Senders.answers + Templates.answers + Preview(links: links).answers
        + Messages(composition: composition).answers + Suppressions.answers
        + Providers(outbound: outbound).answers + Explanation.answers + Hits(links: links).answers,
      emits: NotificationsEvents.all,
      hears: Audience.hears + Matters.hears + CampaignStates.hears + Intake.hears,
      projections: [
        .table("heard_contact"), .table("heard_identity"), .table("heard_topic"),
        .table("heard_subscription"), .table("heard_ticket"), .table("heard_campaign"),
        .table("heard_journey"),
      ],
      times: [
        Consideration.whenDue, Consideration.whenExpired, CampaignStates.whenSwept,
        Providers.whenResumed, Hits.whenJudged,
      ],
      preserves: Suppressions.preserves, couriers: [delivery], measures: Gauges.measures,
      start: { context in
        try Senders.ship(settings.defaultSender, context)
        try ShippedTemplates.ship(context)
        try Providers.ship(outbound, context)
      })
  }
}
