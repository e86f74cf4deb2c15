/// From values to JSON and back in one call.
///
///     let bytes = try JSONCoding.encode(ticket)
///     let ticket = try JSONCoding.decode(Ticket.self, from: bytes, mode: .lenient)
///
/// Foundation's coders build a tree of objects in between; these read from a tape and write into
/// one buffer, which is what the rate of a service hangs on.
public enum JSONCoding {
  /// The value's JSON. Members come in the order in which the type encodes them. Throws what the
  /// type throws, and `EncodingError` for numbers that JSON does not have.
  public static func encode(_ value: some Encodable) throws -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(1024)
    try encode(value, into: &bytes)
    return bytes
  }

  /// Appends the value's JSON to a message that is being built. After an error the message is as
  /// long as before.
  public static func encode(_ value: some Encodable, into bytes: inout [UInt8]) throws {
    let writer = JSONWriter(appendingTo: &bytes)
    defer { writer.giveBack(&bytes) }
    try writer.write(value)
  }

  /// Reads a value from a whole document, up to the standard limits.
  public static func decode<T: Decodable>(
    _ type: T.Type, from bytes: [UInt8], mode: JSONDocument.Mode
  ) throws(ServiceError) -> T {
    let document = try JSONDocument(bytes, limits: .standard)
    return try document.decode(type, at: document.root, mode: mode)
  }

  /// One form for all spellings of the same value: no blanks, members sorted by the bytes of their
  /// names, no needless escapes, `1` for `1.0` and `1e0`. For digests.
  ///
  /// As RFC 8785, but for two points: names are ordered by code point and not by UTF-16 unit, and
  /// integers beyond 2^53 keep all their digits, because two of them are not the same request.
  public static func canonical(
    _ document: JSONDocument, at node: JSONDocument.Node
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    CanonicalWriter(document).write(node, into: &bytes)
    return bytes
  }
}
