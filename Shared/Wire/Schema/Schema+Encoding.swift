extension Schema: Encodable {
  /// Writes a document of its own: the schema, and in `definitions` the named types it mentions.
  public func encode(to encoder: any Encoder) throws {
    var catalogue = SchemaCatalogue(prefix: "#/definitions/")
    var root = self
    if case .type(let reference) = shape { root = try .derived(from: reference.type) }
    root = try catalogue.resolve(root, closed: false)
    var members = root.members
    if !catalogue.definitions.isEmpty {
      members.add("definitions", MemberList(catalogue.definitions))
    }
    try members.encode(to: encoder)
  }
}

/// A schema without open types, as it stands inside a document.
struct ResolvedSchema: Encodable {
  let schema: Schema

  func encode(to encoder: any Encoder) throws {
    if schema == .anything {
      var container = encoder.singleValueContainer()
      return try container.encode(true)
    }
    try schema.members.encode(to: encoder)
  }
}

extension MemberList {
  init(_ definitions: [(name: String, schema: Schema)]) {
    self.init()
    for (name, schema) in definitions { add(name, ResolvedSchema(schema: schema)) }
  }
}

extension Schema {
  /// The keywords of the schema in reading order.
  fileprivate var members: MemberList {
    var list = MemberList()
    if case .reference = shape, description != nil || personal {
      // Draft-07 ignores what stands beside a $ref.
      list.add("allOf", [ResolvedSchema(schema: Schema(shape))])
    } else {
      write(into: &list)
    }
    list.add("description", description)
    list.add("x-personal", personal ? true : nil)
    return list
  }

  private func write(into list: inout MemberList) {
    switch shape {
    case .anything: break
    case .boolean: list.add("type", "boolean")
    case .integer(let minimum, let maximum):
      list.add("type", "integer")
      list.add("minimum", minimum)
      list.add("maximum", maximum)
    case .number(let minimum, let maximum):
      list.add("type", "number")
      list.add("minimum", minimum)
      list.add("maximum", maximum)
    case .string(let text): text.write(into: &list)
    case .array(let item, let minItems, let maxItems):
      list.add("type", "array")
      list.add("items", ResolvedSchema(schema: item))
      list.add("minItems", minItems)
      list.add("maxItems", maxItems)
    case .dictionary(let value):
      list.add("type", "object")
      list.add("additionalProperties", ResolvedSchema(schema: value))
    case .object(let object): object.write(into: &list)
    case .oneOf(let forms): list.add("oneOf", forms.map(ResolvedSchema.init))
    case .reference(let pointer): list.add("$ref", pointer)
    case .type(let reference): preconditionFailure("\(reference.type) was not resolved")
    }
  }
}

extension Schema.Text {
  fileprivate func write(into list: inout MemberList) {
    list.add("type", "string")
    if let values, values.count == 1 {
      list.add("const", values[0])
    } else {
      list.add("enum", values)
    }
    list.add("format", format)
    list.add("pattern", pattern)
    list.add("minLength", minLength)
    list.add("maxLength", maxLength)
    list.add("examples", example.map { [$0] })
  }
}

extension Schema.Object {
  fileprivate func write(into list: inout MemberList) {
    let required = properties.filter(\.required).map(\.name)
    list.add("type", "object")
    list.add("properties", MemberList(properties.map { ($0.name, $0.schema) }))
    list.add("required", required.isEmpty ? nil : required)
    list.add("additionalProperties", closed ? false : nil)
  }
}
