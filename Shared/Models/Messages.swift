public import Wire

/// How a message reaches somebody.
public enum Channel: String, WireEnum { case email, sms, webhook, other }

/// What a message is for; it decides what may hold it back.
///
/// Transactional: the person asked for it a moment ago. Service: about a matter of theirs.
/// Marketing: everything else, and only with a lawful basis for its topic.
public enum MessageClass: String, WireEnum { case transactional, service, marketing, other }

/// Whether a message may wait for the morning.
public enum Urgency: String, WireEnum { case normal, urgent, other }

/// What a link in a message lets its reader do. Notifications mints them; the owner verifies.
public enum LinkPurpose: String, WireEnum, CaseIterable {
  /// Confirm a submission; subject: the submission.
  case confirm
  /// See and change subscriptions; subject: the contact, and the message's topic.
  case subscriptions
  /// Answer a ticket; subject: the ticket.
  case answer
  /// Rate how a ticket was handled; subject: the ticket.
  case rating
  /// Become a member of staff; subject: the invitation.
  case accept
  /// Set a new password; subject: the request for it.
  case reset
  case other
}

/// A link that a message wants: templates show it as `{{links.PURPOSE}}`.
public struct LinkRequest: Codable, Sendable, Hashable {
  public var purpose: LinkPurpose
  public var subject: String
  public var expiresAt: Timestamp?

  public init(purpose: LinkPurpose, subject: String, expiresAt: Timestamp? = nil) {
    (self.purpose, self.subject, self.expiresAt) = (purpose, subject, expiresAt)
  }
}

/// A wish to have one message sent, written in the transaction of the fact behind it.
///
/// Notifications decides whether it may go, renders and sends it. A second request with the same
/// `dedupeKey` from the same service is the same message.
public struct MessageRequest: Codable, Sendable {
  public var request: MessageRequestID
  public var `class`: MessageClass
  public var channel: Channel
  public var template: Slug
  public var recipient: Recipient
  public var dedupeKey: String
  public var topic: Slug?
  public var sender: Slug?
  public var language: String?
  public var urgency: Urgency?
  /// What the template shows.
  public var data: JSON
  public var links: [LinkRequest]?
  /// Sent by a machine in answer to something: carries `Auto-Submitted`.
  public var automatic: Bool?
  /// Later than this it is not worth sending.
  public var validUntil: Timestamp?
  public var campaign: Slug?
  public var journey: Slug?
  public var step: Int?
  public var enrolment: EnrolmentID?
  public var ticket: TicketID?

  public init(
    request: MessageRequestID, class: MessageClass, channel: Channel = .email, template: Slug,
    recipient: Recipient, dedupeKey: String, topic: Slug? = nil, sender: Slug? = nil,
    language: String? = nil, urgency: Urgency? = nil, data: JSON = .object([:]),
    links: [LinkRequest]? = nil, automatic: Bool? = nil, validUntil: Timestamp? = nil,
    campaign: Slug? = nil, journey: Slug? = nil, step: Int? = nil, enrolment: EnrolmentID? = nil,
    ticket: TicketID? = nil
  ) {
    (self.request, self.class, self.channel, self.template) = (request, `class`, channel, template)
    (self.recipient, self.dedupeKey, self.topic, self.sender) = (
      recipient, dedupeKey, topic, sender
    )
    (self.language, self.urgency, self.data, self.links) = (language, urgency, data, links)
    (self.automatic, self.validUntil, self.campaign) = (automatic, validUntil, campaign)
    (self.journey, self.step, self.enrolment, self.ticket) = (journey, step, enrolment, ticket)
  }
}

/// What one rule of a decision said.
public struct Reason: Codable, Sendable, Hashable {
  public var rule: String
  public var verdict: Verdict
  public var because: String

  public init(rule: String, verdict: Verdict, because: String) {
    (self.rule, self.verdict, self.because) = (rule, verdict, because)
  }
}

/// May this person be contacted?
public enum Verdict: String, WireEnum { case allow, deny, `defer`, other }

/// The answer to "may we contact this person?", with every rule that was asked, in order.
public struct Decision: Codable, Sendable, Hashable {
  public var verdict: Verdict
  public var until: Timestamp?
  public var reasons: [Reason]

  public init(verdict: Verdict, until: Timestamp? = nil, reasons: [Reason]) {
    (self.verdict, self.until, self.reasons) = (verdict, until, reasons)
  }
}

/// The states of a message.
public enum MessageStatus: String, WireEnum {
  /// Waiting for its turn, its time or a rule.
  case planned
  /// With a courier, surely not sent yet.
  case claimed
  /// Past the point of no return, outcome not known yet.
  case handingOver
  case accepted, captured, delayed, denied, failed, expired, cancelled, unknown, bounced, complained
  case held
  case other
}
