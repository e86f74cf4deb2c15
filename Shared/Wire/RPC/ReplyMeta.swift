/// What a service says about an answer beside its result: the optional member `meta`.
public struct ReplyMeta: Codable, Sendable, Equatable {
  /// After a command: the id of the log that its events went to.
  public var log: String?
  /// After a command: the log's head once it was committed. Goes into the `after` of a later
  /// request to read one's own writes.
  public var sequence: Int64?
  /// True for a repeat that got the kept result of the first.
  public var replayed: Bool?

  /// Nothing said.
  public init(log: String? = nil, sequence: Int64? = nil, replayed: Bool? = nil) {
    self.log = log
    self.sequence = sequence
    self.replayed = replayed
  }
}
