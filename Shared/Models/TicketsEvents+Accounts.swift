public import Wire

/// What the tickets service tells of accounts. No event holds a password, a code or a token.
extension TicketsEvents {
  /// Somebody was sent a link to become a member of staff.
  public struct StaffInvited: Event {
    public static let type = "tickets.staff.invited"
    public static let summary = "A member of staff was invited"
    public static let personal = ["/name"]
    public var staff: StaffID
    public var name: String
    public var roles: [StaffRole]
    public var expiresAt: Timestamp
    public init(staff: StaffID, name: String, roles: [StaffRole], expiresAt: Timestamp) {
      (self.staff, self.name, self.roles, self.expiresAt) = (staff, name, roles, expiresAt)
    }
  }

  /// They followed it and have a password.
  public struct StaffJoined: Event {
    public static let type = "tickets.staff.joined"
    public static let summary = "An invited member of staff took up their account"
    public var staff: StaffID
    public init(staff: StaffID) { self.staff = staff }
  }

  /// An account is over; what they did stays.
  public struct StaffDeactivated: Event {
    public static let type = "tickets.staff.deactivated"
    public static let summary = "A member of staff was deactivated"
    public var staff: StaffID
    public var reassignTo: StaffID?
    public init(staff: StaffID, reassignTo: StaffID? = nil) {
      (self.staff, self.reassignTo) = (staff, reassignTo)
    }
  }

  /// What a member of staff gets in with is another.
  public struct CredentialChanged: Event {
    public static let type = "tickets.credential.changed"
    public static let summary = "A member of staff changed what they sign in with"
    public enum Kind: String, WireEnum {
      case passwordReset, secondFactorOn, secondFactorOff, recoveryCodeUsed, other
    }
    public var staff: StaffID
    public var what: Kind
    public init(staff: StaffID, what: Kind) { (self.staff, self.what) = (staff, what) }
  }

  /// Somebody of the staff signed in.
  public struct SessionStarted: Event {
    public static let type = "tickets.session.started"
    public static let summary = "A member of staff signed in"
    public static let personal = ["/address"]
    public var staff: StaffID
    public var address: String?
    public init(staff: StaffID, address: String? = nil) {
      (self.staff, self.address) = (staff, address)
    }
  }

  /// Somebody of the staff signed out, or their session was ended.
  public struct SessionEnded: Event {
    public static let type = "tickets.session.ended"
    public static let summary = "A member of staff signed out, or was signed out"
    public enum Cause: String, WireEnum { case signedOut, passwordReset, deactivated, other }
    public var staff: StaffID
    public var because: Cause
    public init(staff: StaffID, because: Cause) { (self.staff, self.because) = (staff, because) }
  }

  /// Somebody tried to sign in to an account and could not.
  public struct SignInRefused: Event {
    public static let type = "tickets.session.refused"
    public static let summary = "An attempt to sign in was refused"
    public static let personal = ["/address"]
    public var staff: StaffID
    public var address: String?
    /// How many were refused for this account since the last that was not.
    public var failures: Int
    public init(staff: StaffID, address: String? = nil, failures: Int) {
      (self.staff, self.address, self.failures) = (staff, address, failures)
    }
  }
}
