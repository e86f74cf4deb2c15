public import Wire

/// Accounts of staff: invited, taken up, locked and left.
///
/// What anybody with a browser may do here goes through a trusted frontend, such as the gateway: it
/// knows the address that attempts are counted by, and it keeps the session away from scripts.
extension TicketsAPI {
  public enum InviteStaff: Method {
    public static let name = "staff.invite"
    public static let summary = "Sends a link with which somebody becomes a member of staff."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.admin]
    public static let errors: [ServiceError.Kind] = [.invalid, .conflict]

    public struct Params: Codable, Sendable {
      public var email: EmailAddress
      public var name: String
      public var roles: [StaffRole]
      /// The queues they work on; all if absent.
      public var queues: [Slug]?
      public var language: String?

      public init(
        email: EmailAddress, name: String, roles: [StaffRole], queues: [Slug]? = nil,
        language: String? = nil
      ) {
        (self.email, self.name, self.roles) = (email, name, roles)
        (self.queues, self.language) = (queues, language)
      }
    }
    public typealias Result = Staff
  }

  public enum GetStaffLink: Method {
    public static let name = "staffLinks.get"
    public static let summary = "Shows whose account the link of a mail is about."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.frontend]
    public static let errors: [ServiceError.Kind] = [.rejected]

    public struct Params: Codable, Sendable {
      public var token: String
      /// `accept` or `reset`.
      public var purpose: LinkPurpose

      public init(token: String, purpose: LinkPurpose) {
        (self.token, self.purpose) = (token, purpose)
      }
    }
    public typealias Result = AccountName
  }

  public enum AcceptInvitation: Method {
    public static let name = "staff.accept"
    public static let summary = "Takes up an invitation with a password of one's own."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.frontend]
    public static let errors: [ServiceError.Kind] = [.invalid, .rejected]
    public typealias Params = NewPassword
    public typealias Result = AccountName
  }

  public enum RequestReset: Method {
    public static let name = "staff.requestReset"
    public static let summary = "Mails a link for a new password, if there is such an account."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.frontend]

    public struct Params: Codable, Sendable {
      public var email: EmailAddress
      public var language: String?

      public init(email: EmailAddress, language: String? = nil) {
        (self.email, self.language) = (email, language)
      }
    }
    /// The same, whether there is such an account or not.
    public typealias Result = Nothing
  }

  public enum ResetPassword: Method {
    public static let name = "staff.reset"
    public static let summary = "Sets a new password by the link of a mail, and ends all sessions."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.frontend]
    public static let errors: [ServiceError.Kind] = [.invalid, .rejected]
    public typealias Params = NewPassword
    public typealias Result = AccountName
  }

  public enum DeactivateStaff: Method {
    public static let name = "staff.deactivate"
    public static let summary =
      "Ends a member's account and sessions at once, and hands their open tickets on."
    public static let kind = MethodKind.command
    public static let isAlwaysAccepted = true
    public static let scopes: Set<Scope> = [.admin]
    public static let errors: [ServiceError.Kind] = [.notFound, .invalid]

    public struct Params: Codable, Sendable {
      public var id: StaffID
      /// Who gets the open tickets; absent: they wait for somebody in their queues.
      public var reassignTo: StaffID?

      public init(id: StaffID, reassignTo: StaffID? = nil) {
        (self.id, self.reassignTo) = (id, reassignTo)
      }
    }
    public typealias Result = Staff
  }

  /// The token of a link, and the password to have from now on.
  public struct NewPassword: Codable, Sendable {
    public var token: String
    /// 10 characters or more.
    public var password: String

    public init(token: String, password: String) {
      (self.token, self.password) = (token, password)
    }
  }

  /// Whose account it is.
  public struct AccountName: Codable, Sendable {
    public var id: StaffID
    public var name: String
    public var email: EmailAddress

    public init(id: StaffID, name: String, email: EmailAddress) {
      (self.id, self.name, self.email) = (id, name, email)
    }
  }

  /// There is nothing to tell.
  public struct Nothing: Codable, Sendable {
    public init() {}
  }
}
