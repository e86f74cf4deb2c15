/// A value that travels as one JSON string and has a rule: an address, a number, an id.
///
/// Conforming types get `Codable` for nothing. In this module's decoder a refused text becomes a
/// violation at its path and decoding goes on with `placeholder`, so that all mistakes of a
/// request are reported together; any other decoder gets a `DecodingError`.
public protocol WireText: Codable, Sendable, Hashable {
  /// Reads the wire form; throws the rule that it breaks.
  init(wire: String) throws(Rejection)
  /// The canonical text, the one that is sent.
  var wire: String { get }
  /// A valid value that stands in while a faulty document is read to its end and while schemas
  /// are derived. It never reaches a handler.
  static var placeholder: Self { get }
  /// The JSON Schema of the text.
  static var schema: Schema { get }
}

extension WireText {
  /// Reads one string and applies the rule.
  public init(from decoder: any Decoder) throws {
    self = try Self.read(decoder)
  }

  /// Opens the existential, so that the module's own decoder is recognised by its type alone.
  private static func read<D: Decoder>(_ decoder: D) throws -> Self {
    if D.self == JSONDecoding.self {
      return unsafeBitCast(decoder, to: JSONDecoding.self).text(Self.self)
    }
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    do throws(Rejection) {
      return try Self(wire: text)
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.message)
    }
  }

  /// Writes the canonical text.
  public func encode(to encoder: any Encoder) throws {
    try write(to: encoder)
  }

  private func write<E: Encoder>(to encoder: E) throws {
    if E.self == JSONEncoding.self {
      return unsafeBitCast(encoder, to: JSONEncoding.self).write(string: wire)
    }
    var container = encoder.singleValueContainer()
    try container.encode(wire)
  }
}
