public import Wire

/// What the forms service tells: people, what they sent in, and what they agreed to.
public enum FormsEvents {
  public static let all: [any Event.Type] = [
    TopicChanged.self, TopicDeleted.self, FormChanged.self, FormDeleted.self,
    SubmissionReceived.self, ConfirmationRequested.self, ContactCreated.self, ContactUpdated.self,
    ContactIdentified.self, ContactConfirmed.self, ConsentGranted.self, ConsentWithdrawn.self,
    MessageRequested.self,
  ]

  /// A topic was put: new, or replaced.
  public struct TopicChanged: Event {
    public static let type = "forms.topic.changed"
    public static let summary = "A topic was created or replaced"
    public var topic: Topic
    public init(topic: Topic) { self.topic = topic }
  }

  /// A topic is gone; nobody can be written to about it any more.
  public struct TopicDeleted: Event {
    public static let type = "forms.topic.deleted"
    public static let summary = "A topic was deleted"
    public var key: Slug
    public init(key: Slug) { self.key = key }
  }

  /// A form was put: new, or replaced.
  public struct FormChanged: Event {
    public static let type = "forms.form.changed"
    public static let summary = "A form was created or replaced"
    public var form: Form
    public init(form: Form) { self.form = form }
  }

  /// A form takes no more submissions.
  public struct FormDeleted: Event {
    public static let type = "forms.form.deleted"
    public static let summary = "A form was deleted"
    public var key: Slug
    public init(key: Slug) { self.key = key }
  }

  /// Somebody filled in a form.
  public struct SubmissionReceived: Event {
    public static let type = "forms.submission.received"
    public static let summary = "A form was filled in"
    public static let personal = ["/values", "/context"]
    public var submission: SubmissionID
    public var form: Slug
    public var formVersion: Int
    public var kind: FormKind
    public var title: String
    public var outcome: SubmissionOutcome
    /// Absent where a form asks for no address.
    public var contact: ContactID?
    public var recipient: Recipient?
    public var values: [String: JSON]
    public var topics: [Slug]
    public var queue: Slug?
    public var language: String?
    public var context: SubmissionContext?

    public init(
      submission: SubmissionID, form: Slug, formVersion: Int, kind: FormKind, title: String,
      outcome: SubmissionOutcome, contact: ContactID?, recipient: Recipient?,
      values: [String: JSON], topics: [Slug], queue: Slug? = nil, language: String? = nil,
      context: SubmissionContext? = nil
    ) {
      (self.submission, self.form, self.formVersion) = (submission, form, formVersion)
      (self.kind, self.title, self.outcome, self.contact) = (kind, title, outcome, contact)
      (self.recipient, self.values, self.topics, self.queue) = (recipient, values, topics, queue)
      (self.language, self.context) = (language, context)
    }
  }

  /// A double opt-in waits for the click.
  public struct ConfirmationRequested: Event {
    public static let type = "forms.confirmation.requested"
    public static let summary = "A confirmation was asked for"
    public var submission: SubmissionID
    public var contact: ContactID
    public var topics: [Slug]
    public var expiresAt: Timestamp
    public init(
      submission: SubmissionID, contact: ContactID, topics: [Slug], expiresAt: Timestamp
    ) {
      (self.submission, self.contact) = (submission, contact)
      (self.topics, self.expiresAt) = (topics, expiresAt)
    }
  }

  /// A person is known for the first time.
  public struct ContactCreated: Event {
    public static let type = "forms.contact.created"
    public static let summary = "A contact is known for the first time"
    public static let personal = ["/contact"]
    public var contact: Contact
    public init(contact: Contact) { self.contact = contact }
  }

  /// More, or something else, is known about a person.
  public struct ContactUpdated: Event {
    public static let type = "forms.contact.updated"
    public static let summary = "A contact changed"
    public static let personal = ["/contact"]
    public var contact: Contact
    public init(contact: Contact) { self.contact = contact }
  }

  /// A person can be recognised by one more identity.
  public struct ContactIdentified: Event {
    public static let type = "forms.contact.identified"
    public static let summary = "A contact can be recognised by one more identity"
    public static let personal = ["/identity"]
    public var contact: ContactID
    public var identity: Identity
    public init(contact: ContactID, identity: Identity) {
      (self.contact, self.identity) = (contact, identity)
    }
  }

  /// The click of a double opt-in came.
  public struct ContactConfirmed: Event {
    public static let type = "forms.contact.confirmed"
    public static let summary = "A contact confirmed"
    public var contact: ContactID
    public var submission: SubmissionID
    public var form: Slug
    public var topics: [Slug]
    public init(contact: ContactID, submission: SubmissionID, form: Slug, topics: [Slug]) {
      (self.contact, self.submission, self.form, self.topics) = (contact, submission, form, topics)
    }
  }

  /// A line was added to the consent ledger.
  public struct ConsentGranted: Event {
    public static let type = "forms.consent.granted"
    public static let summary = "A consent, or another lawful basis, was recorded"
    public static let personal = ["/proof"]
    public var consent: ConsentID
    public var contact: ContactID
    public var topic: Slug
    public var basis: LawfulBasis
    public var wording: String
    public var grantedAt: Timestamp
    public var origin: ConsentOrigin
    public var proof: ConsentProof
    /// The form it was given on, if it was.
    public var form: Slug?
    /// False for an import, unless asked for: nobody is welcomed for having been on an old list.
    public var startsJourneys: Bool
    /// The version of the form, whose wording it is.
    public var formVersion: Int?
    public var submission: SubmissionID?
    public init(
      consent: ConsentID, contact: ContactID, topic: Slug, basis: LawfulBasis, wording: String,
      grantedAt: Timestamp, origin: ConsentOrigin, proof: ConsentProof, form: Slug? = nil,
      startsJourneys: Bool, formVersion: Int? = nil, submission: SubmissionID? = nil
    ) {
      (self.consent, self.contact, self.topic, self.basis) = (consent, contact, topic, basis)
      (self.wording, self.grantedAt, self.origin) = (wording, grantedAt, origin)
      (self.proof, self.form, self.startsJourneys) = (proof, form, startsJourneys)
      (self.formVersion, self.submission) = (formVersion, submission)
    }
  }

  /// A person no longer wants to hear about a topic.
  public struct ConsentWithdrawn: Event {
    public static let type = "forms.consent.withdrawn"
    public static let summary = "A consent was withdrawn"
    public var contact: ContactID
    public var topic: Slug
    public var reason: String?
    /// The message whose link was used, if one was.
    public var message: MessageID?
    public init(contact: ContactID, topic: Slug, reason: String? = nil, message: MessageID? = nil) {
      (self.contact, self.topic, self.reason, self.message) = (contact, topic, reason, message)
    }
  }

  /// Forms wants a message sent.
  public struct MessageRequested: Event {
    public static let type = "forms.message.requested"
    public static let summary = "The forms service wants a message sent"
    public static let retention: Period? = .days(90)
    public static let personal = ["/message/recipient", "/message/data"]
    public var message: MessageRequest
    public init(message: MessageRequest) { self.message = message }
  }
}
