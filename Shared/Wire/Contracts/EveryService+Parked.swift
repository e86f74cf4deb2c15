// What failed and was put aside: events and timers whose handler threw.
extension EveryService {
  /// What failed and waits for an operator.
  public enum ListParked: Method {
    public static let name = "parked.list"
    public static let summary = "Lists the events and timers that failed and wait for an operator."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.observer]
    public struct Params: Codable, Sendable {
      /// At most 200; 50 if absent.
      public var limit: Int?
      public init(limit: Int? = nil) { self.limit = limit }
    }

    public struct Result: Codable, Sendable {
      public struct Item: Codable, Sendable {
        public var id: String
        /// `event` or `timer`.
        public var kind: String
        /// The event's type, or the timer's name.
        public var name: String
        public var service: String
        public var sequence: Int64
        public var subject: String
        public var error: String
        public var at: Timestamp
        /// What could not take the event: `reaction forms.submission.received`.
        public var handler: String?
        public init(
          id: String, kind: String, name: String, service: String, sequence: Int64,
          subject: String, error: String, at: Timestamp, handler: String? = nil
        ) {
          (self.id, self.kind, self.name, self.service) = (id, kind, name, service)
          (self.sequence, self.subject, self.error, self.at) = (sequence, subject, error, at)
          self.handler = handler
        }
      }
      public var items: [Item]
      public init(items: [Item]) { self.items = items }
    }
  }

  public struct ParkedParams: Codable, Sendable {
    /// The item's id, as `parked.list` tells it.
    public var id: String
    public init(id: String) { self.id = id }
  }

  /// Runs the handler once more.
  public enum RetryParked: Method {
    public static let name = "parked.retry"
    public static let summary =
      "Tries a parked event or timer again, and then what waits behind it."
    public static let kind = MethodKind.command
    public static let isAlwaysAccepted = true
    public static let scopes: Set<Scope> = [.admin]
    public static let errors: [ServiceError.Kind] = [.notFound, .rejected]
    public typealias Params = ParkedParams
    public struct Result: Codable, Sendable {
      /// Why it is still parked; absent when it went through.
      public var error: String?
      /// How many of the same subject wait behind it; they follow by themselves if it went through.
      public var behind: Int
      public init(error: String? = nil, behind: Int) {
        (self.error, self.behind) = (error, behind)
      }
    }
  }

  /// Gives an item up.
  public enum DropParked: Method {
    public static let name = "parked.drop"
    public static let summary = "Gives a parked event or timer up; what waits behind it goes on."
    public static let kind = MethodKind.command
    public static let isAlwaysAccepted = true
    public static let scopes: Set<Scope> = [.admin]
    public static let errors: [ServiceError.Kind] = [.notFound]
    public typealias Params = ParkedParams
    public struct Result: Codable, Sendable {
      /// How many of the same subject waited behind it and are tried now.
      public var behind: Int
      public init(behind: Int) { self.behind = behind }
    }
  }
}
