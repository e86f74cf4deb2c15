extension EveryService {
  /// Tells who has read whose data in the last 90 days.
  public enum ListReads: Method {
    public static let name = "reads.list"
    public static let summary = "Tells who has read whose personal data in the last 90 days."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.admin]
    public static let errors: [ServiceError.Kind] = [.invalid]

    public struct Params: Codable, Sendable {
      /// The name of the caller's key.
      public var key: String?
      public var actor: String?
      public var person: String?
      /// Hours that begin at this time or later.
      public var from: Timestamp?
      /// Hours that begin before this time.
      public var to: Timestamp?
      public var after: String?
      /// At most 200; 50 if absent.
      public var limit: Int?
      public init(
        key: String? = nil, actor: String? = nil, person: String? = nil, from: Timestamp? = nil,
        to: Timestamp? = nil, after: String? = nil, limit: Int? = nil
      ) {
        (self.key, self.actor, self.person) = (key, actor, person)
        (self.from, self.to, self.after, self.limit) = (from, to, after, limit)
      }
    }

    public struct Result: Codable, Sendable {
      /// How often one caller has read of one person by one method.
      public struct Item: Codable, Sendable {
        /// A contact's id; the id of a ticket or a message of somebody who is no contact; or how
        /// they were named. `*` when there were too many to name them.
        public var person: String
        public var key: String
        public var actor: String?
        public var method: String
        public var times: Int64
        /// The hour of the first.
        public var since: Timestamp
        public var last: Timestamp
        public init(
          person: String, key: String, actor: String?, method: String, times: Int64,
          since: Timestamp, last: Timestamp
        ) {
          (self.person, self.key, self.actor, self.method) = (person, key, actor, method)
          (self.times, self.since, self.last) = (times, since, last)
        }
      }
      public var items: [Item]
      public var next: String?
      public init(items: [Item], next: String? = nil) { (self.items, self.next) = (items, next) }
    }
  }
}
