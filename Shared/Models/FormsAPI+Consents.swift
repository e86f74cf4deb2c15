public import Wire

/// What a line of the consent ledger says happened.
public enum ConsentAct: String, WireEnum { case granted, withdrawn, other }

/// One line of the consent ledger.
public struct ConsentRecord: Codable, Sendable, Hashable {
  public var id: ConsentID
  public var contact: ContactID
  public var topic: Slug
  public var act: ConsentAct
  /// Why we may write; absent on a withdrawal.
  public var basis: LawfulBasis?
  /// What the person agreed to, word for word; absent on a withdrawal.
  public var wording: String?
  /// When it was granted or withdrawn.
  public var at: Timestamp
  /// When the line was written.
  public var recordedAt: Timestamp
  public var origin: ConsentOrigin
  public var proof: ConsentProof
  public var form: Slug?
  public var formVersion: Int?
  public var submission: SubmissionID?
  /// Why it was withdrawn, in the person's words.
  public var reason: String?
  /// The message whose link was used, if one was.
  public var message: MessageID?

  public init(
    id: ConsentID, contact: ContactID, topic: Slug, act: ConsentAct, basis: LawfulBasis? = nil,
    wording: String? = nil, at: Timestamp, recordedAt: Timestamp, origin: ConsentOrigin,
    proof: ConsentProof, form: Slug? = nil, formVersion: Int? = nil,
    submission: SubmissionID? = nil, reason: String? = nil, message: MessageID? = nil
  ) {
    (self.id, self.contact, self.topic, self.act) = (id, contact, topic, act)
    (self.basis, self.wording, self.at, self.recordedAt) = (basis, wording, at, recordedAt)
    (self.origin, self.proof, self.form) = (origin, proof, form)
    (self.formVersion, self.submission) = (formVersion, submission)
    (self.reason, self.message) = (reason, message)
  }
}

extension FormsAPI {
  /// Writes down a consent that was given elsewhere.
  public enum RecordConsent: Method {
    public struct Params: Codable, Sendable, NamesPerson {
      public var contact: ContactID?
      public var email: EmailAddress?
      public var phone: PhoneNumber?
      public var handle: String?
      /// For a person who is not known yet.
      public var name: String?
      public var topic: Slug
      public var basis: LawfulBasis
      public var wording: String
      public var grantedAt: Timestamp
      public var proof: ConsentProof
      public var origin: ConsentOrigin
      /// Whether journeys may start because of it: yes, except for an import.
      public var startJourneys: Bool?

      public init(
        contact: ContactID? = nil, email: EmailAddress? = nil, phone: PhoneNumber? = nil,
        handle: String? = nil, name: String? = nil, topic: Slug, basis: LawfulBasis,
        wording: String, grantedAt: Timestamp, proof: ConsentProof, origin: ConsentOrigin,
        startJourneys: Bool? = nil
      ) {
        (self.contact, self.email, self.phone, self.handle) = (contact, email, phone, handle)
        (self.name, self.topic, self.basis, self.wording) = (name, topic, basis, wording)
        (self.grantedAt, self.proof, self.origin) = (grantedAt, proof, origin)
        self.startJourneys = startJourneys
      }
    }
    public struct Result: Codable, Sendable {
      public var consent: ConsentID
      public var contact: ContactID

      public init(consent: ConsentID, contact: ContactID) {
        (self.consent, self.contact) = (consent, contact)
      }
    }
    public static let name = "consents.record"
    public static let summary = "Writes down a consent, or another lawful basis, given elsewhere."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.staff, .frontend]
    public static let errors: [ServiceError.Kind] = [.notFound, .invalid, .rejected]
  }

  /// Shows one person's lines of the ledger.
  public enum ListConsents: Method {
    public struct Params: Codable, Sendable, NamesPerson {
      public var contact: ContactID?
      public var email: EmailAddress?
      public var phone: PhoneNumber?
      public var handle: String?
      public var topic: Slug?
      public var after: String?
      public var limit: Int?

      public init(
        contact: ContactID? = nil, email: EmailAddress? = nil, phone: PhoneNumber? = nil,
        handle: String? = nil, topic: Slug? = nil, after: String? = nil, limit: Int? = nil
      ) {
        (self.contact, self.email, self.phone, self.handle) = (contact, email, phone, handle)
        (self.topic, self.after, self.limit) = (topic, after, limit)
      }
    }
    /// A line with its place in the chain.
    public struct Line: Codable, Sendable, Hashable {
      public var sequence: Int64
      /// The chain's hash after this line, in hexadecimal.
      public var hash: String
      public var consent: ConsentRecord

      public init(sequence: Int64, hash: String, consent: ConsentRecord) {
        (self.sequence, self.hash, self.consent) = (sequence, hash, consent)
      }
    }
    public typealias Result = Page<Line>
    public static let readsPersonalData = true
    public static func people(in result: Result, asked: Params) -> [String] {
      result.items.map(\.consent.contact.wire)
    }
    public static let name = "consents.list"
    public static let summary = "Shows what one person agreed to and withdrew, newest first."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.staff, .frontend]
    public static let errors: [ServiceError.Kind] = [.notFound, .invalid]
  }

  /// Checks a stretch of the ledger's chain.
  public enum VerifyConsents: Method {
    public struct Params: Codable, Sendable {
      /// The last line already checked; from the beginning unless given.
      public var after: Int64?
      /// At most 10 000 lines, which is also the default.
      public var limit: Int?

      public init(after: Int64? = nil, limit: Int? = nil) {
        (self.after, self.limit) = (after, limit)
      }
    }
    public struct Result: Codable, Sendable {
      /// The last line that is as it was written.
      public var through: Int64
      /// The chain's hash there, in hexadecimal.
      public var hash: String
      /// The first line that is not as it was written, and what is wrong with it.
      public var flaw: String?
      /// The lines in the ledger.
      public var head: Int64

      public init(through: Int64, hash: String, flaw: String? = nil, head: Int64) {
        (self.through, self.hash, self.flaw, self.head) = (through, hash, flaw, head)
      }
    }
    public static let name = "consents.verify"
    public static let summary = "Checks that no line of the consent ledger was changed or removed."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.admin, .staff]
    public static let errors: [ServiceError.Kind] = [.notFound, .invalid]
  }
}
