/// One request as it came in: who is asked for what, with the document that holds its params.
///
/// The frame has been read once; `params` points into it and is decoded when the method's type is
/// known, straight from the same tape:
///
///     let params = try request.decodeParams(OpenTicket.Params.self)
///
/// Source: JSON-RPC 2.0, section 4, with `meta` as its one extra member.
public struct Request: Sendable {
  /// The whole frame; of a batch, all members share it.
  public let document: JSONDocument
  /// What the reply repeats; nil for a notification, which is executed and not answered.
  public let id: RequestID?
  /// The name of the method.
  public let method: String
  /// The params, an object; nil if there are none.
  public let params: JSONDocument.Node?
  /// What the caller says beside the params.
  public let meta: RequestMeta

  /// Whether nothing is to be answered.
  public var isNotification: Bool { id == nil }

  /// Reads the params strictly: every unknown, missing or faulty member is a violation, all of
  /// them in one error. Absent params are an empty object.
  public func decodeParams<T: Decodable>(_ type: T.Type) throws(ServiceError) -> T {
    if let params { return try document.decode(type, at: params, mode: .strict) }
    return try JSONCoding.decode(type, from: Array("{}".utf8), mode: .strict)
  }
}

/// What was sent as a request and is none.
public struct InvalidRequest: Error, Sendable, Equatable {
  /// What the reply repeats: `.null` if the id could not be read, nil if it was a notification,
  /// which is not answered.
  public let id: RequestID?
  /// What is wrong with it.
  public let error: ServiceError

  /// A refusal to be answered under an id.
  public init(id: RequestID?, error: ServiceError) {
    self.id = id
    self.error = error
  }
}
