/// A JSON text that has been read once: checked to the last byte, and laid out for reading parts.
///
/// The bytes stay as they came. A tape beside them says where each value is, so that the method of
/// a request is found, its params are decoded into a type and a part is copied out verbatim
/// without reading the text again.
///
///     let document = try JSONDocument(frame)
///     let params = try document.decode(OpenTicket.self, at: node, mode: .strict)
public struct JSONDocument: Sendable {
  /// One value of a document. Meaningful only together with the document it came from; a node of
  /// another document names some other value or none, and reads as `null`.
  public struct Node: Sendable, Hashable {
    let index: Int
  }

  /// How forgiving decoding is.
  public enum Mode: Sendable, Hashable {
    /// For requests: unknown members and unknown cases are violations.
    case strict
    /// For events and replies, whose senders may be newer: unknown members are ignored, unknown
    /// cases read as `other` where there is such a case.
    case lenient
  }

  /// The text, as it came.
  public let bytes: [UInt8]
  let tape: ContiguousArray<JSONSlot>

  /// Reads and checks a text. Throws `tooLarge`, or `parseError` with the offset of the first byte
  /// that cannot be right.
  public init(_ bytes: [UInt8], limits: Limits = .standard) throws(ServiceError) {
    guard bytes.count <= min(limits.bytes, Int(UInt32.max) - 1) else {
      throw .tooLarge("The message has \(bytes.count) bytes; at most \(limits.bytes) are taken.")
    }
    self.bytes = bytes
    do throws(JSONParser.Fault) {
      tape = try bytes.withUnsafeBufferPointer { text throws(JSONParser.Fault) in
        var parser = JSONParser(text, deepest: limits.depth)
        try parser.parse()
        return parser.tape
      }
    } catch {
      throw ServiceError(
        .parseError, "The message is not valid JSON: \(error.reason), at byte \(error.offset).")
    }
  }

  /// The whole document.
  public var root: Node { Node(index: 0) }

  /// Reads a value into a type. Throws one error that lists all violations, their paths relative
  /// to `node`: `invalidParams` if a member is missing, unknown or of the wrong type, `invalid` if
  /// only rules of values are broken.
  ///
  /// A type with several forms tells them apart by `contains`, or by trying a single value
  /// container: what an object's member was found to lack stays noted even under `try?`.
  public func decode<T: Decodable>(
    _ type: T.Type, at node: Node, mode: Mode
  ) throws(ServiceError) -> T {
    guard contains(node) else {
      throw ServiceError(.internalError, "The node belongs to another document.")
    }
    return try DecodingRun(self, root: node.index, mode: mode).decode(type)
  }

  func contains(_ node: Node) -> Bool { tape.indices.contains(node.index) }
}
