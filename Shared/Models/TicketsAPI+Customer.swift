public import Wire

extension TicketsAPI {
  public enum Show: Method {
    public static let name = "tickets.show"
    public static let summary = "Shows a ticket to the customer who holds a link to it."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = anybody
    public static let errors: [ServiceError.Kind] = [.rejected]

    public struct Params: Codable, Sendable {
      /// Of an answer link or a rating link.
      public var token: String

      public init(token: String) {
        self.token = token
      }
    }

    public struct Result: Codable, Sendable {
      public var number: Int
      public var subject: String
      public var status: TicketStatus
      public var replyDueAt: Timestamp?
      public var score: Int?
      public var messages: [Message]

      public init(
        number: Int, subject: String, status: TicketStatus, replyDueAt: Timestamp?, score: Int?,
        messages: [Message]
      ) {
        (self.number, self.subject, self.status) = (number, subject, status)
        (self.replyDueAt, self.score, self.messages) = (replyDueAt, score, messages)
      }
    }

    /// What the customer or the staff said; never a note.
    public struct Message: Codable, Sendable, Hashable {
      public var fromCustomer: Bool
      /// The member of staff.
      public var name: String?
      public var body: String
      public var at: Timestamp

      public init(fromCustomer: Bool, name: String?, body: String, at: Timestamp) {
        (self.fromCustomer, self.name, self.body, self.at) = (fromCustomer, name, body, at)
      }
    }
  }

  public enum Receive: Method {
    public static let name = "tickets.receive"
    public static let summary = "Takes what the customer says; a closed ticket opens again."
    public static let kind = MethodKind.command
    public static let isAlwaysAccepted = true
    public static let scopes: Set<Scope> = anybody
    public static let errors: [ServiceError.Kind] = [.invalid, .notFound, .forbidden, .rejected]

    public struct Params: Codable, Sendable {
      /// Of the answer link; or else `ticket` and `from`.
      public var token: String?
      public var ticket: TicketID?
      /// Who says it, as a trusted frontend knows: the ticket's requester.
      public var from: PersonParams?
      public var body: String
      /// `api` if absent.
      public var channel: TicketChannel?

      public init(
        token: String? = nil, ticket: TicketID? = nil, from: PersonParams? = nil, body: String,
        channel: TicketChannel? = nil
      ) {
        (self.token, self.ticket, self.from) = (token, ticket, from)
        (self.body, self.channel) = (body, channel)
      }
    }

    public struct Result: Codable, Sendable {
      /// The ticket it went to: the one asked for, or the one that goes on from it.
      public var ticket: TicketID
      public var number: Int
      public var status: TicketStatus
      public var replyDueAt: Timestamp?
      /// The ticket asked for, where a new one goes on from it.
      public var follows: TicketID?

      public init(
        ticket: TicketID, number: Int, status: TicketStatus, replyDueAt: Timestamp?,
        follows: TicketID?
      ) {
        (self.ticket, self.number, self.status) = (ticket, number, status)
        (self.replyDueAt, self.follows) = (replyDueAt, follows)
      }
    }
  }

  public enum Rate: Method {
    public static let name = "tickets.rate"
    public static let summary = "Rates how a ticket was handled; a bad rating opens it again."
    public static let kind = MethodKind.command
    public static let isAlwaysAccepted = true
    public static let scopes: Set<Scope> = anybody
    public static let errors: [ServiceError.Kind] = [.invalid, .rejected]

    public struct Params: Codable, Sendable {
      /// Of the rating link.
      public var token: String
      /// 1 (bad) to 5 (good).
      public var score: Int
      public var comment: String?

      public init(token: String, score: Int, comment: String? = nil) {
        (self.token, self.score, self.comment) = (token, score, comment)
      }
    }

    public struct Result: Codable, Sendable {
      public var number: Int
      public var score: Int
      /// Whether the rating opened the ticket again.
      public var reopened: Bool

      public init(number: Int, score: Int, reopened: Bool) {
        (self.number, self.score, self.reopened) = (number, score, reopened)
      }
    }
  }
}
