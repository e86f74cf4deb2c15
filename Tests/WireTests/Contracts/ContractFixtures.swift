import Wire

// A small town's help desk: the contracts that the schema and document tests describe.

enum TicketKind: IDKind { static let prefix = "ticket" }

enum Priority: String, WireEnum { case low, normal, high, other }

/// Exactly one way to name a person, which no placeholder of all or no members satisfies.
struct Requester: Codable, Sendable, Equatable {
  var contact: String?
  var email: EmailAddress?
  var phone: PhoneNumber?

  init(email: EmailAddress) { self.email = email }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    contact = try container.decodeIfPresent(String.self, forKey: .contact)
    email = try container.decodeIfPresent(EmailAddress.self, forKey: .email)
    phone = try container.decodeIfPresent(PhoneNumber.self, forKey: .phone)
    let given = [contact != nil, email != nil, phone != nil].filter { $0 }
    guard given.count == 1 else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "exactly one way is needed"))
    }
  }
}

/// A tree: steps that hold steps, told apart by their only member.
indirect enum Step: Codable, Sendable, Equatable, SchemaDescribed {
  case wait(Period)
  case send(Send)
  case all([Step])

  struct Send: Codable, Sendable, Equatable {
    var template: Slug
    var validFor: Period?
  }

  static var schema: Schema {
    .oneOf([
      .object([.required("wait", .of(Period.self))]),
      .object([.required("send", .of(Send.self))]),
      .object([.required("all", .array(of: .of(Step.self)))]),
    ])
  }

  private enum CodingKeys: CodingKey { case wait, send, all }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let period = try container.decodeIfPresent(Period.self, forKey: .wait) {
      self = .wait(period)
    } else if let send = try container.decodeIfPresent(Send.self, forKey: .send) {
      self = .send(send)
    } else {
      self = .all(try container.decode([Step].self, forKey: .all))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .wait(let period): try container.encode(period, forKey: .wait)
    case .send(let send): try container.encode(send, forKey: .send)
    case .all(let steps): try container.encode(steps, forKey: .all)
    }
  }
}

struct Ticket: Codable, Sendable {
  var id: ID<TicketKind>
  var number: Int
  var requester: Requester
  var priority: Priority
  var tags: Set<String>?
  var openedAt: Timestamp
  var related: [Ticket]?
}

struct Page<Item: Codable & Sendable>: Codable, Sendable {
  var items: [Item]
  var next: String?
}

enum OpenTicket: Method {
  struct Params: Codable, Sendable {
    var subject: String
    var requester: Requester
    var priority: Priority?
    var fields: [String: JSON]?
    var replyWithin: Period?
  }
  typealias Result = Encoded<Ticket>

  static let name = "tickets.open"
  static let summary = "Opens a ticket for a person."
  static let kind = MethodKind.command
  static let scopes: Set<Scope> = [.staff, .frontend]
  static let errors: [ServiceError.Kind] = [.rejected, .notFound]
}

enum ListTickets: Method {
  struct Params: Codable, Sendable {
    var status: Priority?
    var requester: Requester?
    var after: String?
    var limit: Int?
  }
  typealias Result = Page<Ticket>

  static let name = "tickets.list"
  static let summary = "Lists tickets by due time."
  static let kind = MethodKind.query
  static let scopes: Set<Scope> = [.staff]
}

enum PlanJourney: Method {
  struct Params: Codable, Sendable {
    var key: Slug
    var steps: [Step]
  }
  struct Result: Codable, Sendable {}

  static let name = "journeys.put"
  static let summary = "Creates a journey or replaces it."
  static let kind = MethodKind.command
  static let scopes: Set<Scope> = [.admin]
  static let errors: [ServiceError.Kind] = [.conflict, .invalid]
}

enum ReadEvents: Method {
  struct Params: Codable, Sendable {
    var after: Int64
    var types: [String]?
  }
  struct Result: Codable, Sendable {
    var head: Int64
    var first: CloudEvent
    var events: [CloudEvent]
  }

  static let name = "events.read"
  static let summary = "Reads the log from a sequence on."
  static let kind = MethodKind.query
  static let scopes: Set<Scope> = [.observer, .service]
}

struct TicketOpened: Event {
  static let type = "tickets.ticket.opened"
  static let summary = "A ticket was opened."
  static let personal = ["/requester/email", "/requester/phone", "/ticket/requester", "/notes/*"]

  var requester: Requester
  var ticket: Ticket
  var notes: [String]
}

struct TicketRated: Event {
  static let type = "tickets.ticket.rated"
  static let summary = "The customer rated the answer."

  var ticket: ID<TicketKind>
  var score: Int
}
