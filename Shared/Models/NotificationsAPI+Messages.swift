public import Wire

/// One try to hand a message over.
public struct MessageAttempt: Codable, Sendable, Hashable {
  public enum Outcome: String, WireEnum {
    case accepted, captured, refused, providerFailed, unknown, unsendable
    /// Told by `messages.reportDelivery`.
    case delivered, bounced, complained
    case other
  }
  public var at: Timestamp
  public var provider: Slug
  public var outcome: Outcome
  /// What the provider said, word for word.
  public var answer: String?

  public init(at: Timestamp, provider: Slug, outcome: Outcome, answer: String? = nil) {
    (self.at, self.provider, self.outcome, self.answer) = (at, provider, outcome, answer)
  }
}

/// What a message says.
///
/// Captured mail is shown exactly as it would have gone, with the detours of its links and the pixel
/// where its topic tracks. Of other mail an admin sees real links, without either; others see
/// `{{links.PURPOSE}}` in their place.
public struct MessageBody: Codable, Sendable, Hashable {
  public var subject: String
  public var text: String
  public var html: String?

  public init(subject: String, text: String, html: String? = nil) {
    (self.subject, self.text, self.html) = (subject, text, html)
  }
}

/// One line of the ledger of messages.
public struct MessageRecord: Codable, Sendable, Hashable {
  public var id: MessageID
  public var request: MessageRequestID
  /// The service that wanted it sent.
  public var source: String
  public var `class`: MessageClass
  public var channel: Channel
  public var template: Slug
  public var topic: Slug?
  public var contact: ContactID?
  /// The address, once it is known.
  public var to: String?
  public var campaign: Slug?
  public var journey: Slug?
  public var step: Int?
  public var enrolment: EnrolmentID?
  public var ticket: TicketID?
  public var status: MessageStatus
  public var createdAt: Timestamp
  public var updatedAt: Timestamp
  /// When it is looked at again, while it waits.
  public var dueAt: Timestamp?
  public var validUntil: Timestamp?
  /// The last decision, with every rule that was asked.
  public var decision: Decision?
  /// Why it failed or was cancelled.
  public var reason: String?
  public var attempts: [MessageAttempt]
  /// In `messages.get` alone, once it is written.
  public var body: MessageBody?

  public init(
    id: MessageID, request: MessageRequest, source: String, contact: ContactID?, to: String?,
    topic: Slug?, status: MessageStatus, createdAt: Timestamp, updatedAt: Timestamp,
    dueAt: Timestamp?, decision: Decision?, reason: String?, attempts: [MessageAttempt],
    body: MessageBody? = nil
  ) {
    (self.id, self.request, self.source) = (id, request.request, source)
    (self.class, self.channel, self.template) = (request.class, request.channel, request.template)
    (self.topic, self.contact, self.to) = (topic, contact, to)
    (self.campaign, self.journey, self.step) = (request.campaign, request.journey, request.step)
    (self.enrolment, self.ticket, self.status) = (request.enrolment, request.ticket, status)
    (self.createdAt, self.updatedAt, self.dueAt) = (createdAt, updatedAt, dueAt)
    (self.validUntil, self.decision, self.reason) = (request.validUntil, decision, reason)
    (self.attempts, self.body) = (attempts, body)
  }
}

extension NotificationsAPI {
  static let messages: [any Method.Type] = [
    GetMessage.self, ListMessages.self, CancelMessage.self, RetryMessage.self, ReportDelivery.self,
  ]

  /// The params that name one message.
  public struct MessageParams: Codable, Sendable {
    public var message: MessageID
    public init(message: MessageID) { self.message = message }
  }

  /// Answers one message: what it says, why it may go, each attempt.
  public enum GetMessage: Method {
    public typealias Params = MessageParams
    public typealias Result = MessageRecord
    public static let readsPersonalData = true
    public static func people(in result: Result, asked: Params) -> [String] { [result.person] }
    public static let name = "messages.get"
    public static let summary = "Answers one message: what it says, why it may go, each attempt."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.staff]
    public static let errors: [ServiceError.Kind] = [.notFound]
  }

  /// Lists messages, newest first, with decision and attempts.
  public enum ListMessages: Method {
    public struct Params: Codable, Sendable, NamesPerson {
      public var contact: ContactID?
      public var email: EmailAddress?
      public var phone: PhoneNumber?
      public var handle: String?
      public var campaign: Slug?
      public var template: Slug?
      public var status: MessageStatus?
      /// Requested at this time or later.
      public var from: Timestamp?
      /// Requested before this time.
      public var to: Timestamp?
      public var after: String?
      public var limit: Int?

      public init(
        contact: ContactID? = nil, email: EmailAddress? = nil, phone: PhoneNumber? = nil,
        handle: String? = nil, campaign: Slug? = nil, template: Slug? = nil,
        status: MessageStatus? = nil, from: Timestamp? = nil, to: Timestamp? = nil,
        after: String? = nil, limit: Int? = nil
      ) {
        (self.contact, self.email, self.phone, self.handle) = (contact, email, phone, handle)
        (self.campaign, self.template, self.status) = (campaign, template, status)
        (self.from, self.to, self.after, self.limit) = (from, to, after, limit)
      }
    }
    public typealias Result = Page<MessageRecord>
    public static let readsPersonalData = true
    public static func people(in result: Result, asked: Params) -> [String] {
      result.items.map(\.person)
    }
    public static let name = "messages.list"
    public static let summary = "Lists messages, newest first, with decision and attempts."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.staff]
  }

  /// Takes back a message that was not handed over yet.
  public enum CancelMessage: Method {
    public struct Params: Codable, Sendable {
      public var message: MessageID
      public var reason: String?
      public init(message: MessageID, reason: String? = nil) {
        (self.message, self.reason) = (message, reason)
      }
    }
    public typealias Result = MessageRecord
    public static let name = "messages.cancel"
    public static let summary = "Takes back a message that was not handed over yet."
    public static let kind = MethodKind.command
    public static let isAlwaysAccepted = true
    public static let scopes: Set<Scope> = [.staff]
    public static let errors: [ServiceError.Kind] = [.notFound, .rejected]
  }

  /// Tries a message again that failed, came back or was denied.
  public enum RetryMessage: Method {
    public typealias Params = MessageParams
    public typealias Result = MessageRecord
    public static let name = "messages.retry"
    public static let summary = "Tries a message again that failed, came back or was denied."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.staff]
    public static let errors: [ServiceError.Kind] = [.notFound, .rejected]
  }

  /// Tells what became of a message after it was handed over.
  public enum ReportDelivery: Method {
    public enum Status: String, WireEnum { case delivered, bounced, complained, other }
    public struct Params: Codable, Sendable {
      public var message: MessageID
      public var status: Status
      /// The enhanced status code (RFC 3463) such as `5.1.1`, or the SMTP reply code.
      public var code: String?
      public var detail: String?
      public var at: Timestamp?
      public init(
        message: MessageID, status: Status, code: String? = nil, detail: String? = nil,
        at: Timestamp? = nil
      ) {
        (self.message, self.status, self.code) = (message, status, code)
        (self.detail, self.at) = (detail, at)
      }
    }
    public typealias Result = MessageRecord
    public static let name = "messages.reportDelivery"
    public static let summary = "Tells what became of a message after it was handed over."
    public static let kind = MethodKind.command
    public static let isAlwaysAccepted = true
    public static let scopes: Set<Scope> = [.staff, .frontend]
    public static let errors: [ServiceError.Kind] = [.notFound, .rejected]
  }
}
