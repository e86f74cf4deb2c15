import Models
import Testing
import Wire

@testable import FormsService

struct SummariesTests {
  @Test(arguments: [
    ("forms.submission.received", #"{"title": "Newsletter"}"#, "Filled in “Newsletter”"),
    (
      "forms.confirmation.requested", #"{"topics": ["news", "offers"]}"#,
      "Was asked to confirm news, offers"
    ),
    ("forms.confirmation.requested", #"{"topics": []}"#, "Was asked to confirm"),
    ("forms.contact.created", #"{"contact": {"name": "Ann"}}"#, "Became known as Ann"),
    ("forms.contact.created", #"{"contact": {"name": null}}"#, "Became known"),
    (
      "forms.consent.granted", #"{"topic": "news", "basis": "consent", "origin": "form"}"#,
      "Subscribed to news (consent, by form)"
    ),
    ("forms.consent.withdrawn", #"{"topic": "news"}"#, "Unsubscribed from news"),
    (
      "forms.consent.withdrawn", #"{"topic": "news", "reason": "too much"}"#,
      "Unsubscribed from news: too much"
    ),
    (
      "tickets.ticket.opened", #"{"ticket": {"number": 7, "subject": "Broken cup"}}"#,
      "Opened ticket #7: Broken cup"
    ),
    ("tickets.ticket.rated", #"{"ticket": {"number": 7}, "score": 2}"#, "Rated ticket #7 2 of 5"),
    (
      "campaigns.enrolment.advanced", #"{"enrolment": {"journey": "welcome", "step": 1}}"#,
      "Took step 1 of the journey welcome"
    ),
    (
      "notifications.message.opened", #"{"message": {"template": "welcome"}, "machine": true}"#,
      "Opened the message welcome (a machine did)"
    ),
    (
      "notifications.message.opened", #"{"message": {"template": "welcome"}, "machine": false}"#,
      "Opened the message welcome"
    ),
    (
      "notifications.message.bounced",
      #"{"message": {"template": "welcome"}, "permanent": true, "detail": "no such box"}"#,
      "The message welcome came back for good: no such box"
    ),
  ])
  func `an event has a sentence of its own`(type: String, data: String, sentence: String) throws {
    let data = try JSONCoding.decode(JSON.self, from: Array(data.utf8), mode: .lenient)
    #expect(Summaries.summary(of: type, data: data) == sentence)
  }

  @Test(arguments: [
    ("tickets.ticket.mergedInto", "Ticket merged into"),
    ("tickets.ticket.opened", "Ticket opened"),
    ("odd", "odd"),
  ])
  func `an event without a sentence, or without its data, has the words of its type`(
    type: String, words: String
  ) {
    #expect(Summaries.summary(of: type, data: .null) == words)
  }

  /// Configuration is about nobody, accounts are about staff: no contact's timeline has them.
  private static let configuration = [
    "topic", "form", "queue", "staff", "campaign", "journey", "sender", "template", "suppression",
    "provider", "session", "credential",
  ]

  @Test func `every event about a person that this release knows has a sentence`() {
    let types =
      (FormsEvents.all + TicketsEvents.all + CampaignsEvents.all + NotificationsEvents.all)
      .map { $0.type }
    for type in types where !Self.configuration.contains(String(type.split(separator: ".")[1])) {
      #expect(Summaries.sentences[type] != nil, "\(type) has no sentence")
    }
  }
}
