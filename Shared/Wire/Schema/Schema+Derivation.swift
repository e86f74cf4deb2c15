extension Schema {
  /// One level of the type's schema: what it contains is named by type, not written out.
  static func derived(from type: any Decodable.Type) throws(SchemaError) -> Schema {
    if let primitive = type as? any SchemaPrimitive.Type { return primitive.schema }
    if let text = type as? any WireText.Type { return text.schema }
    if let described = type as? any SchemaDescribed.Type { return described.schema }
    if let cases = type as? any CaseIterable.Type { return try enumeration(of: cases) }
    return try recorded(type)
  }

  /// The raw values of an enum. `other` only exists for lenient readers and is not promised.
  private static func enumeration<E: CaseIterable>(_ type: E.Type) throws(SchemaError) -> Schema {
    let values = type.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
    guard !values.isEmpty else {
      throw SchemaError("\(type)", "has cases without text; let it conform to SchemaDescribed")
    }
    return .enumeration(type is any WireEnum.Type ? values.filter { $0 != "other" } : values)
  }

  private static func enumeration(of type: any CaseIterable.Type) throws(SchemaError) -> Schema {
    try enumeration(type)
  }

  /// What the type asks for. A rule of its own that refuses the placeholders does not matter, as
  /// long as some other choice of optional members gets past it.
  private static func recorded<T: Decodable>(_ type: T.Type) throws(SchemaError) -> Schema {
    let recorder = SchemaRecorder(depth: 0)
    do {
      _ = try recorder.run(type, .all)
    } catch let error as SchemaError {
      throw error
    } catch {
      if recorder.heardNothing { throw SchemaError("\(type)", Placeholder.noneAccepted) }
      _ = try? recorder.run(type, .none)
      for index in recorder.optional.indices { _ = try? recorder.run(type, .only(index)) }
    }
    return recorder.schema
  }
}

extension Schema {
  /// A JSON value that satisfies the schema: only required members, the first form of several.
  func example(depth: Int = 0) throws -> JSON {
    guard depth < Placeholder.maximumDepth else {
      throw SchemaError("A schema", "needs itself; put the form that ends first in oneOf")
    }
    switch shape {
    case .anything: return .null
    case .boolean: return .bool(false)
    case .integer(let minimum, let maximum): return .integer(minimum ?? min(1, maximum ?? 1))
    case .number(let minimum, let maximum): return .number(minimum ?? min(1, maximum ?? 1))
    case .string(let text): return .string(text.sample)
    case .array(let item, let minItems, _):
      return .array(try (0..<(minItems ?? 0)).map { _ in try item.example(depth: depth + 1) })
    case .dictionary: return .object([:])
    case .object(let object):
      let members = try object.properties.filter(\.required).map {
        ($0.name, try $0.schema.example(depth: depth + 1))
      }
      return .object(Dictionary(members) { first, _ in first })
    case .oneOf(let forms): return try forms.first?.example(depth: depth + 1) ?? .null
    case .type(let reference):
      return try Self.encodedPlaceholder(reference.type, depth: depth + 1)
    case .reference: return .null
    }
  }

  private static func encodedPlaceholder<T: Decodable>(_ type: T.Type, depth: Int) throws -> JSON {
    guard let value = try Placeholder.value(of: type, depth: depth) as? any Encodable else {
      throw SchemaError("\(type)", "is only Decodable; wire types are Codable")
    }
    return try JSONCoding.decode(JSON.self, from: JSONCoding.encode(value), mode: .lenient)
  }
}

extension Schema.Text {
  /// A text that has the format, or one long enough.
  fileprivate var sample: String {
    if let value = example ?? values?.first { return value }
    switch format {
    case "date-time": return "2026-01-01T00:00:00.000Z"
    case "duration": return "PT1M"
    case "email": return "someone@example.org"
    default: return String(repeating: "x", count: max(1, minLength ?? 1))
    }
  }
}
