/// An enumeration that travels as one of a fixed list of strings.
///
///     public enum Channel: String, WireEnum { case email, sms, push }
///
/// Strict decoding (requests) refuses an unknown text with rule `enum` and the list as its limit.
/// Lenient decoding (events, replies of a newer release) reads an unknown text as the case whose
/// raw value is `other`, if the enumeration declares one. `other` is a reader's word: it is never
/// accepted in a request and not listed in schemas.
public protocol WireEnum: RawRepresentable, CaseIterable, Codable, Sendable, Hashable
where RawValue == String {}

extension WireEnum {
  /// The texts a sender may use: every case but `other`.
  public static var wireValues: [String] { allCases.map(\.rawValue).filter { $0 != "other" } }

  /// The case that stands for texts of a newer release, if there is one.
  static var catchAll: Self? { allCases.first { $0.rawValue == "other" } }

  /// Reads one string and looks up its case.
  public init(from decoder: any Decoder) throws {
    self = try Self.read(decoder)
  }

  /// Opens the existential, so that the module's own decoder is recognised by its type alone.
  private static func read<D: Decoder>(_ decoder: D) throws -> Self {
    if D.self == JSONDecoding.self {
      return try unsafeBitCast(decoder, to: JSONDecoding.self).enumeration(Self.self)
    }
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Self(rawValue: text) ?? catchAll else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "must be one of \(wireValues.joined(separator: ", "))")
    }
    return value
  }

  /// Writes the raw value.
  public func encode(to encoder: any Encoder) throws {
    try write(to: encoder)
  }

  private func write<E: Encoder>(to encoder: E) throws {
    if E.self == JSONEncoding.self {
      return unsafeBitCast(encoder, to: JSONEncoding.self).write(string: rawValue)
    }
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}
