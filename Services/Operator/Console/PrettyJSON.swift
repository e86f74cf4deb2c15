import Wire

/// JSON with one member a line, in the order in which it came.
///
///     {
///       "key": "news",
///       "topics": [
///         "a"
///       ]
///     }
enum PrettyJSON {
  static func text(_ document: JSONDocument, at node: JSONDocument.Node) -> String {
    var text = ""
    write(document, node, indent: "", into: &text)
    return text
  }

  /// - Throws: `parseError` if the bytes are not JSON.
  static func text(_ bytes: [UInt8]) throws(ServiceError) -> String {
    let document = try JSONDocument(bytes, limits: .replies)
    return text(document, at: document.root)
  }

  private static func write(
    _ document: JSONDocument, _ node: JSONDocument.Node, indent: String, into text: inout String
  ) {
    let inner = indent + "  "
    let isObject = document.isObject(node)
    var isEmpty = true
    func begin() {
      text += isEmpty ? (isObject ? "{\n" : "[\n") : ",\n"
      text += inner
      isEmpty = false
    }
    for member in document.members(of: node) {
      begin()
      text += String(decoding: document.slice(member.name), as: UTF8.self) + ": "
      write(document, member.value, indent: inner, into: &text)
    }
    for element in document.elements(of: node) {
      begin()
      write(document, element, indent: inner, into: &text)
    }
    if !isEmpty {
      text += "\n" + indent + (isObject ? "}" : "]")
    } else if isObject || document.isArray(node) {
      text += isObject ? "{}" : "[]"
    } else {
      text += String(decoding: document.slice(node), as: UTF8.self)
    }
  }
}
