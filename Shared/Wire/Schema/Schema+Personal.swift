extension Schema.Object {
  /// The object with the members at these JSON Pointers marked as personal data.
  ///
  /// A named type on the way is written out, because it is not personal everywhere it is used.
  func marking(
    personal pointers: [String], in catalogue: SchemaCatalogue
  ) throws(SchemaError) -> Schema.Object {
    var marked = Schema(.object(self))
    for pointer in pointers {
      let steps = pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
      guard !steps.isEmpty, let next = marked.marking(steps, in: catalogue) else {
        throw SchemaError(path: pointer, "is marked personal but is not in the data")
      }
      marked = next
    }
    guard case .object(let object) = marked.shape else { return self }
    return object
  }
}

extension Schema {
  /// The schema with what is at the path marked; nil if nothing is there.
  fileprivate func marking(
    _ path: ArraySlice<Substring>, in catalogue: SchemaCatalogue
  ) -> Schema? {
    var copy = self
    guard let step = path.first else {
      copy.personal = true
      return copy
    }
    if let target = catalogue.target(of: self) { return target.marking(path, in: catalogue) }
    let rest = path.dropFirst()
    switch shape {
    case .object(var object):
      let name = step.unescapedPointer
      guard let index = object.properties.firstIndex(where: { $0.name == name }),
        let marked = object.properties[index].schema.marking(rest, in: catalogue)
      else { return nil }
      object.properties[index].schema = marked
      copy.shape = .object(object)
    case .array(let item, let minItems, let maxItems):
      guard step == "*", let marked = item.marking(rest, in: catalogue) else { return nil }
      copy.shape = .array(of: marked, minItems: minItems, maxItems: maxItems)
    case .dictionary(let value):
      guard step == "*", let marked = value.marking(rest, in: catalogue) else { return nil }
      copy.shape = .dictionary(of: marked)
    case .oneOf(let forms):
      let marked = forms.map { $0.marking(path, in: catalogue) }
      guard marked.contains(where: { $0 != nil }) else { return nil }
      copy.shape = .oneOf(zip(marked, forms).map { $0 ?? $1 })
    case .anything, .boolean, .integer, .number, .string, .type, .reference: return nil
    }
    return copy
  }
}

extension Substring {
  /// One step of a JSON Pointer with `~1` and `~0` read back (RFC 6901).
  fileprivate var unescapedPointer: String {
    guard contains("~") else { return String(self) }
    let slashes = split(separator: "~1", omittingEmptySubsequences: false).joined(separator: "/")
    return slashes.split(separator: "~0", omittingEmptySubsequences: false).joined(separator: "~")
  }
}
