import Engine
import Models
import Wire

/// "Why did they get that?" and "why not?", answered by the function that decides.
enum Explanation {
  static let answers: [Answers] = [.query(NotificationsAPI.ExplainDecision.self, explain)]

  static func explain(
    _ params: NotificationsAPI.ExplainDecision.Params, _ context: QueryContext
  ) throws -> Decision {
    let person = try params.person()
    if params.class == .marketing, params.topic == nil {
      throw ServiceError.invalid([
        Violation(path: "/topic", rule: "required", message: "is needed for marketing")
      ])
    }
    let contact = try Audience.contact(of: person, context.tx)
    let matter = Matter(
      class: params.class, channel: params.channel, topic: params.topic,
      campaign: params.campaign, contact: contact,
      address: try address(of: person, contact, params.channel, context))
    return Decide.decide(try DecisionFacts(about: matter, in: Surroundings(context)))
  }

  private static func address(
    of person: Person, _ contact: ContactID?, _ channel: Channel, _ context: QueryContext
  ) throws -> String? {
    switch (channel, person) {
    case (.email, .email(let email)): email.wire
    case (.sms, .phone(let phone)): phone.wire
    case (.email, _): try contact.flatMap { try Audience.email(of: $0, context.tx) }
    default: nil
    }
  }
}
