import Engine
import Models
import Wire

/// Who opens a ticket is a contact from then on, also when the desk took it by telephone.
enum Requesters {
  static let hears: [Hearing] = [
    .reaction(TicketsEvents.TicketOpened.self, opened)
  ]

  static func opened(
    _ event: TicketsEvents.TicketOpened, _ envelope: CloudEvent, _ context: Context
  ) throws {
    let requester = event.ticket.value.requester
    guard envelope.contact == nil, requester.contact == nil else { return }
    let identities = Identities.of(requester)
    guard let first = identities.first else { return }
    if let contact = try People.find(holding: first, context.tx) {
      // Whoever wrote the ticket is not proved to be them: gaps only, and no new address.
      _ = try People.learn(
        PersonFacts(name: requester.name), about: contact, overwriting: false, context)
      return
    }
    let facts = PersonFacts(
      identities: try Identities.unowned(identities, context.tx), name: requester.name)
    _ = try People.create(facts, context)
  }
}
