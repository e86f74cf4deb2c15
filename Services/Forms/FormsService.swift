package import Engine
import Models

/// Getting people in: forms and what is sent in with them, who people are, what they agreed to and
/// what has happened with them since.
///
/// - *Configuration*: topics, forms.
/// - *The front door*: submissions, confirmation, subscriptions.
/// - *The record*: contacts, the consent ledger, each contact's timeline.
///
/// It follows tickets, campaigns and notifications: a ticket of a stranger makes a contact, and what
/// the others tell of a contact goes into the timeline.
package enum FormsService {
  package static func service(_ settings: ServiceSettings) -> Service {
    Service(
      name: "forms", migrations: Schema.migrations,
      answers: Topics.answers + Forms.answers
        + Submissions.answers + Confirmation(secret: settings.secret).answers
        + Contacts.answers + Consents.answers
        + Subscriptions(secret: settings.secret).answers + Timeline.answers,
      emits: FormsEvents.all,
      // A stranger becomes a contact before the ticket is looked up for the timeline.
      hears: Requesters.hears + Timeline.hears, projections: Timeline.projections,
      times: Submissions.times, checks: Ledger.checks,
      preserves: Withdrawals.preserves)
  }
}
