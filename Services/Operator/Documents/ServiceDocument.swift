import Wire

/// An OpenRPC or AsyncAPI document, read for what the reference shows of it.
struct ServiceDocument {
  struct Member: Equatable {
    let name: String
    let words: String
    let isRequired: Bool
  }
  struct Method {
    let name: String
    let summary: String
    let kind: String
    let scopes: [String]
    let params: [Member]
    let result: String
    let errors: [String]
  }
  struct Event {
    let type: String
    let summary: String
    let data: [Member]
  }

  private let document: JSONDocument

  init(_ json: RawJSON) throws(ServiceError) {
    document = try JSONDocument(json.bytes, limits: .replies)
  }

  /// OpenRPC's, in its order.
  var methods: [Method] {
    find("methods").map { document.elements(of: $0).map(method) } ?? []
  }

  private func method(_ node: JSONDocument.Node) -> Method {
    let params = list("params", of: node).map { param in
      Member(
        name: text("name", of: param), words: words("schema", of: param),
        isRequired: document.member("required", of: param).flatMap(document.bool) ?? false)
    }
    let result = document.member("result", of: node)
    return Method(
      name: text("name", of: node), summary: text("summary", of: node),
      kind: text("x-kind", of: node),
      scopes: list("x-scopes", of: node).compactMap(document.text), params: params,
      result: result.map { words("schema", of: $0) } ?? "nothing",
      errors: list("errors", of: node).map { SchemaWords.name(in: text("$ref", of: $0)) })
  }

  /// AsyncAPI's, in its order.
  var events: [Event] {
    guard let messages = find("components", "messages") else { return [] }
    return document.members(of: messages).map { message in
      let payload = document.member("payload", of: message.value)
      let parts = payload.map { list("allOf", of: $0) } ?? []
      let data = parts.last.flatMap { document.member("properties", of: $0) }
        .flatMap { document.member("data", of: $0) }
      return Event(
        type: document.text(message.name) ?? "", summary: text("summary", of: message.value),
        data: data.map(members) ?? [])
    }
  }

  /// Objects that have a name. What a method takes refuses unknown members and has a name of its
  /// own in the document; here it is one type.
  var types: [String: [Member]] {
    guard let schemas = find("components", "schemas") else { return [:] }
    let named = document.members(of: schemas).compactMap { schema -> (String, [Member])? in
      let members = members(schema.value)
      guard let name = document.text(schema.name), !members.isEmpty else { return nil }
      return (SchemaWords.name(in: name), members)
    }
    return Dictionary(named, uniquingKeysWith: { first, _ in first })
  }

  private func members(_ schema: JSONDocument.Node) -> [Member] {
    guard let properties = document.member("properties", of: schema) else { return [] }
    let required = list("required", of: schema).compactMap(document.text)
    return document.members(of: properties).map { property in
      let name = document.text(property.name) ?? ""
      return Member(
        name: name, words: SchemaWords(document).words(property.value),
        isRequired: required.contains(name))
    }
  }

  private func find(_ path: String...) -> JSONDocument.Node? {
    path.reduce(Optional(document.root)) { node, name in
      node.flatMap { document.member(name, of: $0) }
    }
  }

  private func text(_ name: String, of node: JSONDocument.Node) -> String {
    document.member(name, of: node).flatMap(document.text) ?? ""
  }

  private func list(_ name: String, of node: JSONDocument.Node) -> [JSONDocument.Node] {
    document.member(name, of: node).map { Array(document.elements(of: $0)) } ?? []
  }

  private func words(_ name: String, of node: JSONDocument.Node) -> String {
    document.member(name, of: node).map(SchemaWords(document).words) ?? "anything"
  }
}
