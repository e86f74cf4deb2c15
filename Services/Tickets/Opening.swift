import Engine
import Models
import Store
import Wire

/// Opening tickets: by request, by a form, or because a customer came back to a matter long closed.
///
/// The busiest path of the service: one read for all that has to be known, then the ticket, its
/// first entry, its event and, where the customer is told, the acknowledgement.
enum Opening {
  static let answers: [Answers] = [.command(TicketsAPI.Open.self, open)]

  private static let longestSubject = 200

  private static func open(
    _ params: TicketsAPI.Open.Params, _ context: Context
  ) throws -> Encoded<Ticket> {
    var checking = Checking()
    let subject = checking.line(params.subject, at: "/subject", limit: longestSubject)
    checking.text(params.body, at: "/body")
    let tags = checking.tags(params.tags ?? [], at: "/tags")
    let person = checking.requester(params.requester)
    let queue = params.queue ?? Queues.standard
    let place = try Place.find(in: queue, for: person, context.tx)
    checking.expect(place != nil, at: "/queue", "reference", "names no queue: \(queue)")
    let isStranger = person?.isContact == true && place != nil && place?.contact == nil
    checking.expect(
      !isStranger, at: "/requester/contact", "reference", "names nobody who is known here yet")
    try checking.finish()
    guard let place else { preconditionFailure("a queue that is not there was a violation") }
    let channel = params.channel ?? .api
    let draft = Draft(
      subject: subject, body: params.body, requester: params.requester,
      priority: params.priority ?? .normal, channel: channel, tags: tags,
      acknowledge: params.acknowledge ?? channel.acknowledges)
    return try open(draft, at: place, context)
  }

  /// Opens a ticket of sound values.
  @discardableResult
  static func open(
    _ draft: Draft, at place: Place, _ context: Context
  ) throws -> Encoded<Ticket> {
    var requester = draft.requester
    requester.contact = requester.contact ?? place.contact
    let ticket = try Encoded(
      Ticket(
        id: context.newID(), number: place.number, subject: draft.subject, status: .new,
        priority: draft.priority, queue: place.queue.key, channel: draft.channel,
        requester: requester, tags: draft.tags, submission: draft.submission,
        follows: draft.follows, openedAt: context.now,
        replyDueAt: place.queue.replyDue(from: context.now), version: 1))
    try TicketRows.insert(ticket.value, context.tx)
    try Entries.add(
      .received, to: ticket.value.id, body: draft.body, channel: draft.channel, context)
    try context.emit(
      TicketsEvents.TicketOpened(ticket: ticket, body: draft.body), about: ticket.value)
    if draft.acknowledge {
      try Letters.acknowledge(
        ticket.value, from: place.queue, language: draft.language, context)
    }
    return ticket
  }
}

/// What a new ticket says.
struct Draft {
  var subject: String
  var body: String
  var requester: Recipient
  var priority = TicketPriority.normal
  var channel: TicketChannel
  var tags: [String] = []
  var submission: SubmissionID?
  var follows: TicketID?
  var language: String?
  var acknowledge: Bool
}

/// Where a new ticket goes: its queue, its number, and its contact if that is known.
struct Place {
  let queue: Queue
  let number: Int
  let contact: ContactID?

  /// Nil if there is no such queue.
  ///
  /// The number after the last one: rows of tickets stay, and one batch at a time holds the log, so
  /// numbers have no gaps and need no counter.
  static func find(in queue: Slug, for person: Person?, _ tx: Transaction) throws -> Place? {
    let key = person.map(IdentityKey.init)
    return try tx.first(
      """
      SELECT q.key, q.name, q.sender, q.reply_within, q.calendar, q.version, i.contact,
        (SELECT MAX(number) FROM ticket) AS last_number
      FROM queue q LEFT JOIN identity i ON i.kind = \(key?.kind) AND i.value = \(key?.value)
      WHERE q.key = \(queue)
      """
    ) { row in
      let last: Int? = row["last_number"]
      return Place(queue: Queues.queue(row), number: (last ?? 0) + 1, contact: row["contact"])
    }
  }
}

extension Checking {
  fileprivate static let longestHandle = 200

  /// Whose ticket it is to be.
  fileprivate mutating func requester(_ requester: Recipient) -> Person? {
    if let name = requester.name {
      text(name, at: "/requester/name", limit: Self.longestHandle)
    }
    if let handle = requester.handle {
      text(handle, at: "/requester/handle", limit: Self.longestHandle)
    }
    return collect { () throws(ServiceError) in try requester.person(at: "/requester") }
  }
}

extension TicketChannel {
  /// Whether a machine may answer at once: on the phone and in a chat somebody just did.
  var acknowledges: Bool {
    switch self {
    case .form, .email, .api: true
    case .phone, .chat, .social, .other: false
    }
  }
}

extension Person {
  fileprivate var isContact: Bool {
    if case .contact = self { true } else { false }
  }
}
