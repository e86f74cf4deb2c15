import Client
import Models
import Wire

extension Story {
  /// Asks all services. The timeline's own words about messages are left to the messages, which
  /// know more.
  static func gathered(
    about person: PersonArgument, campaign: Slug?, at moment: Timestamp? = nil,
    from installation: Installation
  ) async throws -> Story {
    var story = Story(name: person.text)
    let named = person.params
    story.contact = try await contact(named, installation)
    if story.contact != nil, campaign == nil {
      story.happenings = try await timeline(of: named, back: moment, installation)
        .filter { !$0.type.hasPrefix("notifications.message.") }
    }
    story.messages = try await messages(to: named, of: campaign, back: moment, installation)
    if let moment { return try await story.asOf(moment, installation) }
    story.decisions = try await judgements(about: named, campaign, installation)
    return story
  }

  private static func contact(
    _ person: PersonParams, _ installation: Installation
  ) async throws(ServiceError) -> FormsAPI.GetContact.Result? {
    do throws(ServiceError) {
      return try await installation.call(FormsAPI.GetContact.self, person).value
    } catch {
      guard error.kind == .notFound else { throw error }
      return nil
    }
  }

  private func asOf(_ moment: Timestamp, _ installation: Installation) async throws -> Story {
    guard let contact else { return asOf(moment, consents: [], fates: []) }
    let consents = try await Self.pages { after throws(ServiceError) in
      try await installation.call(
        FormsAPI.ListConsents.self, .init(contact: contact.id, after: after, limit: 200)
      ).value
    }
    // The moment itself is still told.
    let fates = try await EventSearch.all(
      .init(
        contact: contact.id.wire, types: ["notifications.message."],
        to: moment + .milliseconds(1)), of: ["notifications"], in: installation)
    return asOf(moment, consents: consents.map(\.consent), fates: fates)
  }

  /// The newest; all if the story is told of the past.
  private static func timeline(
    of person: PersonParams, back moment: Timestamp?, _ installation: Installation
  ) async throws(ServiceError) -> [FormsAPI.ContactTimeline.Entry] {
    try await pages(all: moment != nil) { after throws(ServiceError) in
      try await installation.call(
        FormsAPI.ContactTimeline.self,
        .init(
          contact: person.contact, email: person.email, phone: person.phone,
          handle: person.handle, after: after, limit: 200)
      ).value
    }
  }

  private static func messages(
    to person: PersonParams, of campaign: Slug?, back moment: Timestamp?,
    _ installation: Installation
  ) async throws(ServiceError) -> [MessageRecord] {
    try await pages(all: moment != nil) { after throws(ServiceError) in
      try await installation.call(
        NotificationsAPI.ListMessages.self,
        .init(
          contact: person.contact, email: person.email, phone: person.phone, handle: person.handle,
          campaign: campaign, after: after, limit: 200)
      ).value
    }
  }

  /// The first page of a list, or all.
  private static func pages<Item>(
    all: Bool = true, _ page: (String?) async throws(ServiceError) -> Page<Item>
  ) async throws(ServiceError) -> [Item] {
    var (found, after): ([Item], String?) = ([], nil)
    repeat {
      let next = try await page(after)
      found += next.items
      after = next.next
    } while all && after != nil
    return found
  }

  /// One for each class, marketing once for each topic; or the one of a campaign.
  private static func judgements(
    about person: PersonParams, _ campaign: Slug?, _ installation: Installation
  ) async throws(ServiceError) -> [Judgement] {
    var judgements: [Judgement] = []
    func judge(
      _ subject: String, _ class: MessageClass, topic: Slug? = nil
    ) async throws(ServiceError) {
      let params = NotificationsAPI.ExplainDecision.Params(
        contact: person.contact, email: person.email, phone: person.phone, handle: person.handle,
        class: `class`, topic: topic, campaign: campaign)
      let decision = try await installation.call(
        NotificationsAPI.ExplainDecision.self, params
      ).value
      judgements.append(Judgement(subject: subject, decision: decision))
    }
    if let campaign {
      let key = KeyParams(key: campaign)
      let topic = try await installation.call(CampaignsAPI.GetCampaign.self, key).value.topic
      try await judge("campaign \(campaign.wire), about \(topic.wire)", .marketing, topic: topic)
      return judgements
    }
    try await judge("transactional mail", .transactional)
    try await judge("service mail", .service)
    let topics = try await installation.call(FormsAPI.ListTopics.self, .init(limit: 200)).value
    for topic in topics.items {
      try await judge("marketing mail about \(topic.key.wire)", .marketing, topic: topic.key)
    }
    return judgements
  }
}
