public import Wire

extension TicketsAPI {
  public enum Open: Method {
    public static let name = "tickets.open"
    public static let summary = "Opens a ticket for a person and starts its reply clock."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = desk
    public static let errors: [ServiceError.Kind] = [.invalid]

    public struct Params: Codable, Sendable {
      public var subject: String
      public var body: String
      /// Exactly one of `contact`, `email`, `phone`, `handle`, and perhaps a name.
      public var requester: Recipient
      /// `default` if absent.
      public var queue: Slug?
      /// `normal` if absent.
      public var priority: TicketPriority?
      /// `api` if absent.
      public var channel: TicketChannel?
      public var tags: [String]?
      /// Whether the requester is told at once that it arrived; absent: for what comes by form,
      /// email and API.
      public var acknowledge: Bool?

      public init(
        subject: String, body: String, requester: Recipient, queue: Slug? = nil,
        priority: TicketPriority? = nil, channel: TicketChannel? = nil, tags: [String]? = nil,
        acknowledge: Bool? = nil
      ) {
        (self.subject, self.body, self.requester) = (subject, body, requester)
        (self.queue, self.priority, self.channel) = (queue, priority, channel)
        (self.tags, self.acknowledge) = (tags, acknowledge)
      }
    }
    public typealias Result = Encoded<Ticket>
  }

  public enum Get: Method {
    public static let readsPersonalData = true
    public static func people(in result: Result, asked: Params) -> [String] {
      [result.ticket.person]
    }
    public static let name = "tickets.get"
    public static let summary = "Shows a ticket and its conversation, oldest entry first."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = desk
    public static let errors: [ServiceError.Kind] = [.invalid, .notFound]

    /// Exactly one of them.
    public struct Params: Codable, Sendable {
      public var id: TicketID?
      public var number: Int?
      /// The form submission that the ticket was made of.
      public var submission: SubmissionID?

      public init(id: TicketID? = nil, number: Int? = nil, submission: SubmissionID? = nil) {
        (self.id, self.number, self.submission) = (id, number, submission)
      }
    }

    public struct Result: Codable, Sendable {
      public var ticket: Ticket
      /// Notes are shown to staff alone.
      public var entries: [TicketEntry]

      public init(ticket: Ticket, entries: [TicketEntry]) {
        (self.ticket, self.entries) = (ticket, entries)
      }
    }
  }

  public enum List: Method {
    public static let readsPersonalData = true
    public static func people(in result: Result, asked: Params) -> [String] {
      result.items.map(\.person)
    }
    public static let name = "tickets.list"
    public static let summary = "Lists tickets that are not closed, most urgent first, or as asked."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = desk
    public static let errors: [ServiceError.Kind] = [.invalid]

    /// `due`: whose answer is due first. `newest`: opened last. `lastReply`: answered last.
    public enum Sort: String, WireEnum { case due, newest, lastReply }

    public struct Params: Codable, Sendable {
      /// Absent: all but `closed`.
      public var status: TicketStatus?
      public var assignee: Assignee?
      public var queue: Slug?
      public var requester: PersonParams?
      public var tag: String?
      /// `due` if absent.
      public var sort: Sort?
      public var after: String?
      public var limit: Int?

      public init(
        status: TicketStatus? = nil, assignee: Assignee? = nil, queue: Slug? = nil,
        requester: PersonParams? = nil, tag: String? = nil, sort: Sort? = nil,
        after: String? = nil, limit: Int? = nil
      ) {
        (self.status, self.assignee, self.queue) = (status, assignee, queue)
        (self.requester, self.tag, self.sort) = (requester, tag, sort)
        (self.after, self.limit) = (after, limit)
      }
    }
    public typealias Result = Page<Ticket>
  }

  public enum Next: Method {
    public static let name = "tickets.next"
    public static let summary = "Gives the most urgent ticket that nobody has to a member of staff."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = desk
    public static let errors: [ServiceError.Kind] = [.invalid, .notFound]

    public struct Params: Codable, Sendable {
      /// Absent: of any queue.
      public var queue: Slug?
      public var assignee: StaffID

      public init(queue: Slug? = nil, assignee: StaffID) {
        (self.queue, self.assignee) = (queue, assignee)
      }
    }
    public typealias Result = Encoded<Ticket>
  }

  public enum Update: Method {
    public static let name = "tickets.update"
    public static let summary = "Changes a ticket's status, priority, queue, tags or assignee."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = desk
    public static let errors: [ServiceError.Kind] = [.invalid, .notFound, .conflict, .rejected]

    public struct Params: Codable, Sendable {
      public var id: TicketID
      /// The version that the caller has seen; another one is a `conflict`.
      public var version: Int
      /// `closed` is refused here: `tickets.close` asks for the outcome.
      public var status: TicketStatus?
      public var priority: TicketPriority?
      /// Moving a ticket keeps the due time that its requester was told.
      public var queue: Slug?
      /// All tags, not only new ones.
      public var tags: [String]?
      public var assignee: Assignee?

      public init(
        id: TicketID, version: Int, status: TicketStatus? = nil, priority: TicketPriority? = nil,
        queue: Slug? = nil, tags: [String]? = nil, assignee: Assignee? = nil
      ) {
        (self.id, self.version, self.status) = (id, version, status)
        (self.priority, self.queue, self.tags) = (priority, queue, tags)
        self.assignee = assignee
      }
    }
    public typealias Result = Encoded<Ticket>
  }
}
