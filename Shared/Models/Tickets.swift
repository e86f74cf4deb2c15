public import Wire

/// Where a ticket stands. `closed` is reached by `tickets.close` alone.
public enum TicketStatus: String, WireEnum, CaseIterable {
  case new, open, waiting, onHold, solved, closed, other
}

/// How much it hurts.
public enum TicketPriority: String, WireEnum { case low, normal, high, urgent, other }

/// How a ticket, or an entry of it, came in.
public enum TicketChannel: String, WireEnum { case form, email, phone, chat, social, api, other }

/// One matter of one person, until somebody closes it.
public struct Ticket: Codable, Sendable, Hashable {
  public var id: TicketID
  /// The short number people call it by.
  public var number: Int
  public var subject: String
  public var status: TicketStatus
  public var priority: TicketPriority
  public var queue: Slug
  public var channel: TicketChannel
  public var requester: Recipient
  public var assignee: StaffID?
  public var tags: [String]
  public var submission: SubmissionID?
  /// The ticket that this one goes on from.
  public var follows: TicketID?
  public var openedAt: Timestamp
  /// When the next answer is owed; absent while nobody owes one.
  public var replyDueAt: Timestamp?
  public var firstRepliedAt: Timestamp?
  public var lastReplyAt: Timestamp?
  public var closedAt: Timestamp?
  public var outcome: String?
  public var score: Int?
  public var version: Int

  public init(
    id: TicketID, number: Int, subject: String, status: TicketStatus, priority: TicketPriority,
    queue: Slug, channel: TicketChannel, requester: Recipient, assignee: StaffID? = nil,
    tags: [String] = [], submission: SubmissionID? = nil, follows: TicketID? = nil,
    openedAt: Timestamp, replyDueAt: Timestamp? = nil, firstRepliedAt: Timestamp? = nil,
    lastReplyAt: Timestamp? = nil, closedAt: Timestamp? = nil, outcome: String? = nil,
    score: Int? = nil, version: Int
  ) {
    (self.id, self.number, self.subject, self.status) = (id, number, subject, status)
    (self.priority, self.queue, self.channel) = (priority, queue, channel)
    (self.requester, self.assignee, self.tags) = (requester, assignee, tags)
    (self.submission, self.follows, self.openedAt) = (submission, follows, openedAt)
    (self.replyDueAt, self.firstRepliedAt) = (replyDueAt, firstRepliedAt)
    (self.lastReplyAt, self.closedAt) = (lastReplyAt, closedAt)
    (self.outcome, self.score, self.version) = (outcome, score, version)
  }
}

/// One entry of a ticket's conversation.
public struct TicketEntry: Codable, Sendable, Hashable {
  public enum Kind: String, WireEnum { case received, reply, note, other }
  public var id: EntryID
  public var kind: Kind
  public var body: String
  public var channel: TicketChannel?
  public var author: StaffID?
  public var at: Timestamp

  public init(
    id: EntryID, kind: Kind, body: String, channel: TicketChannel? = nil, author: StaffID? = nil,
    at: Timestamp
  ) {
    (self.id, self.kind, self.body) = (id, kind, body)
    (self.channel, self.author, self.at) = (channel, author, at)
  }
}
