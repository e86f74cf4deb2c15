public import Wire

/// What the notifications service tells: what became of every message.
public enum NotificationsEvents {
  public static let all: [any Event.Type] = [
    SenderChanged.self, SenderDeleted.self, TemplateChanged.self, TemplateDeleted.self,
    SuppressionAdded.self, SuppressionRemoved.self, ProviderPaused.self, ProviderResumed.self,
    MessageAccepted.self, MessageCaptured.self, MessageDelayed.self, MessageDenied.self,
    MessageFailed.self, MessageExpired.self, MessageCancelled.self, MessageUnknown.self,
    MessageBounced.self, MessageComplained.self, MessageOpened.self, MessageClicked.self,
  ]

  /// What every event about a message says of it.
  public struct Fact: Codable, Sendable, Hashable {
    public var message: MessageID
    public var request: MessageRequestID
    /// The service that wanted it sent.
    public var source: String
    public var `class`: MessageClass
    public var channel: Channel
    public var template: Slug
    public var contact: ContactID?
    public var topic: Slug?
    public var campaign: Slug?
    public var journey: Slug?
    public var step: Int?
    public var enrolment: EnrolmentID?
    public var ticket: TicketID?
    public init(
      message: MessageID, request: MessageRequestID, source: String, class: MessageClass,
      channel: Channel, template: Slug, contact: ContactID? = nil, topic: Slug? = nil,
      campaign: Slug? = nil, journey: Slug? = nil, step: Int? = nil,
      enrolment: EnrolmentID? = nil, ticket: TicketID? = nil
    ) {
      (self.message, self.request, self.source) = (message, request, source)
      (self.class, self.channel, self.template) = (`class`, channel, template)
      (self.contact, self.topic, self.campaign) = (contact, topic, campaign)
      (self.journey, self.step, self.enrolment, self.ticket) = (journey, step, enrolment, ticket)
    }
  }

  public struct SenderChanged: Event {
    public static let type = "notifications.sender.changed"
    public static let summary = "A sender was created or replaced"
    public var key: Slug
    public init(key: Slug) { self.key = key }
  }

  public struct SenderDeleted: Event {
    public static let type = "notifications.sender.deleted"
    public static let summary = "A sender was deleted"
    public var key: Slug
    public init(key: Slug) { self.key = key }
  }

  /// A template was put; other services know from this which templates there are.
  public struct TemplateChanged: Event {
    public static let type = "notifications.template.changed"
    public static let summary = "A template was created or replaced"
    public var key: Slug
    public var `class`: MessageClass
    public var channel: Channel
    public var topic: Slug?
    public var version: Int
    public init(
      key: Slug, class: MessageClass, channel: Channel, topic: Slug? = nil, version: Int
    ) {
      (self.key, self.class, self.channel) = (key, `class`, channel)
      (self.topic, self.version) = (topic, version)
    }
  }

  public struct TemplateDeleted: Event {
    public static let type = "notifications.template.deleted"
    public static let summary = "A template was deleted"
    public var key: Slug
    public init(key: Slug) { self.key = key }
  }

  public struct SuppressionAdded: Event {
    public static let type = "notifications.suppression.added"
    public static let summary = "An address or domain is not written to any more"
    public var suppression: SuppressionID
    public var reason: String
    public init(suppression: SuppressionID, reason: String) {
      (self.suppression, self.reason) = (suppression, reason)
    }
  }

  public struct SuppressionRemoved: Event {
    public static let type = "notifications.suppression.removed"
    public static let summary = "An address or domain may be written to again"
    public var suppression: SuppressionID
    public init(suppression: SuppressionID) { self.suppression = suppression }
  }

  public struct ProviderPaused: Event {
    public static let type = "notifications.provider.paused"
    public static let summary = "A provider is not used for a while"
    public var provider: Slug
    public var reason: String
    public var until: Timestamp?
    public init(provider: Slug, reason: String, until: Timestamp? = nil) {
      (self.provider, self.reason, self.until) = (provider, reason, until)
    }
  }

  public struct ProviderResumed: Event {
    public static let type = "notifications.provider.resumed"
    public static let summary = "A provider is used again"
    public var provider: Slug
    public init(provider: Slug) { self.provider = provider }
  }

  /// The provider took responsibility for the message.
  public struct MessageAccepted: Event {
    public static let type = "notifications.message.accepted"
    public static let summary = "A provider accepted a message"
    public var message: Fact
    public var provider: Slug
    public var answer: String?
    public init(message: Fact, provider: Slug, answer: String? = nil) {
      (self.message, self.provider, self.answer) = (message, provider, answer)
    }
  }

  /// Kept instead of sent; it will never be sent later.
  public struct MessageCaptured: Event {
    public static let type = "notifications.message.captured"
    public static let summary = "A message was kept instead of sent"
    public var message: Fact
    public init(message: Fact) { self.message = message }
  }

  /// It goes later: a rule, a provider or the recipient's server said not now.
  public struct MessageDelayed: Event {
    public static let type = "notifications.message.delayed"
    public static let summary = "A message waits"
    public var message: Fact
    public var until: Timestamp
    public var reasons: [Reason]
    public init(message: Fact, until: Timestamp, reasons: [Reason]) {
      (self.message, self.until, self.reasons) = (message, until, reasons)
    }
  }

  /// It may not go.
  public struct MessageDenied: Event {
    public static let type = "notifications.message.denied"
    public static let summary = "A message may not be sent"
    public var message: Fact
    public var reasons: [Reason]
    public init(message: Fact, reasons: [Reason]) {
      (self.message, self.reasons) = (message, reasons)
    }
  }

  public struct MessageFailed: Event {
    public static let type = "notifications.message.failed"
    public static let summary = "A message could not be sent"
    public var message: Fact
    public var reason: String
    public init(message: Fact, reason: String) { (self.message, self.reason) = (message, reason) }
  }

  public struct MessageExpired: Event {
    public static let type = "notifications.message.expired"
    public static let summary = "A message was no longer worth sending"
    public var message: Fact
    public init(message: Fact) { self.message = message }
  }

  public struct MessageCancelled: Event {
    public static let type = "notifications.message.cancelled"
    public static let summary = "A message was cancelled before it was handed over"
    public var message: Fact
    public var reason: String
    public init(message: Fact, reason: String) { (self.message, self.reason) = (message, reason) }
  }

  /// The provider's answer was lost; nobody can know whether it went.
  public struct MessageUnknown: Event {
    public static let type = "notifications.message.unknown"
    public static let summary = "Whether a message went is not known"
    public var message: Fact
    public var reason: String
    public init(message: Fact, reason: String) { (self.message, self.reason) = (message, reason) }
  }

  public struct MessageBounced: Event {
    public static let type = "notifications.message.bounced"
    public static let summary = "A message came back"
    public var message: Fact
    public var permanent: Bool
    public var detail: String?
    public init(message: Fact, permanent: Bool, detail: String? = nil) {
      (self.message, self.permanent, self.detail) = (message, permanent, detail)
    }
  }

  public struct MessageComplained: Event {
    public static let type = "notifications.message.complained"
    public static let summary = "A recipient called a message spam"
    public var message: Fact
    public init(message: Fact) { self.message = message }
  }

  /// A hit on the open pixel, judged by versioned rules.
  public struct MessageOpened: Event {
    public static let type = "notifications.message.opened"
    public static let summary = "A message was opened"
    public var message: Fact
    public var machine: Bool
    public init(message: Fact, machine: Bool) { (self.message, self.machine) = (message, machine) }
  }

  /// A hit on a link, judged by versioned rules.
  public struct MessageClicked: Event {
    public static let type = "notifications.message.clicked"
    public static let summary = "A link in a message was followed"
    public var message: Fact
    public var machine: Bool
    public var url: String
    public init(message: Fact, machine: Bool, url: String) {
      (self.message, self.machine, self.url) = (message, machine, url)
    }
  }
}
