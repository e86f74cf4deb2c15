/// What a service says about an answer beside its result: the optional member `meta`.
public struct ReplyMeta: Codable, Sendable, Equatable {
  /// After a command: the id of the log that its events went to.
  public var log: String?
  /// After a command: the log's head once it was committed. Goes into the `after` of a later
  /// request to read one's own writes.
  public var sequence: Int64?
  /// True for a repeat that got the kept result of the first.
  public var replayed: Bool?
  /// After a command that brought none: the trace that its events carry.
  public var traceparent: String?

  /// Nothing said.
  public init(
    log: String? = nil, sequence: Int64? = nil, replayed: Bool? = nil,
    traceparent: String? = nil
  ) {
    self.log = log
    self.sequence = sequence
    self.replayed = replayed
    self.traceparent = traceparent
  }
}
