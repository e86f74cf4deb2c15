import Models
import Wire

/// One question as it is drawn. `drawing` names the template that draws it.
struct FieldView: Sendable {
  let drawing: String
  let id: String
  let name: String
  let label: String
  var isRequired = false
  /// Said beside the label where an answer is not needed.
  var isOptional = false
  var value = ""
  var isChecked = false
  /// What a ticked box sends.
  var tickValue = "on"
  var inputType = "text"
  /// The keyboard that a telephone shows, where the type does not tell.
  var inputMode: String?
  var autocomplete: String?
  var choices: [Choice] = []
  /// What the lowest and the highest number of a scale stand for.
  var ends: Ends?
  /// A page to read before ticking.
  var readMore: String?
  var error: String?

  struct Choice: Sendable {
    let choice: String
    let choiceID: String
    let isChosen: Bool
  }

  struct Ends: Sendable {
    let low: String
    let high: String
  }

  /// Where a link to the question leads: of several buttons, to the first.
  var target: String { choices.first.map { $0.choiceID.isEmpty ? id : $0.choiceID } ?? id }
}

extension FieldView {
  /// A field of a form, with what was filled in and what is wrong with it.
  init(_ field: FormField, value: String, error: String? = nil) {
    let key = field.key.wire
    let isRequired = field.required == true
    self.init(
      drawing: Self.drawing(of: field.type), id: "field-\(key)", name: "value.\(key)",
      label: field.label, isRequired: isRequired, isOptional: !isRequired, value: value,
      isChecked: ["on", "true"].contains(value), inputType: Self.inputType(of: field.type),
      inputMode: field.type == .number ? "decimal" : nil,
      autocomplete: Self.autocomplete(of: field), error: error)
    switch field.type {
    case .select: choices = (field.options ?? []).map { Self.choice($0, of: nil, value) }
    case .rating: (choices, ends) = (scale(1...5), Ends(low: "Very bad", high: "Very good"))
    case .nps: (choices, ends) = (scale(0...10), Ends(low: "Not likely", high: "Very likely"))
    case .text, .textarea, .email, .phone, .number, .date, .checkbox, .hidden, .other: break
    }
  }

  /// A permission that a form asks for; nobody has to give it.
  init(_ consent: FormConsent, isChecked: Bool, error: String? = nil) {
    let url = consent.privacyUrl.flatMap { WebAddress.isWeb($0) ? $0 : nil }
    self.init(
      drawing: "tick", id: "consent-\(consent.topic)", name: "consent", label: consent.wording,
      isChecked: isChecked, tickValue: consent.topic.wire, readMore: url, error: error)
  }

  /// A question for a number from bad to good.
  static func rating(
    name: String, label: String, value: String, error: String? = nil
  ) -> FieldView {
    var field = FieldView(
      drawing: "scale", id: name, name: name, label: label, isRequired: true, value: value,
      error: error)
    (field.choices, field.ends) = (field.scale(1...5), Ends(low: "Very bad", high: "Very good"))
    return field
  }

  private func scale(_ range: ClosedRange<Int>) -> [Choice] {
    range.map { Self.choice(String($0), of: id, value) }
  }

  private static func choice(_ text: String, of id: String?, _ value: String) -> Choice {
    Choice(choice: text, choiceID: id.map { "\($0)-\(text)" } ?? "", isChosen: text == value)
  }

  private static func drawing(of type: FormField.Kind) -> String {
    switch type {
    case .text, .email, .phone, .number, .date, .other: "input"
    case .textarea: "area"
    case .select: "select"
    case .checkbox: "tick"
    case .rating, .nps: "scale"
    case .hidden: "hidden"
    }
  }

  private static func inputType(of type: FormField.Kind) -> String {
    switch type {
    case .email: "email"
    case .phone: "tel"
    case .date: "date"
    // A number's own control would throw away what it cannot read, and say nothing.
    case .text, .number, .textarea, .select, .checkbox, .rating, .nps, .hidden, .other: "text"
    }
  }

  /// What a browser may fill in by itself (HTML, autofill): told by the type, or by a common key.
  private static func autocomplete(of field: FormField) -> String? {
    switch field.type {
    case .email: return "email"
    case .phone: return "tel"
    case .textarea, .select, .checkbox, .rating, .nps, .hidden, .number, .other: return nil
    case .text, .date: break
    }
    switch field.key.wire.filter({ !"-_.".contains($0) }) {
    case "name", "fullname": return "name"
    case "firstname", "givenname": return "given-name"
    case "lastname", "familyname", "surname": return "family-name"
    case "company", "organization", "organisation": return "organization"
    case "street", "address": return "street-address"
    case "postalcode", "postcode", "zip": return "postal-code"
    case "city", "town": return "address-level2"
    case "country": return "country-name"
    case "birthday", "birthdate", "dateofbirth": return "bday"
    default: return nil
    }
  }
}
