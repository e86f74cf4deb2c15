import Wire

/// One thing to put right, as the summary at the top of a page tells it.
struct Mistake: Sendable {
  let sentence: String
  /// The id of the question it is about; nil where it is about none on the page.
  var target: String?
}

extension Mistake {
  /// What the questions of a page are told, in the page's order.
  static func of(_ fields: [FieldView]) -> [Mistake] {
    fields.compactMap { field in
      field.error.map { Mistake(sentence: "\(field.label) – \($0)", target: field.target) }
    }
  }
}

extension Violation {
  /// What is said at the question itself.
  var hint: String {
    switch rule {
    case "required": "this is required"
    case "phone": "this must begin with the code of the country, such as +49 30 123456"
    default: message
    }
  }
}
