public import Wire

/// What a call came back with.
public struct Called<Value: Sendable>: Sendable {
  /// The method's result.
  public let value: Value
  /// What the service says beside it; after a command, the log and sequence to put into a later
  /// call's `after`.
  public let meta: ReplyMeta

  public init(value: Value, meta: ReplyMeta) {
    (self.value, self.meta) = (value, meta)
  }
}

extension Called {
  /// For the `after` of a later call, to any service: it then answers only once it has heard of
  /// what this call did.
  public var position: [String: Int64] {
    guard let log = meta.log, let sequence = meta.sequence else { return [:] }
    return [log: sequence]
  }
}
