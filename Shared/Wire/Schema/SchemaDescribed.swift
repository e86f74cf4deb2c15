/// A type that states its own schema because its decoding cannot be watched: an enum whose cases
/// carry values, or a value that is one string or number with a rule.
///
/// Everything else is derived by `Schema.of`. What a conforming type states is checked when a
/// document is made: the type must decode the example that follows from its schema.
public protocol SchemaDescribed: Decodable {
  /// What the type reads and writes.
  static var schema: Schema { get }
}
