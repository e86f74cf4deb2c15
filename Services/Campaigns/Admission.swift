import Engine
import Models
import Store
import Wire

/// Who is taken on a journey: every event about a person is held against the triggers there are.
enum Admission {
  static let hears: [Hearing] = ["forms", "tickets", "notifications"].map { service in
    .anyEvent(of: service, .reaction, meet)
  }

  private static func meet(_ event: CloudEvent, _ context: Context) throws {
    guard let contact = event.contact.flatMap({ try? ContactID(wire: $0) }) else { return }
    let journeys = try Journeys.started(by: event.type, context.tx)
    // Data is gone once erasure took it: nobody is to be written to because of it.
    guard !journeys.isEmpty, let data = event.data else { return }
    let occasion = Occasion(try data.kept(as: JSON.self))
    for journey in journeys {
      let campaign = try Campaigns.find(journey.campaign, context.tx)
      guard occasion.meets(journey.trigger, campaignTopic: campaign?.topic) else { continue }
      let candidacy = try candidacy(of: contact, for: journey, campaign, occasion, context.tx)
      if let reason = candidacy.refusal {
        try decline(contact, journey, reason, event, context)
      } else {
        try enrol(contact, on: journey, context)
      }
    }
  }

  private static func candidacy(
    of contact: ContactID, for journey: Journey, _ campaign: Campaign?, _ occasion: Occasion,
    _ tx: Transaction
  ) throws -> Candidacy {
    var candidacy = Candidacy(campaign: campaign?.state, wantsJourneys: occasion.startsJourneys)
    candidacy.isKnownHere = try Enrolments.exists(contact, on: journey.key, tx)
    if let topic = campaign?.topic {
      candidacy.hasWithdrawn = try Withdrawals.has(contact, withdrawn: topic, tx)
    }
    return candidacy
  }

  private static func decline(
    _ contact: ContactID, _ journey: Journey, _ reason: DeclineReason, _ event: CloudEvent,
    _ context: Context
  ) throws {
    try context.tx.write(
      """
      INSERT INTO declined (event, journey, campaign, contact, reason, at)
      VALUES (\(event.id), \(journey.key), \(journey.campaign), \(contact), \(reason),
        \(context.now))
      """)
    try context.emit(
      CampaignsEvents.EnrolmentDeclined(
        journey: journey.key, campaign: journey.campaign, contact: contact,
        reason: reason.rawValue),
      subject: journey.key.wire, contact: contact.wire)
  }

  private static func enrol(
    _ contact: ContactID, on journey: Journey, _ context: Context
  ) throws {
    let enrolment = Enrolment(
      id: context.newID(), journey: journey.key, journeyVersion: journey.version,
      campaign: journey.campaign, contact: contact, state: .active, step: 0,
      startedAt: context.now)
    try Enrolments.insert(enrolment, context.tx)
    try context.emit(
      CampaignsEvents.EnrolmentStarted(enrolment: enrolment), about: enrolment)
    try Travel.go(enrolment, context)
  }
}
