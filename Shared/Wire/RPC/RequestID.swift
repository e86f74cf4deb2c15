/// The id of a JSON-RPC request, given back exactly as it came.
///
/// A number that is no 64-bit integer keeps its text, because `1.50` and `1e400` must return as
/// they were sent. Source: JSON-RPC 2.0, section 4.
public enum RequestID: Codable, Sendable, Hashable {
  /// A string.
  case string(String)
  /// A whole number of 64 bits.
  case integer(Int64)
  /// Any other number, as its text.
  case number(String)
  /// An explicit `null`, or the id of an answer to something whose id could not be read.
  case null

  /// Reads an id by itself, as verbatim as in a frame.
  public init(from decoder: any Decoder) throws {
    let document = try JSONDocument(RawJSON(from: decoder).bytes)
    guard let id = document.requestID(document.root) else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath, debugDescription: "must be a string, a number or null"))
    }
    self = id
  }

  /// Writes the id as it stands in a frame.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .string(let text): try container.encode(text)
    case .integer(let integer): try container.encode(integer)
    case .number(let text): try container.encode(RawJSON(bytes: Array(text.utf8)))
    case .null: try container.encodeNil()
    }
  }
}
