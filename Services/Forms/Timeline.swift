import Engine
import Models
import Store
import Wire

/// Each contact's history over all services: an index of events, own and heard, with one sentence
/// each.
enum Timeline {
  static let answers: [Answers] = [.query(FormsAPI.ContactTimeline.self, timeline)]

  static let hears: [Hearing] = ["tickets", "campaigns", "notifications"].map {
    .anyEvent(of: $0, .projection, heard)
  }

  /// What is of our own log stays.
  static let projections: [Projection] = [
    .table("timeline", where: "substr(type, 1, 6) <> 'forms.'")
  ]

  static func timeline(
    _ params: FormsAPI.ContactTimeline.Params, _ context: QueryContext
  ) throws -> Page<FormsAPI.ContactTimeline.Entry> {
    let size = try Paging.size(params.limit)
    let place = try params.after.map(Place.init(cursor:)) ?? .newest
    let contact = try People.known(try params.person(), context.tx)
    let rows = try context.tx.read(
      """
      SELECT event, at, type, subject, summary FROM timeline
      WHERE contact = \(contact.id)
        AND (at < \(place.at) OR (at = \(place.at) AND event < \(place.event)))
      ORDER BY at DESC, event DESC LIMIT \(size + 1)
      """
    ) { row in
      (
        place: Place(at: row["at"], event: row["event"]),
        entry: FormsAPI.ContactTimeline.Entry(
          at: row["at"], type: row["type"], subject: row["subject"], summary: row["summary"])
      )
    }
    return Page(
      items: rows.prefix(size).map(\.entry),
      next: rows.count > size ? rows[size - 1].place.cursor : nil)
  }

  /// A place in a timeline, between pages: `1767225600000.019b7c…`.
  struct Place: Equatable {
    var at: Timestamp
    var event: String

    static let newest = Place(at: Timestamp(milliseconds: .max), event: "")

    init(at: Timestamp, event: String) {
      (self.at, self.event) = (at, event)
    }

    init(cursor: String) throws(ServiceError) {
      let parts = cursor.split(separator: ".", maxSplits: 1)
      guard parts.count == 2, let milliseconds = Int64(parts[0]) else { throw Paging.strayCursor }
      self.init(at: Timestamp(milliseconds: milliseconds), event: String(parts[1]))
    }

    var cursor: String { "\(at.milliseconds).\(event)" }
  }

  /// An event of another service, if it is about somebody.
  static func heard(_ event: CloudEvent, _ context: Context) throws {
    guard let data = try event.data.map({ try $0.kept(as: JSON.self) }),
      let contact = try whom(event, data, context.tx)
    else { return }
    try index(
      Entry(
        event: event.id, contact: contact, at: event.time, type: event.type,
        subject: event.subject),
      data, context.tx)
  }

  /// Whom an event is about. A ticket may have been opened for an address before anybody knew whose
  /// it was; by now it is known here.
  private static func whom(
    _ event: CloudEvent, _ data: JSON, _ tx: Transaction
  ) throws -> ContactID? {
    if let contact = event.contact { return try? ContactID(wire: contact) }
    guard case .object(let members) = data, case .object(let ticket)? = members["ticket"],
      let requester = ticket["requester"],
      let recipient = try? RawJSON(keeping: requester).kept(as: Recipient.self)
    else { return nil }
    if let contact = recipient.contact { return contact }
    for identity in Identities.of(recipient) {
      if let owner = try Identities.owner(of: identity, tx) { return owner }
    }
    return nil
  }

  /// What an entry is filed under.
  fileprivate struct Entry {
    let event: String
    let contact: ContactID
    let at: Timestamp
    let type: String
    let subject: String?
  }

  fileprivate static func index(_ entry: Entry, _ data: JSON, _ tx: Transaction) throws {
    try tx.write(
      """
      INSERT INTO timeline (event, contact, at, type, subject, summary)
      VALUES (\(entry.event), \(entry.contact), \(entry.at), \(entry.type), \(entry.subject),
        \(Summaries.summary(of: entry.type, data: data)))
      ON CONFLICT (event) DO NOTHING
      """)
  }
}

extension Context {
  /// Writes an event about somebody, into the log and into their timeline: the one way in which
  /// this service tells of people.
  func tell<E: Event>(_ event: E, subject: String, contact: ContactID) throws {
    try emit(event, subject: subject, contact: contact.wire)
    try Timeline.index(
      Timeline.Entry(
        event: newID(ContactKind.self).uuid.description, contact: contact, at: now, type: E.type,
        subject: subject),
      try RawJSON(keeping: event).kept(as: JSON.self), tx)
  }
}
