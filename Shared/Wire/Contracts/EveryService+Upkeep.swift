// What operators do to a service that is in trouble, or was.
extension EveryService {
  /// Keeps a service from doing anything by itself.
  public enum Hold: Method {
    public static let name = "service.hold"
    public static let summary =
      "Keeps the service from doing anything by itself: no timer fires, nothing is sent."
    public static let kind = MethodKind.command
    public static let isAlwaysAccepted = true
    public static let scopes: Set<Scope> = [.admin]
    public struct Params: Codable, Sendable {
      /// Why, for whoever wonders; at most 500 characters.
      public var reason: String
      public init(reason: String) { self.reason = reason }
    }
    /// Requests are answered and events heard all the same. It stands across restarts.
    public struct Result: Codable, Sendable, Hashable {
      public var reason: String
      public var since: Timestamp
      public init(reason: String, since: Timestamp) {
        (self.reason, self.since) = (reason, since)
      }
    }
  }

  /// Lets it go on.
  public enum Release: Method {
    public static let name = "service.release"
    public static let summary = "Lets a held service go on; what was due meanwhile happens now."
    public static let kind = MethodKind.command
    public static let isAlwaysAccepted = true
    public static let scopes: Set<Scope> = [.admin]
    public struct Params: Codable, Sendable { public init() {} }
    public struct Result: Codable, Sendable {
      /// Whether it was held.
      public var wasHeld: Bool
      public init(wasHeld: Bool) { self.wasHeld = wasHeld }
    }
  }

  /// Makes everything that is derived from the logs of others again.
  public enum Resync: Method {
    public static let name = "service.resync"
    public static let summary =
      "Makes what is derived from the other services' logs again, from their start."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.admin]
    public struct Params: Codable, Sendable { public init() {} }
    /// Nothing is reacted to twice. Until the logs are read, timers and couriers wait; the status
    /// says `rebuilding`. It also adopts a log that has diverged.
    public struct Result: Codable, Sendable {
      /// The services whose logs are read again.
      public var logs: [String]
      public init(logs: [String]) { self.logs = logs }
    }
  }

  /// Looks for damage.
  public enum Verify: Method {
    public static let name = "service.verify"
    public static let summary =
      "Checks the database, the log and the ledgers, and gives a digest of what is derived."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.admin]
    public struct Params: Codable, Sendable { public init() {} }

    public struct Result: Codable, Sendable {
      /// A table that is derived from the logs of others.
      public struct Table: Codable, Sendable, Hashable {
        public var name: String
        public var rows: Int64
        /// Of all rows, in no order: two services that heard the same have the same. Hexadecimal.
        public var digest: String
        public init(name: String, rows: Int64, digest: String) {
          (self.name, self.rows, self.digest) = (name, rows, digest)
        }
      }
      /// What is wrong, one sentence each; empty when all is well.
      public var flaws: [String]
      /// What was looked at, one sentence each.
      public var checked: [String]
      public var derived: [Table]
      /// The other logs' positions that the digests are true at, by log.
      public var at: [String: Int64]
      public init(flaws: [String], checked: [String], derived: [Table], at: [String: Int64]) {
        (self.flaws, self.checked, self.derived, self.at) = (flaws, checked, derived, at)
      }
    }
  }
}
