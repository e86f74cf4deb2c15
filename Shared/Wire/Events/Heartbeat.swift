/// What a service tells every second, busy or not: where its log ends.
///
/// Publishing may lose messages, and the loss of the last one shows in no gap. Not an event and not
/// numbered; its first frame is ``type(of:)``.
public struct Heartbeat: Codable, Sendable, Equatable {
  /// The id of the log.
  public var log: String
  /// The number of its last event.
  public var head: Int64

  public init(log: String, head: Int64) {
    (self.log, self.head) = (log, head)
  }

  /// The first frame of a service's heartbeat: `tickets.heartbeat`.
  public static func type(of service: String) -> String { service + ".heartbeat" }
}
