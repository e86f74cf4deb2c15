/// The methods that every service answers beside its own.
public enum EveryService {
  public static let all: [any Method.Type] = [
    Discover.self, ReadEvents.self, Status.self, Metrics.self, ListParked.self, RetryParked.self,
    DropParked.self, Hold.self, Release.self, Resync.self, Verify.self, SearchEvents.self,
    ListReads.self, Backup.self,
  ]

  /// The service's own description: OpenRPC 1.3.
  public enum Discover: Method {
    public static let name = "rpc.discover"
    public static let summary = "Describes the service's methods (OpenRPC)."
    public static let kind = MethodKind.query
    public static let scopes = Set(Scope.allCases)
    public struct Params: Codable, Sendable {
      /// `asyncapi` describes the events instead (AsyncAPI 3).
      public var document: Document?
      public init(document: Document? = nil) { self.document = document }
    }
    public enum Document: String, WireEnum { case openrpc, asyncapi }
    public typealias Result = JSON
  }

  /// Reads the service's event log from any position.
  public enum ReadEvents: Method {
    public static let name = "events.read"
    public static let summary = "Reads the service's event log from a position."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.observer, .service, .staff, .frontend]
    public static let errors: [ServiceError.Kind] = [.conflict]
    public static let readsPersonalData = true
    /// The most events of one answer.
    public static let maximum = 1_000

    public struct Params: Codable, Sendable {
      /// The log the position is in; another one is a `conflict` of type `logDiverged`.
      public var log: String?
      /// Events after this sequence; 0 reads from the start.
      public var after: Int64
      /// The id of the event at `after`, to notice a log that was restored from a copy.
      public var afterId: String?
      /// How many events to look at, 1 to 1000; 500 if absent.
      public var limit: Int?
      /// Prefixes of event types; all if absent.
      public var types: [String]?
      /// How long to wait for an event if there is none yet, at most 30 000.
      public var waitMs: Int?
      public init(
        log: String? = nil, after: Int64, afterId: String? = nil, limit: Int? = nil,
        types: [String]? = nil, waitMs: Int? = nil
      ) {
        (self.log, self.after, self.afterId) = (log, after, afterId)
        (self.limit, self.types, self.waitMs) = (limit, types, waitMs)
      }
    }

    public struct Result: Codable, Sendable {
      public var log: String
      /// The number of the log's last event.
      public var head: Int64
      /// The last sequence looked at: read on after it.
      public var through: Int64
      public var events: [CloudEvent]
      public init(log: String, head: Int64, through: Int64, events: [CloudEvent]) {
        (self.log, self.head, self.through, self.events) = (log, head, through, events)
      }
    }

    public static func people(in result: Result, asked: Params) -> [String] {
      result.events.compactMap(\.contact)
    }
  }

  /// How the service is doing.
  public enum Status: Method {
    public static let name = "service.status"
    public static let summary = "Tells how the service is doing."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.observer, .service, .staff]
    public struct Params: Codable, Sendable { public init() {} }

    public struct Result: Codable, Sendable {
      /// One log that the service follows.
      public struct Follower: Codable, Sendable {
        public var service: String
        public var log: String
        public var sequence: Int64
        public var head: Int64
        public var lag: Int64
        /// `catchingUp`, `live`, `stopped` or `diverged`.
        public var state: String
        public var lastHeard: Timestamp?
        /// What this service derives from the log is being made again.
        public var rebuilding: Bool?
        public init(
          service: String, log: String, sequence: Int64, head: Int64, lag: Int64, state: String,
          lastHeard: Timestamp?, rebuilding: Bool? = nil
        ) {
          (self.service, self.log, self.sequence) = (service, log, sequence)
          (self.head, self.lag, self.state, self.lastHeard) = (head, lag, state, lastHeard)
          self.rebuilding = rebuilding
        }
      }
      /// How full a disk is.
      public struct Disk: Codable, Sendable {
        /// The share that is taken, 0 to 1.
        public var used: Double
        public var freeBytes: Int64
        /// Whether only answers, withdrawals and erasures are accepted.
        public var isTight: Bool
        public init(used: Double, freeBytes: Int64, isTight: Bool) {
          (self.used, self.freeBytes, self.isTight) = (used, freeBytes, isTight)
        }
      }
      public var service: String
      public var version: String
      public var startedAt: Timestamp
      public var uptimeMs: Int64
      public var log: String
      public var head: Int64
      public var followers: [Follower]
      /// How many wait where, by the queue's name.
      public var queues: [String: Int]
      public var parked: Int
      /// Timers that are overdue.
      public var timersDue: Int
      /// Why it does nothing by itself, if it is held.
      public var held: Hold.Result?
      /// The disk that the data is on, where that is known.
      public var disk: Disk?
      /// How far the machine's clock was set back and is waited for, in milliseconds.
      public var clockLeadMs: Int64?
      public init(
        service: String, version: String, startedAt: Timestamp, uptimeMs: Int64, log: String,
        head: Int64, followers: [Follower], queues: [String: Int], parked: Int, timersDue: Int,
        held: Hold.Result? = nil, disk: Disk? = nil, clockLeadMs: Int64? = nil
      ) {
        (self.service, self.version, self.startedAt) = (service, version, startedAt)
        (self.uptimeMs, self.log, self.head, self.followers) = (uptimeMs, log, head, followers)
        (self.queues, self.parked, self.timersDue) = (queues, parked, timersDue)
        (self.held, self.disk, self.clockLeadMs) = (held, disk, clockLeadMs)
      }
    }
  }
}
