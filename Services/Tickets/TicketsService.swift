package import Engine
import Models

/// The tickets service: matters of people, from the first word until somebody closes them, and how
/// soon and how well they were dealt with.
package enum TicketsService {
  /// Its table of contents.
  package static func service(_ settings: ServiceSettings) -> Service {
    let links = CustomerLinks(secret: settings.secret)
    let staffLinks = StaffLinks(secret: settings.secret)
    return Service(
      name: "tickets", migrations: Schema.migrations,
      answers: StaffList.answers + Queues.answers + Opening.answers + Tickets.answers
        + Work.answers + Conversation.answers + Closing.answers
        + Receiving(links: links).answers + Ratings(links: links).answers
        + CustomerView(links: links).answers + Reporting.answers
        + Invitations(links: staffLinks).answers + SigningIn.answers + Sessions.answers
        + SecondFactors(issuer: settings.host).answers + Departure.answers,
      emits: TicketsEvents.all,
      hears: People.hears + Intake.hears,
      projections: [.table("identity"), .table("form_labels")],
      times: Departure.times + Tidying.times, measures: Gauges.measures,
      start: { context in
        try Queues.ship(context)
        try Tidying.start(context)
      })
  }
}
