extension EveryService {
  /// Copies the service's database while it goes on.
  ///
  /// For one service, call it with a name until `state` is `done`. For all of an installation as
  /// they are at one moment: call all with `hold`, then all without; when each answer to the second
  /// round says `wasHeld`, nobody committed between the first snapshot and the last, so that no
  /// cursor lies past the head of the log it follows.
  public enum Backup: Method {
    public static let name = "service.backup"
    public static let summary = "Copies the database into the service's backup folder."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.admin]
    public static let errors: [ServiceError.Kind] = [.conflict, .invalid, .rejected, .unavailable]
    /// How long `hold` keeps the service from committing, in milliseconds, at most.
    public static let longestHold = 1_000

    public struct Params: Codable, Sendable {
      /// The backup's name, and its folder's: letters, digits, `.`, `_` and `-`, at most 64.
      public var name: String
      /// Take the snapshot and hold commits until this is called again without, or for a second.
      public var hold: Bool?
      public init(name: String, hold: Bool? = nil) { (self.name, self.hold) = (name, hold) }
    }

    public enum State: String, WireEnum { case held, copying, done, other }

    public struct Result: Codable, Sendable {
      public var service: String
      public var version: String
      public var state: State
      /// The moment it shows.
      public var at: Timestamp
      public var log: String
      public var head: Int64
      /// How far it follows the others, by log.
      public var seen: [String: Int64]
      /// Whether commits were held until this call.
      public var wasHeld: Bool
      /// The copy, once it is done: its path on the service's machine, size and SHA-256.
      public var file: File?
      public init(
        service: String, version: String, state: State, at: Timestamp, log: String, head: Int64,
        seen: [String: Int64], wasHeld: Bool = false, file: File? = nil
      ) {
        (self.service, self.version, self.state, self.at) = (service, version, state, at)
        (self.log, self.head, self.seen, self.wasHeld, self.file) = (log, head, seen, wasHeld, file)
      }
    }

    public struct File: Codable, Sendable, Hashable {
      public var path: String
      public var bytes: Int64
      public var sha256: String
      public init(path: String, bytes: Int64, sha256: String) {
        (self.path, self.bytes, self.sha256) = (path, bytes, sha256)
      }
    }
  }
}
