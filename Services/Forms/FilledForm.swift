import Models
import Wire

/// A form with what somebody filled in, checked: what it says about them.
struct FilledForm {
  let form: Form
  /// In canonical form, as ``FieldRules`` accepts them.
  let values: [String: JSON]

  /// Where a confirmation goes.
  var email: EmailAddress? {
    first(.email).flatMap { try? EmailAddress(wire: $0) }
  }

  private var phone: PhoneNumber? {
    first(.phone).flatMap { try? PhoneNumber(wire: $0) }
  }

  private func first(_ type: FormField.Kind) -> String? {
    for field in form.fields where field.type == type {
      if case .string(let text)? = values[field.key.wire] { return text }
    }
    return nil
  }

  /// What stands in the text field `name`, if it can be one.
  var name: String? {
    guard form.fields.contains(where: { $0.key == "name" && $0.type == .text }),
      case .string(let name)? = values["name"], name.unicodeScalars.count <= 200
    else { return nil }
    return name
  }

  /// Whom a mail may greet. Strangers advertise in the names of people they sign up: what looks
  /// like an address or is too long for a name is not repeated to anybody.
  var greeting: String? {
    guard let name, name.unicodeScalars.count <= 60,
      !["://", "www.", "@"].contains(where: name.lowercased().contains)
    else { return nil }
    return name
  }

  /// What the person can be recognised by, the mail address first.
  var identities: [Identity] {
    [email.map(Identity.init), phone.map(Identity.init)].compactMap(\.self)
  }

  /// What is worth keeping with the person: the answers of an opt-in. Those of a ticket or a survey
  /// belong to the matter.
  var attributes: [String: JSON] {
    switch form.kind {
    case .doubleOptIn, .singleOptIn:
      let aboutThem = form.fields.filter {
        $0.type != .email && $0.type != .phone && $0.key != "name"
      }
      return values.filter { key, _ in aboutThem.contains { $0.key.wire == key } }
    case .ticket, .survey, .other: return [:]
    }
  }

  /// The exact words that were agreed to.
  func wording(of topic: Slug) -> String {
    form.consents.first { $0.topic == topic }?.wording ?? ""
  }

  /// Everything it says about the person.
  func facts(language: String?) -> PersonFacts {
    PersonFacts(
      identities: identities, name: name, language: language, attributes: attributes)
  }

  func recipient(_ contact: ContactID?) -> Recipient? {
    guard contact != nil || email != nil || phone != nil else { return nil }
    return Recipient(contact: contact, email: email, phone: phone, name: name)
  }
}
