public import Wire

/// A reason to write to people about one topic, with one name in every report.
public struct Campaign: Codable, Sendable, Hashable {
  public enum State: String, WireEnum { case running, paused, stopped, other }
  public var key: Slug
  public var name: String
  public var topic: Slug
  public var sender: Slug
  public var budget: Money?
  public var state: State
  public var version: Int

  public init(
    key: Slug, name: String, topic: Slug, sender: Slug, budget: Money? = nil, state: State,
    version: Int
  ) {
    (self.key, self.name, self.topic, self.sender) = (key, name, topic, sender)
    (self.budget, self.state, self.version) = (budget, state, version)
  }
}

/// An amount in minor units of an ISO 4217 currency.
public struct Money: Codable, Sendable, Hashable {
  public var amount: Int64
  public var currency: String

  public init(amount: Int64, currency: String) {
    (self.amount, self.currency) = (amount, currency)
  }
}

/// What starts a journey: an event type, on one form only where `form` is given.
public struct JourneyTrigger: Codable, Sendable, Hashable {
  public var event: String
  public var form: Slug?

  public init(event: String, form: Slug? = nil) {
    (self.event, self.form) = (event, form)
  }
}

/// One step of a journey: exactly one of `send` and `wait`.
public struct JourneyStep: Codable, Sendable, Hashable {
  public struct Send: Codable, Sendable, Hashable {
    public var template: Slug
    public var channel: Channel
    public var validFor: Period?
    public init(template: Slug, channel: Channel = .email, validFor: Period? = nil) {
      (self.template, self.channel, self.validFor) = (template, channel, validFor)
    }
  }
  public var send: Send?
  public var wait: Period?

  public init(send: Send) { self.send = send }
  public init(wait: Period) { self.wait = wait }
}

/// A sequence of messages and waits that an event starts for a contact.
public struct Journey: Codable, Sendable, Hashable {
  public var key: Slug
  public var campaign: Slug
  public var trigger: JourneyTrigger
  public var steps: [JourneyStep]
  public var version: Int

  public init(
    key: Slug, campaign: Slug, trigger: JourneyTrigger, steps: [JourneyStep], version: Int
  ) {
    (self.key, self.campaign, self.trigger) = (key, campaign, trigger)
    (self.steps, self.version) = (steps, version)
  }
}

/// One contact's way through one journey.
public struct Enrolment: Codable, Sendable, Hashable {
  public enum State: String, WireEnum { case active, finished, other }
  public var id: EnrolmentID
  public var journey: Slug
  public var journeyVersion: Int
  public var campaign: Slug
  public var contact: ContactID
  public var state: State
  /// How many steps are done.
  public var step: Int
  public var startedAt: Timestamp
  /// When the next step is due, while waiting.
  public var dueAt: Timestamp?
  public var finishedAt: Timestamp?
  /// Why it is over: `completed`, `unsubscribed`, `campaignStopped` or `journeyDeleted`.
  public var reason: String?

  public init(
    id: EnrolmentID, journey: Slug, journeyVersion: Int, campaign: Slug, contact: ContactID,
    state: State, step: Int, startedAt: Timestamp, dueAt: Timestamp? = nil,
    finishedAt: Timestamp? = nil, reason: String? = nil
  ) {
    (self.id, self.journey, self.journeyVersion) = (id, journey, journeyVersion)
    (self.campaign, self.contact, self.state, self.step) = (campaign, contact, state, step)
    (self.startedAt, self.dueAt) = (startedAt, dueAt)
    (self.finishedAt, self.reason) = (finishedAt, reason)
  }
}
