import Wire

/// A JSON Schema in a few words of Markdown: `list of Ticket`, `` `low` or `high` ``.
struct SchemaWords {
  private let document: JSONDocument

  init(_ document: JSONDocument) {
    self.document = document
  }

  func words(_ schema: JSONDocument.Node) -> String {
    if let reference = text("$ref", of: schema) { return Self.name(in: reference) }
    if let constant = document.member("const", of: schema) {
      return "`\(String(decoding: document.slice(constant), as: UTF8.self))`"
    }
    if let cases = document.member("enum", of: schema) {
      let names = document.elements(of: cases).compactMap(document.text)
      return names.map { "`\($0)`" }.joined(separator: ", ")
    }
    for name in ["allOf", "anyOf", "oneOf"] {
      guard let parts = document.member(name, of: schema) else { continue }
      return document.elements(of: parts).map(words).joined(separator: " or ")
    }
    switch text("type", of: schema) {
    case "array": return "list of \(document.member("items", of: schema).map(words) ?? "anything")"
    case "object": return object(schema)
    case "string": return string(schema)
    case let type?: return type
    case nil: return "anything"
    }
  }

  private func object(_ schema: JSONDocument.Node) -> String {
    guard let values = document.member("additionalProperties", of: schema),
      document.isObject(values)
    else { return "object" }
    return "object of \(words(values))"
  }

  /// An id is known by its pattern, other texts by their format.
  private func string(_ schema: JSONDocument.Node) -> String {
    if let format = text("format", of: schema) { return format }
    guard let pattern = text("pattern", of: schema), pattern.hasPrefix("^"),
      pattern.hasSuffix("_[0-7][0-9a-hjkmnp-tv-z]{25}$")
    else { return "string" }
    return "`\(pattern.dropFirst().prefix { $0 != "_" })_…`"
  }

  /// The last part of a reference, without the mark of what is only accepted.
  static func name(in reference: String) -> String {
    let name = reference.split(separator: "/").last.map(String.init) ?? reference
    return name.hasSuffix("Input") && name.count > 5 ? String(name.dropLast(5)) : name
  }

  private func text(_ name: String, of node: JSONDocument.Node) -> String? {
    document.member(name, of: node).flatMap(document.text)
  }
}
