/// The named types of one document: writes each out once and points to it from everywhere else.
///
/// A type that reads what strangers send is *closed* (`additionalProperties: false`), one that we
/// send may grow. The same Swift type can be both, so closed ones get a name of their own:
/// `Person` and `PersonInput`.
struct SchemaCatalogue {
  /// Where the document keeps its schemas: `#/components/schemas/`.
  let prefix: String
  private var names: [String: ObjectIdentifier] = [:]
  private var schemas: [String: Schema] = [:]

  init(prefix: String) { self.prefix = prefix }

  /// The named schemas, sorted by name.
  var definitions: [(name: String, schema: Schema)] {
    schemas.sorted { $0.key < $1.key }.map { (name: $0.key, schema: $0.value) }
  }

  /// The schema with every type in it replaced by what it decodes or by a reference.
  mutating func resolve(_ schema: Schema, closed: Bool) throws(SchemaError) -> Schema {
    var resolved = schema
    switch schema.shape {
    case .type(let reference):
      resolved = try resolve(type: reference.type, closed: closed)
      resolved.description = schema.description ?? resolved.description
    case .array(let item, let minItems, let maxItems):
      resolved.shape = .array(
        of: try resolve(item, closed: closed), minItems: minItems, maxItems: maxItems)
    case .dictionary(let value):
      resolved.shape = .dictionary(of: try resolve(value, closed: closed))
    case .object(var object):
      object.closed = closed
      for index in object.properties.indices {
        object.properties[index].schema = try resolve(
          object.properties[index].schema, closed: closed)
      }
      resolved.shape = .object(object)
    case .oneOf(let forms):
      var copies: [Schema] = []
      for form in forms { copies.append(try resolve(form, closed: closed)) }
      resolved.shape = .oneOf(copies)
    case .anything, .boolean, .integer, .number, .string, .reference: break
    }
    return resolved
  }

  /// The members of a type that must be an object, written out: parameters and event data.
  mutating func object(
    of type: any Decodable.Type, closed: Bool
  ) throws(SchemaError) -> Schema.Object {
    let schema = try resolve(try Schema.derived(from: type), closed: closed)
    guard case .object(let object) = schema.shape else {
      throw SchemaError("\(type)", "must be an object on the wire")
    }
    return object
  }

  /// What a reference points to; nil for a schema that is no reference.
  func target(of schema: Schema) -> Schema? {
    guard case .reference(let pointer) = schema.shape else { return nil }
    return schemas[String(pointer.dropFirst(prefix.count))]
  }

  private mutating func resolve(
    type: any Decodable.Type, closed: Bool
  ) throws(SchemaError) -> Schema {
    let schema = try Schema.derived(from: type)
    switch schema.shape {
    case .object, .oneOf: break
    default: return try resolve(schema, closed: closed)
    }
    let name = name(for: type, closed: closed)
    if schemas[name] == nil {
      // Named before it is resolved: a type that contains itself finds itself.
      schemas[name] = schema
      schemas[name] = try resolve(schema, closed: closed)
    }
    return Schema(.reference(prefix + name))
  }

  /// The shortest name that no other type of the document has.
  private mutating func name(for type: any Decodable.Type, closed: Bool) -> String {
    let identity = ObjectIdentifier(type)
    let suffix = closed ? "Input" : ""
    let short = SchemaName.of(type) + suffix
    if names[short, default: identity] == identity {
      names[short] = identity
      return short
    }
    let long = SchemaName.of(type, withModule: true) + suffix
    names[long] = identity
    return long
  }
}
