import Engine
import Models
import Wire

/// What a step of a journey wants sent: a wish to notifications, and a line in the ledger.
enum Letters {
  static func request(
    _ send: JourneyStep.Send, for enrolment: Enrolment, _ campaign: Campaign, _ context: Context
  ) throws {
    let message = compose(
      send, for: enrolment, campaign, request: context.newID(),
      class: try Catalogue.classOfMessages(by: send.template, context.tx),
      to: try People.addressee(enrolment.contact, context.tx), now: context.now)
    try Ledger.add(message, of: enrolment, context)
    try context.emit(
      CampaignsEvents.MessageRequested(message: message), subject: message.request.wire,
      contact: enrolment.contact.wire)
  }

  /// The wish: about the campaign's topic, from its sender, once for each enrolment and step.
  static func compose(
    _ send: JourneyStep.Send, for enrolment: Enrolment, _ campaign: Campaign,
    request: MessageRequestID, class: MessageClass, to addressee: People.Addressee, now: Timestamp
  ) -> MessageRequest {
    MessageRequest(
      request: request, class: `class`, channel: send.channel, template: send.template,
      recipient: addressee.recipient, dedupeKey: "\(enrolment.id):\(enrolment.step)",
      topic: campaign.topic, sender: campaign.sender, language: addressee.language,
      data: ["contact": .object(shown(addressee))],
      links: [LinkRequest(purpose: .subscriptions, subject: enrolment.contact.wire)],
      validUntil: send.validFor.map { now + $0 }, campaign: campaign.key,
      journey: enrolment.journey, step: enrolment.step, enrolment: enrolment.id)
  }

  /// What a template may say of the reader: `{{contact.name}}`, and each attribute by its name.
  private static func shown(_ addressee: People.Addressee) -> [String: JSON] {
    var members = addressee.attributes
    if let name = addressee.recipient.name { members["name"] = .string(name) }
    return members
  }
}
