public import Wire

/// What a member of staff may do at work.
///
/// An observer reads, an agent works with tickets, an admin may do everything.
public enum StaffRole: String, WireEnum { case agent, supervisor, admin, observer, other }

/// How a member of staff gets in.
public enum StaffAccount: String, WireEnum {
  /// Not by themselves: a frontend with a key of its own acts for them.
  case none
  /// They were sent a link and have not followed it.
  case invited
  case active
  /// They are gone; what they did stays under their name.
  case deactivated
  case other
}

/// A person who answers tickets.
public struct Staff: Codable, Sendable, Hashable {
  public var id: StaffID
  public var name: String
  public var email: EmailAddress
  public var roles: [StaffRole]
  /// The queues they work on; absent: all.
  public var queues: [Slug]?
  /// Absent where a service of an earlier release answers.
  public var account: StaffAccount?
  public var version: Int

  public init(
    id: StaffID, name: String, email: EmailAddress, roles: [StaffRole], queues: [Slug]? = nil,
    account: StaffAccount? = nil, version: Int
  ) {
    (self.id, self.name, self.email, self.roles) = (id, name, email, roles)
    (self.queues, self.account, self.version) = (queues, account, version)
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
