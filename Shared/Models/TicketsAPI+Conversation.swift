public import Wire

extension TicketsAPI {
  public enum Reply: Method {
    public static let name = "tickets.reply"
    public static let summary = "Answers the customer; who answers a ticket of nobody has it."
    public static let kind = MethodKind.command
    public static let isAlwaysAccepted = true
    public static let scopes: Set<Scope> = desk
    public static let errors: [ServiceError.Kind] = [.invalid, .notFound, .rejected]

    /// What the ticket is after the answer.
    public enum Then: String, WireEnum { case waiting, solved }

    public struct Params: Codable, Sendable {
      public var id: TicketID
      /// Who answers.
      public var assignee: StaffID
      public var body: String
      /// `waiting` if absent.
      public var then: Then?

      public init(id: TicketID, assignee: StaffID, body: String, then: Then? = nil) {
        (self.id, self.assignee, self.body, self.then) = (id, assignee, body, then)
      }
    }
    public typealias Result = Encoded<Ticket>
  }

  public enum Note: Method {
    public static let name = "tickets.note"
    public static let summary = "Writes a note for colleagues, which no customer ever sees."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.staff]
    public static let errors: [ServiceError.Kind] = [.invalid, .notFound]

    public struct Params: Codable, Sendable {
      public var id: TicketID
      /// Who writes.
      public var assignee: StaffID
      public var body: String

      public init(id: TicketID, assignee: StaffID, body: String) {
        (self.id, self.assignee, self.body) = (id, assignee, body)
      }
    }
    public typealias Result = Encoded<Ticket>
  }

  public enum Close: Method {
    public static let name = "tickets.close"
    public static let summary = "Closes a ticket with its outcome and asks how it went."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = desk
    public static let errors: [ServiceError.Kind] = [.invalid, .notFound, .rejected]

    public struct Params: Codable, Sendable {
      public var id: TicketID
      /// How it ended, in the business's own word: `solved`, `refunded`, `duplicate`, `spam`.
      public var outcome: String
      /// For colleagues.
      public var note: String?
      /// Who closes it.
      public var assignee: StaffID?
      /// Whether to ask for a rating; absent: unless the outcome is `spam` or `duplicate`.
      public var askRating: Bool?

      public init(
        id: TicketID, outcome: String, note: String? = nil, assignee: StaffID? = nil,
        askRating: Bool? = nil
      ) {
        (self.id, self.outcome, self.note) = (id, outcome, note)
        (self.assignee, self.askRating) = (assignee, askRating)
      }
    }
    public typealias Result = Encoded<Ticket>
  }

  public enum Reopen: Method {
    public static let name = "tickets.reopen"
    public static let summary = "Opens a closed ticket again and restarts its reply clock."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = desk
    public static let errors: [ServiceError.Kind] = [.invalid, .notFound, .rejected]

    public struct Params: Codable, Sendable {
      public var id: TicketID
      public var reason: String

      public init(id: TicketID, reason: String) {
        (self.id, self.reason) = (id, reason)
      }
    }
    public typealias Result = Encoded<Ticket>
  }
}
