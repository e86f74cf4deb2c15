public import Wire

extension TicketsAPI {
  /// Members of staff are found by id, or by the address they are put with.
  public enum PutStaff: Method {
    public static let name = "staff.put"
    public static let summary = "Adds a member of staff, or replaces the one with this address."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.admin]
    public static let errors: [ServiceError.Kind] = [.invalid, .conflict, .notFound]

    public struct Params: Codable, Sendable {
      /// Names the member whose address is to change; absent: the address names them.
      public var id: StaffID?
      public var name: String
      public var email: EmailAddress
      public var roles: [StaffRole]
      /// The queues they work on; all if absent.
      public var queues: [Slug]?
      public var version: Int?

      public init(
        id: StaffID? = nil, name: String, email: EmailAddress, roles: [StaffRole],
        queues: [Slug]? = nil, version: Int? = nil
      ) {
        (self.id, self.name, self.email, self.roles) = (id, name, email, roles)
        (self.queues, self.version) = (queues, version)
      }
    }
    public typealias Result = Staff
  }

  public enum GetStaff: Method {
    public static let name = "staff.get"
    public static let summary = "Shows a member of staff, by id or address."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.admin, .staff, .frontend]
    public static let errors: [ServiceError.Kind] = [.invalid, .notFound]

    public struct Params: Codable, Sendable {
      public var id: StaffID?
      public var email: EmailAddress?

      public init(id: StaffID? = nil, email: EmailAddress? = nil) {
        (self.id, self.email) = (id, email)
      }
    }
    public typealias Result = Staff
  }

  public enum ListStaff: Method {
    public static let name = "staff.list"
    public static let summary = "Lists the members of staff by address."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.admin, .staff, .frontend]
    public static let errors: [ServiceError.Kind] = [.invalid]
    public typealias Params = ListParams
    public typealias Result = Page<Staff>
  }

  public enum DeleteStaff: Method {
    public static let name = "staff.delete"
    public static let summary = "Removes a member of staff who has no open ticket."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.admin]
    public static let errors: [ServiceError.Kind] = [.notFound, .conflict, .rejected]

    public struct Params: Codable, Sendable {
      public var id: StaffID
      public var version: Int?

      public init(id: StaffID, version: Int? = nil) {
        (self.id, self.version) = (id, version)
      }
    }

    public struct Result: Codable, Sendable {
      public var id: StaffID

      public init(id: StaffID) {
        self.id = id
      }
    }
  }

  public enum PutQueue: Method {
    public static let name = "queues.put"
    public static let summary = "Creates a queue, or replaces it; tickets keep their due times."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.admin]
    public static let errors: [ServiceError.Kind] = [.invalid, .conflict]

    public struct Params: Codable, Sendable {
      public var key: Slug
      public var name: String
      public var sender: Slug?
      public var replyWithin: Period
      public var calendar: OpeningHours?
      public var version: Int?

      public init(
        key: Slug, name: String, sender: Slug? = nil, replyWithin: Period,
        calendar: OpeningHours? = nil, version: Int? = nil
      ) {
        (self.key, self.name, self.sender) = (key, name, sender)
        (self.replyWithin, self.calendar, self.version) = (replyWithin, calendar, version)
      }
    }
    public typealias Result = Queue
  }

  public enum GetQueue: Method {
    public static let name = "queues.get"
    public static let summary = "Shows a queue."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.admin, .staff, .frontend]
    public static let errors: [ServiceError.Kind] = [.notFound]
    public typealias Params = KeyParams
    public typealias Result = Queue
  }

  public enum ListQueues: Method {
    public static let name = "queues.list"
    public static let summary = "Lists the queues by key."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.admin, .staff, .frontend]
    public static let errors: [ServiceError.Kind] = [.invalid]
    public typealias Params = ListParams
    public typealias Result = Page<Queue>
  }

  public enum DeleteQueue: Method {
    public static let name = "queues.delete"
    public static let summary = "Deletes a queue without open tickets; the default queue stays."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.admin]
    public static let errors: [ServiceError.Kind] = [.notFound, .conflict, .rejected]
    public typealias Params = DeleteParams
    public typealias Result = Deleted
  }
}
