/// A request as a caller builds it.
///
///     let request = try OutgoingRequest(
///       id: .integer(1), method: OpenTicket.name, params: params,
///       meta: RequestMeta(idempotencyKey: key, timeoutMs: 5000))
///     socket.send(try request.encoded())
///
/// The params are encoded once: a repetition sends the same bytes, as the idempotency key demands.
public struct OutgoingRequest: Sendable {
  /// What the reply will repeat; nil for a notification.
  public var id: RequestID?
  /// The name of the method.
  public var method: String
  /// The params, an object; nil for none.
  public var params: RawJSON?
  /// What to say beside the params.
  public var meta: RequestMeta

  /// A request with params that are JSON already, or with none.
  public init(
    id: RequestID?, method: String, rawParams params: RawJSON?, meta: RequestMeta = RequestMeta()
  ) {
    self.id = id
    self.method = method
    self.params = params
    self.meta = meta
  }

  /// A request with params of a type.
  ///
  /// - Throws: what the params' own encoding throws.
  public init(
    id: RequestID?, method: String, params: some Encodable, meta: RequestMeta = RequestMeta()
  ) throws {
    let raw = RawJSON(bytes: try JSONCoding.encode(params))
    self.init(id: id, method: method, rawParams: raw, meta: meta)
  }

  /// The frame of this request alone.
  public func encoded() throws -> [UInt8] {
    var bytes: [UInt8] = []
    try write(into: &bytes)
    return bytes
  }

  /// The frame of a batch: 1 to `Incoming.maximumBatch` requests.
  public static func encoded(batch: [OutgoingRequest]) throws -> [UInt8] {
    var bytes: [UInt8] = []
    for request in batch {
      bytes.append(UInt8(ascii: bytes.isEmpty ? "[" : ","))
      try request.write(into: &bytes)
    }
    bytes.append(UInt8(ascii: "]"))
    return bytes
  }

  /// Appends the request.
  public func write(into bytes: inout [UInt8]) throws {
    var members = MemberWriter(into: &bytes)
    members.add("jsonrpc", literal: "\"2.0\"", to: &bytes)
    if let id {
      members.name("id", to: &bytes)
      id.write(into: &bytes)
    }
    members.add("method", text: method, to: &bytes)
    if let params { members.add("params", raw: params, to: &bytes) }
    if !meta.isEmpty {
      members.name("meta", to: &bytes)
      try JSONCoding.encode(meta, into: &bytes)
    }
    members.close(&bytes)
  }
}
