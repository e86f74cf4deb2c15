/// Writes replies, by hand: they are on the hot path of every request.
///
///     Reply.success(id: id, result: json, meta: ReplyMeta(log: log, sequence: 7), into: &frame)
///     // {"jsonrpc":"2.0","id":1,"result":{…},"meta":{"log":"…","sequence":7}}
///
/// Everything is appended to the bytes given, so that a batch and a frame need no copies.
/// Source: JSON-RPC 2.0, section 5.
public enum Reply {
  /// Appends the reply to a request that succeeded.
  public static func success(
    id: RequestID, result: RawJSON, meta: ReplyMeta? = nil, into bytes: inout [UInt8]
  ) {
    success(id: id, meta: meta, into: &bytes) { $0.append(result) }
  }

  /// Appends the reply to a request that succeeded, with a result that writes itself. If it
  /// throws, the bytes are as they were before.
  public static func success<Failure: Error>(
    id: RequestID, meta: ReplyMeta? = nil, into bytes: inout [UInt8],
    result: (inout [UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    let start = bytes.count
    open(id, into: &bytes)
    bytes.append(contentsOf: #","result":"#.utf8)
    do throws(Failure) {
      try result(&bytes)
    } catch {
      bytes.removeSubrange(start...)
      throw error
    }
    close(meta, into: &bytes)
  }

  /// Appends the reply to a request that failed.
  public static func failure(
    id: RequestID, error: ServiceError, meta: ReplyMeta? = nil, into bytes: inout [UInt8]
  ) {
    open(id, into: &bytes)
    bytes.append(contentsOf: #","error":"#.utf8)
    error.write(into: &bytes)
    close(meta, into: &bytes)
  }

  private static func open(_ id: RequestID, into bytes: inout [UInt8]) {
    bytes.append(contentsOf: #"{"jsonrpc":"2.0","id":"#.utf8)
    id.write(into: &bytes)
  }

  private static func close(_ meta: ReplyMeta?, into bytes: inout [UInt8]) {
    meta?.write(into: &bytes)
    bytes.append(UInt8(ascii: "}"))
  }
}

extension Reply {
  /// Joins the replies of a batch into one frame. Notifications add nothing; a batch of nothing
  /// but notifications gets no reply at all.
  public struct Batch: Sendable {
    private var frame: [UInt8] = []

    /// A batch without replies.
    public init() {}

    /// Appends what one call of `success` or `failure` writes.
    public mutating func add(_ write: (inout [UInt8]) -> Void) {
      frame.append(UInt8(ascii: frame.isEmpty ? "[" : ","))
      write(&frame)
    }

    /// The frame; nil if there is nothing to answer.
    public consuming func finish() -> [UInt8]? {
      guard !frame.isEmpty else { return nil }
      frame.append(UInt8(ascii: "]"))
      return frame
    }
  }
}

extension RequestID {
  func write(into bytes: inout [UInt8]) {
    switch self {
    case .string(let text): bytes.appendQuoted(text)
    case .integer(let integer): bytes.appendDecimal(integer)
    case .number(let text): bytes.append(contentsOf: text.utf8)
    case .null: bytes.append(contentsOf: "null".utf8)
    }
  }
}

extension ReplyMeta {
  /// Appends the member `meta` behind others; nothing if there is nothing to say.
  fileprivate func write(into bytes: inout [UInt8]) {
    guard self != ReplyMeta() else { return }
    bytes.append(contentsOf: #","meta":"#.utf8)
    var members = MemberWriter(into: &bytes)
    if let log { members.add("log", text: log, to: &bytes) }
    if let sequence { members.add("sequence", integer: sequence, to: &bytes) }
    if let replayed { members.add("replayed", literal: replayed ? "true" : "false", to: &bytes) }
    if let traceparent { members.add("traceparent", text: traceparent, to: &bytes) }
    members.close(&bytes)
  }
}
