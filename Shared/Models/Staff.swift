public import Wire

/// What a member of staff may do at work.
public enum StaffRole: String, WireEnum { case agent, supervisor, admin, other }

/// A person who answers tickets.
public struct Staff: Codable, Sendable, Hashable {
  public var id: StaffID
  public var name: String
  public var email: EmailAddress
  public var roles: [StaffRole]
  public var version: Int

  public init(id: StaffID, name: String, email: EmailAddress, roles: [StaffRole], version: Int) {
    (self.id, self.name, self.email, self.roles) = (id, name, email, roles)
    self.version = version
  }
}

/// Who shall have a ticket, as requests say it: a member of staff's id, or `none`.
public enum Assignee: WireText {
  case nobody
  case staff(StaffID)

  public init(wire: String) throws(Rejection) {
    self = wire == "none" ? .nobody : .staff(try StaffID(wire: wire))
  }

  public var wire: String {
    switch self {
    case .nobody: "none"
    case .staff(let id): id.wire
    }
  }

  /// The member of staff, if it is one.
  public var staff: StaffID? {
    switch self {
    case .nobody: nil
    case .staff(let id): id
    }
  }

  public static var placeholder: Assignee { .nobody }

  public static var schema: Schema {
    .string(pattern: "^(none|staff_[0-7][0-9a-hjkmnp-tv-z]{25})$", example: "none")
      .described("A member of staff, or none.")
  }
}
