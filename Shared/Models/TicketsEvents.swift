public import Wire

/// What the tickets service tells: matters opened, answered, closed and rated.
public enum TicketsEvents {
  public static let all: [any Event.Type] = [
    QueueChanged.self, QueueDeleted.self, StaffChanged.self, StaffDeleted.self, TicketOpened.self,
    TicketUpdated.self, TicketAssigned.self, TicketReplied.self, TicketNoted.self,
    TicketReceived.self, TicketClosed.self, TicketReopened.self, TicketRated.self,
    MessageRequested.self, StaffInvited.self, StaffJoined.self, StaffDeactivated.self,
    CredentialChanged.self, SessionStarted.self, SessionEnded.self, SignInRefused.self,
  ]

  /// A queue was put: new, or replaced.
  public struct QueueChanged: Event {
    public static let type = "tickets.queue.changed"
    public static let summary = "A queue was created or replaced"
    public var key: Slug
    public var name: String
    public init(key: Slug, name: String) { (self.key, self.name) = (key, name) }
  }

  /// A queue is gone.
  public struct QueueDeleted: Event {
    public static let type = "tickets.queue.deleted"
    public static let summary = "A queue was deleted"
    public var key: Slug
    public init(key: Slug) { self.key = key }
  }

  /// A member of staff was put: new, or replaced.
  public struct StaffChanged: Event {
    public static let type = "tickets.staff.changed"
    public static let summary = "A member of staff was added or changed"
    public static let personal = ["/name"]
    public var staff: StaffID
    public var name: String
    public init(staff: StaffID, name: String) { (self.staff, self.name) = (staff, name) }
  }

  /// A member of staff left.
  public struct StaffDeleted: Event {
    public static let type = "tickets.staff.deleted"
    public static let summary = "A member of staff was removed"
    public var staff: StaffID
    public init(staff: StaffID) { self.staff = staff }
  }

  /// Somebody has a matter.
  public struct TicketOpened: Event {
    public static let type = "tickets.ticket.opened"
    public static let summary = "A ticket was opened"
    public static let personal = ["/ticket/requester", "/ticket/subject", "/body"]
    public var ticket: Encoded<Ticket>
    public var body: String
    public init(ticket: Encoded<Ticket>, body: String) {
      (self.ticket, self.body) = (ticket, body)
    }
  }

  /// Status, priority, queue or tags changed.
  public struct TicketUpdated: Event {
    public static let type = "tickets.ticket.updated"
    public static let summary = "A ticket changed"
    public static let personal = ["/ticket/requester", "/ticket/subject"]
    public var ticket: Encoded<Ticket>
    /// The members that changed, by name.
    public var changed: [String]
    public init(ticket: Encoded<Ticket>, changed: [String]) {
      (self.ticket, self.changed) = (ticket, changed)
    }
  }

  /// A ticket has somebody, somebody else, or nobody.
  public struct TicketAssigned: Event {
    public static let type = "tickets.ticket.assigned"
    public static let summary = "A ticket was assigned"
    public static let personal = ["/ticket/requester", "/ticket/subject"]
    public var ticket: Encoded<Ticket>
    public init(ticket: Encoded<Ticket>) { self.ticket = ticket }
  }

  /// Staff answered.
  public struct TicketReplied: Event {
    public static let type = "tickets.ticket.replied"
    public static let summary = "Staff answered a ticket"
    public static let personal = ["/ticket/requester", "/ticket/subject", "/entry/body"]
    public var ticket: Encoded<Ticket>
    public var entry: TicketEntry
    public init(ticket: Encoded<Ticket>, entry: TicketEntry) {
      (self.ticket, self.entry) = (ticket, entry)
    }
  }

  /// Staff wrote something for each other.
  public struct TicketNoted: Event {
    public static let type = "tickets.ticket.noted"
    public static let summary = "Staff wrote a note on a ticket"
    public static let personal = ["/ticket/requester", "/ticket/subject", "/entry/body"]
    public var ticket: Encoded<Ticket>
    public var entry: TicketEntry
    public init(ticket: Encoded<Ticket>, entry: TicketEntry) {
      (self.ticket, self.entry) = (ticket, entry)
    }
  }

  /// The customer said something.
  public struct TicketReceived: Event {
    public static let type = "tickets.ticket.received"
    public static let summary = "The customer wrote on a ticket"
    public static let personal = ["/ticket/requester", "/ticket/subject", "/entry/body"]
    public var ticket: Encoded<Ticket>
    public var entry: TicketEntry
    public init(ticket: Encoded<Ticket>, entry: TicketEntry) {
      (self.ticket, self.entry) = (ticket, entry)
    }
  }

  /// The matter is settled.
  public struct TicketClosed: Event {
    public static let type = "tickets.ticket.closed"
    public static let summary = "A ticket was closed"
    public static let personal = ["/ticket/requester", "/ticket/subject", "/note"]
    public var ticket: Encoded<Ticket>
    public var outcome: String
    public var note: String?
    public init(ticket: Encoded<Ticket>, outcome: String, note: String? = nil) {
      (self.ticket, self.outcome, self.note) = (ticket, outcome, note)
    }
  }

  /// The matter was not settled after all.
  public struct TicketReopened: Event {
    public static let type = "tickets.ticket.reopened"
    public static let summary = "A ticket was reopened"
    public static let personal = ["/ticket/requester", "/ticket/subject", "/reason"]
    public var ticket: Encoded<Ticket>
    public var reason: String
    public init(ticket: Encoded<Ticket>, reason: String) {
      (self.ticket, self.reason) = (ticket, reason)
    }
  }

  /// The customer rated how it went.
  public struct TicketRated: Event {
    public static let type = "tickets.ticket.rated"
    public static let summary = "The customer rated a ticket"
    public static let personal = ["/ticket/requester", "/ticket/subject", "/comment"]
    public var ticket: Encoded<Ticket>
    /// 1 (bad) to 5 (good).
    public var score: Int
    public var comment: String?
    /// The score that this one takes the place of, if the same closing was rated before.
    public var replaces: Int?
    public init(ticket: Encoded<Ticket>, score: Int, comment: String? = nil, replaces: Int? = nil) {
      (self.ticket, self.score, self.comment) = (ticket, score, comment)
      self.replaces = replaces
    }
  }

  /// Tickets wants a message sent.
  public struct MessageRequested: Event {
    public static let type = "tickets.message.requested"
    public static let summary = "The tickets service wants a message sent"
    public static let retention: Period? = .days(90)
    public static let personal = ["/message/recipient", "/message/data"]
    public var message: MessageRequest
    public init(message: MessageRequest) { self.message = message }
  }
}
