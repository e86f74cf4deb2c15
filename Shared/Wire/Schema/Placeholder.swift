/// Values that stand in while a type is watched decoding itself.
enum Placeholder {
  /// Beyond this nesting a type is taken to need itself.
  static let maximumDepth = 16
  /// Beyond this nesting lists stay empty, so that trees end.
  static let listDepth = 4

  /// A value of the type that its own rules accept.
  static func value<T: Decodable>(of type: T.Type, depth: Int = 0) throws -> T {
    guard depth < maximumDepth else { throw SchemaError("\(type)", "needs itself to exist") }
    if let primitive = type as? any SchemaPrimitive.Type,
      let value = primitive.placeholder(depth: depth) as? T
    {
      return value
    }
    if let text = type as? any WireText.Type, let value = text.placeholder as? T { return value }
    if let described = type as? any SchemaDescribed.Type {
      return try example(of: type, described.schema, depth: depth)
    }
    if let cases = type as? any CaseIterable.Type, let value = firstCase(of: cases) as? T {
      return value
    }
    return try recorded(type, depth: depth)
  }

  /// The first case of an enum, as a value of its own type.
  private static func firstCase(of type: any CaseIterable.Type) -> Any? {
    type.allCases.first
  }

  /// What the type decodes from the example of its own schema.
  private static func example<T: Decodable>(
    of type: T.Type, _ schema: Schema, depth: Int
  ) throws -> T {
    do {
      let example = try schema.example(depth: depth)
      return try JSONCoding.decode(type, from: JSONCoding.encode(example), mode: .lenient)
    } catch let error as ServiceError {
      throw SchemaError("\(type)", "does not decode what its schema describes: \(error.message)")
    }
  }

  /// What the type makes of placeholders: with as few members as possible first, then with all,
  /// then with one optional member at a time ("exactly one of").
  private static func recorded<T: Decodable>(_ type: T.Type, depth: Int) throws -> T {
    let recorder = SchemaRecorder(depth: depth)
    if let value = try accepted(type, .none, by: recorder) { return value }
    if let value = try accepted(type, .all, by: recorder) { return value }
    for index in recorder.optional.indices {
      if let value = try accepted(type, .only(index), by: recorder) { return value }
    }
    throw SchemaError("\(type)", noneAccepted)
  }

  /// The value, or nil if a rule of the type refuses this choice. A member that cannot exist at all
  /// is an error with any choice.
  private static func accepted<T: Decodable>(
    _ type: T.Type, _ filling: SchemaRecorder.Filling, by recorder: SchemaRecorder
  ) throws(SchemaError) -> T? {
    do {
      return try recorder.run(type, filling)
    } catch let error as SchemaError {
      throw error
    } catch {
      return nil
    }
  }

  static let noneAccepted = "accepts no placeholder; let it conform to SchemaDescribed"
}
