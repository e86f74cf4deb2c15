extension JSON: SchemaDescribed {
  /// Anything.
  public static var schema: Schema { .anything }
}

extension RawJSON: SchemaDescribed {
  /// Anything.
  public static var schema: Schema { .anything }
}

extension Encoded: SchemaDescribed {
  /// The value's own: that the bytes were kept is nobody's business.
  public static var schema: Schema { .of(Value.self) }
}
