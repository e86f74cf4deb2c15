import Engine
import Models
import Store
import Wire

/// What tickets tells of people's matters: whoever waits for help, or was badly served, is not to be
/// sold to.
enum Matters {
  static let hears: [Hearing] = [
    .projection(TicketsEvents.TicketOpened.self) { try stands($0.ticket.value, $2.tx) },
    .projection(TicketsEvents.TicketUpdated.self) { try stands($0.ticket.value, $2.tx) },
    .projection(TicketsEvents.TicketAssigned.self) { try stands($0.ticket.value, $2.tx) },
    .projection(TicketsEvents.TicketReplied.self) { try stands($0.ticket.value, $2.tx) },
    .projection(TicketsEvents.TicketReceived.self) { try stands($0.ticket.value, $2.tx) },
    .projection(TicketsEvents.TicketClosed.self) { try stands($0.ticket.value, $2.tx) },
    .projection(TicketsEvents.TicketReopened.self) { try stands($0.ticket.value, $2.tx) },
    .projection(TicketsEvents.TicketRated.self, rated),
    .reaction(TicketsEvents.TicketUpdated.self) { try lookAgain($0.ticket.value, $2) },
    .reaction(TicketsEvents.TicketClosed.self) { try lookAgain($0.ticket.value, $2) },
  ]

  private static func stands(_ ticket: Ticket, _ tx: Transaction) throws {
    let address = ticket.requester.email.map { AddressKey.of($0.wire) }
    try tx.write(
      """
      INSERT INTO heard_ticket (id, number, contact, address_key, pending, version)
      VALUES (\(ticket.id), \(ticket.number), \(ticket.requester.contact), \(address),
        \(ticket.isPending), \(ticket.version))
      ON CONFLICT (id) DO UPDATE SET contact = excluded.contact,
        address_key = excluded.address_key, pending = excluded.pending, version = excluded.version
      WHERE excluded.version >= heard_ticket.version
      """)
  }

  private static func rated(
    _ event: TicketsEvents.TicketRated, _ envelope: CloudEvent, _ context: Context
  ) throws {
    try stands(event.ticket.value, context.tx)
    try context.tx.write(
      """
      UPDATE heard_ticket SET score = \(event.score), rated_at = \(envelope.time)
      WHERE id = \(event.ticket.value.id)
      """)
  }

  /// Marketing that waited for a ticket is looked at at once instead of at its time.
  private static func lookAgain(_ ticket: Ticket, _ context: Context) throws {
    guard !ticket.isPending else { return }
    let address = ticket.requester.email.map(Person.email)
    let contact =
      try ticket.requester.contact ?? address.flatMap { try Audience.contact(of: $0, context.tx) }
    guard let contact else { return }
    let waiting: [MessageID] = try context.tx.read(
      """
      SELECT id FROM message WHERE contact = \(contact) AND status = \(MessageStatus.delayed)
        AND rank = \(Letter.rank(of: .marketing)) AND attempts = 0
      ORDER BY id LIMIT 100
      """
    ) { $0["id"] }
    for message in waiting {
      try context.schedule(Consideration.due, for: message.wire, at: context.now, message)
    }
  }

  /// The numbers of a person's open tickets.
  static func open(
    contact: ContactID?, address: String?, _ tx: Transaction
  ) throws -> [Int] {
    try tx.read(
      """
      SELECT number FROM heard_ticket
      WHERE pending = 1 AND (contact = \(contact) OR address_key = \(address.map(AddressKey.of)))
      ORDER BY number LIMIT 10
      """
    ) { $0["number"] }
  }

  /// A person's ratings, newest first.
  static func ratings(
    contact: ContactID?, address: String?, since: Timestamp, _ tx: Transaction
  ) throws -> [DecisionFacts.Rating] {
    try tx.read(
      """
      SELECT number, score, rated_at FROM heard_ticket
      WHERE rated_at >= \(since)
        AND (contact = \(contact) OR address_key = \(address.map(AddressKey.of)))
      ORDER BY rated_at DESC, number LIMIT 10
      """
    ) { DecisionFacts.Rating(ticket: $0["number"], score: $0["score"], at: $0["rated_at"]) }
  }
}

extension Ticket {
  /// Whether somebody still waits for something; solved is waiting for the customer's word alone.
  fileprivate var isPending: Bool {
    switch status {
    case .new, .open, .waiting, .onHold, .other: true
    case .solved, .closed: false
    }
  }
}
