public import Wire

/// Signing in, and what lasts of it.
extension TicketsAPI {
  public enum SignIn: Method {
    public static let name = "staff.signIn"
    public static let summary = "Checks a password, and a code where the account wants one."
    public static let kind = MethodKind.command
    public static let isAlwaysAccepted = true
    public static let scopes: Set<Scope> = [.frontend]

    public struct Params: Codable, Sendable {
      public var email: EmailAddress
      public var password: String
      /// Of the second factor: six digits, or a recovery code.
      public var code: String?
      /// What attempts are counted by beside the account: an IPv4 address or an IPv6 network.
      public var address: String?

      public init(
        email: EmailAddress, password: String, code: String? = nil, address: String? = nil
      ) {
        (self.email, self.password, self.code) = (email, password, code)
        self.address = address
      }
    }

    /// Refused attempts are results, not errors: they are counted.
    public struct Result: Codable, Sendable {
      public var outcome: SignInOutcome
      /// Shown once and kept nowhere; whoever has it is the member of staff.
      public var token: String?
      public var session: Session?
      /// How long to wait, when throttled.
      public var retryAfterMs: Int64?

      public init(
        outcome: SignInOutcome, token: String? = nil, session: Session? = nil,
        retryAfterMs: Int64? = nil
      ) {
        (self.outcome, self.token, self.session) = (outcome, token, session)
        self.retryAfterMs = retryAfterMs
      }
    }
  }

  public enum GetSession: Method {
    public static let name = "sessions.get"
    public static let summary = "Shows whose session a token is."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.frontend]
    public static let errors: [ServiceError.Kind] = [.unauthenticated]
    public typealias Params = SessionToken
    public typealias Result = Session
  }

  public enum RenewSession: Method {
    public static let name = "sessions.renew"
    public static let summary = "Says that a session is in use, so that it does not end idle."
    public static let kind = MethodKind.command
    public static let isAlwaysAccepted = true
    public static let scopes: Set<Scope> = [.frontend]
    public static let errors: [ServiceError.Kind] = [.unauthenticated]
    public typealias Params = SessionToken
    public typealias Result = Session
  }

  public enum EndSession: Method {
    public static let name = "sessions.end"
    public static let summary = "Ends a session; nothing happens if it is over already."
    public static let kind = MethodKind.command
    public static let isAlwaysAccepted = true
    public static let scopes: Set<Scope> = [.frontend]
    public typealias Params = SessionToken
    public typealias Result = Nothing
  }

  public enum EnrolSecondFactor: Method {
    public static let name = "secondFactors.enrol"
    public static let summary = "Makes a secret for an authenticator; it counts once confirmed."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.frontend]
    public static let errors: [ServiceError.Kind] = [.unauthenticated, .conflict]
    public typealias Params = SessionToken

    public struct Result: Codable, Sendable {
      /// Base32, to type in by hand.
      public var secret: String
      /// `otpauth://totp/…`, to show as a picture or a link.
      public var uri: String

      public init(secret: String, uri: String) {
        (self.secret, self.uri) = (secret, uri)
      }
    }
  }

  public enum ConfirmSecondFactor: Method {
    public static let name = "secondFactors.confirm"
    public static let summary = "Turns the second factor on, with a first code of it."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.frontend]
    public static let errors: [ServiceError.Kind] = [.unauthenticated, .conflict, .rejected]
    public typealias Params = SessionCode

    public struct Result: Codable, Sendable {
      /// Each signs in once without the authenticator; shown once.
      public var recoveryCodes: [String]

      public init(recoveryCodes: [String]) {
        self.recoveryCodes = recoveryCodes
      }
    }
  }

  public enum RemoveSecondFactor: Method {
    public static let name = "secondFactors.remove"
    public static let summary = "Turns the second factor off, with a last code of it."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.frontend]
    public static let errors: [ServiceError.Kind] = [.unauthenticated, .conflict]
    public typealias Params = SessionCode

    public struct Result: Codable, Sendable {
      /// Refused attempts are counted like those to sign in.
      public var outcome: SignInOutcome
      public var retryAfterMs: Int64?

      public init(outcome: SignInOutcome, retryAfterMs: Int64? = nil) {
        (self.outcome, self.retryAfterMs) = (outcome, retryAfterMs)
      }
    }
  }

  /// What came of a password or a code.
  public enum SignInOutcome: String, WireEnum {
    case accepted
    /// The password is right; the code is missing.
    case codeWanted
    /// Wrong, whatever of it.
    case refused
    /// Not looked at: too many were wrong before.
    case throttled
    case other
  }

  public struct SessionToken: Codable, Sendable {
    public var token: String

    public init(token: String) {
      self.token = token
    }
  }

  public struct SessionCode: Codable, Sendable {
    public var token: String
    public var code: String

    public init(token: String, code: String) {
      (self.token, self.code) = (token, code)
    }
  }
}

/// Somebody of the staff at work.
public struct Session: Codable, Sendable, Hashable {
  public var staff: Staff
  /// For `meta.actor`: what a frontend that is trusted to speak for staff says.
  public var actor: String
  public var startedAt: Timestamp
  /// The session is over then, whatever happens.
  public var expiresAt: Timestamp
  /// The session is over then, unless it is renewed.
  public var idleAt: Timestamp
  /// Whether one that is in use is to be renewed now.
  public var wantsRenewal: Bool
  /// Whether the account wants a code beside the password.
  public var hasSecondFactor: Bool

  public init(
    staff: Staff, actor: String, startedAt: Timestamp, expiresAt: Timestamp, idleAt: Timestamp,
    wantsRenewal: Bool, hasSecondFactor: Bool
  ) {
    (self.staff, self.actor, self.startedAt) = (staff, actor, startedAt)
    (self.expiresAt, self.idleAt) = (expiresAt, idleAt)
    (self.wantsRenewal, self.hasSecondFactor) = (wantsRenewal, hasSecondFactor)
  }
}
