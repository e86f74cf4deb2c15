/// JSON that is passed on as it is.
///
/// An entity is encoded once and its bytes go into the reply, the event and the log; stored events
/// are served without being read. This module's encoder splices the bytes and its decoder copies
/// them out; other coders read and write the value they stand for.
public struct RawJSON: Codable, Sendable, Hashable {
  /// One JSON value. Not checked: bytes that come from outside belong in a `JSONDocument` first.
  /// No bytes at all are written as `null`.
  public var bytes: [UInt8]

  /// Bytes that are known to be one JSON value.
  public init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Encodes a value once, to be spliced wherever it is needed.
  public init(encoding value: some Encodable) throws {
    bytes = try JSONCoding.encode(value)
  }

  /// The text, for logs and databases.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Copies the value's text, whatever it is.
  public init(from decoder: any Decoder) throws {
    if let tape = decoder as? JSONDecoding {
      self = tape.run.document.raw(JSONDocument.Node(index: tape.node))
    } else {
      bytes = try JSONCoding.encode(JSON(from: decoder))
    }
  }

  /// Writes the value that the bytes stand for.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if encoder is JSONEncoding { return try container.encode(self) }
    let whole = Limits(bytes: .max, depth: 512)
    let document = try JSONDocument(bytes.isEmpty ? Array("null".utf8) : bytes, limits: whole)
    try container.encode(document.value(document.root))
  }
}
