extension EveryService {
  /// Looks for events of the log: by what happened to what and whom, because of whom, and when.
  public enum SearchEvents: Method {
    public static let name = "events.search"
    public static let summary =
      "Looks for events by trace, subject, contact, actor, key, type and time."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.observer, .service]
    public static let readsPersonalData = true
    /// How much of the log one answer looks at.
    public static let span: Int64 = 50_000

    /// All that is given has to fit.
    public struct Params: Codable, Sendable {
      /// The 32 digits of a trace.
      public var trace: String?
      public var id: String?
      public var subject: String?
      public var contact: String?
      public var actor: String?
      /// The name of the key that the caller had.
      public var key: String?
      /// Prefixes of event types.
      public var types: [String]?
      /// Not before.
      public var from: Timestamp?
      /// Before.
      public var to: Timestamp?
      /// Events after this sequence: `through` of the answer before.
      public var after: Int64?
      /// At most 500; 100 if absent.
      public var limit: Int?
      public init(
        trace: String? = nil, id: String? = nil, subject: String? = nil, contact: String? = nil,
        actor: String? = nil, key: String? = nil, types: [String]? = nil, from: Timestamp? = nil,
        to: Timestamp? = nil, after: Int64? = nil, limit: Int? = nil
      ) {
        (self.trace, self.id, self.subject, self.contact) = (trace, id, subject, contact)
        (self.actor, self.key, self.types) = (actor, key, types)
        (self.from, self.to, self.after, self.limit) = (from, to, after, limit)
      }
    }

    public struct Result: Codable, Sendable {
      /// The last sequence looked at: ask on after it.
      public var through: Int64
      /// The last sequence that can fit; the search is over when `through` has reached it.
      public var end: Int64
      public var events: [CloudEvent]
      public init(through: Int64, end: Int64, events: [CloudEvent]) {
        (self.through, self.end, self.events) = (through, end, events)
      }
    }

    public static func people(in result: Result, asked: Params) -> [String] {
      result.events.compactMap(\.contact)
    }
  }
}
