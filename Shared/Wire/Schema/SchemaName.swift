/// What a Swift type is called in a document: letters, digits and dots, no module.
///
/// `Models.OpenTicket.Result` becomes `OpenTicket.Result`, `Models.Page<Models.Ticket>` becomes
/// `PageOfTicket`. Both document formats allow these characters in component names.
enum SchemaName {
  static func of(_ type: any Decodable.Type, withModule: Bool = false) -> String {
    var name = ""
    var part = ""
    for character in String(reflecting: type) + ">" {
      switch character {
      case "<", ",", ">":
        name += path(part, withModule: withModule)
        if character == "<" { name += "Of" }
        if character == "," { name += "And" }
        part = ""
      default: part.append(character)
      }
    }
    return name
  }

  /// `Module.Outer.Inner` without its module; private and local types are written by the runtime
  /// as `(Name in _hash)` and `(unknown context at $address)`.
  private static func path(_ text: String, withModule: Bool) -> String {
    let steps = text.split(separator: ".").compactMap { step -> Substring? in
      guard step.first == "(" || step.first == " " else { return step }
      let name = step.drop { $0 == "(" || $0 == " " }.prefix { $0 != " " }
      return name == "unknown" ? nil : name
    }
    let named = withModule || steps.count == 1 ? steps[...] : steps.dropFirst()
    return named.joined(separator: ".")
  }
}
