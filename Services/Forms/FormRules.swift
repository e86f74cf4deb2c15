import Models
import Wire

/// What a form must be before it is put: enough to do what its kind promises.
enum FormRules {
  /// All that is wrong with a form.
  ///
  /// - Parameter topics: the topics there are.
  static func violations(
    of form: FormsAPI.PutForm.Params, topics: Set<Slug>
  ) -> [Violation] {
    TextRules.required(form.title, at: "/title", longest: 200)
      + TextRules.optional(form.thankYou, at: "/thankYou", longest: 2_000)
      + number(of: form.fields, at: "/fields") + fields(form.fields)
      + address(of: form)
      + number(of: form.consents ?? [], at: "/consents") + consents(form.consents ?? [], topics)
  }

  private static func number<Item>(of items: [Item], at path: String) -> [Violation] {
    guard items.count > 100 else { return [] }
    return [
      Violation(path: path, rule: "count", limit: .integer(100), message: "has over 100 entries")
    ]
  }

  private static func fields(_ fields: [FormField]) -> [Violation] {
    var seen: Set<Slug> = []
    return fields.enumerated().flatMap { index, field in
      let path = "/fields/\(index)"
      let isNew = seen.insert(field.key).inserted
      return (isNew ? [] : [duplicate(path + "/key", "is the key of an earlier field")])
        + TextRules.required(field.label, at: path + "/label", longest: 500)
        + options(of: field, at: path + "/options")
    }
  }

  private static func options(of field: FormField, at path: String) -> [Violation] {
    let options = field.options ?? []
    guard field.type == .select else {
      guard !options.isEmpty else { return [] }
      return [
        Violation(path: path, rule: "unwanted", message: "are for a field of type select only")
      ]
    }
    if options.isEmpty {
      return [Violation(path: path, rule: "required", message: "must name what can be selected")]
    }
    return Set(options).count == options.count
      ? options.enumerated().flatMap {
        TextRules.required($0.element, at: "\(path)/\($0.offset)", longest: 500)
      }
      : [duplicate(path, "must differ from each other")]
  }

  /// Who is to confirm needs a mail; who is to be answered or written to needs an address.
  private static func address(of form: FormsAPI.PutForm.Params) -> [Violation] {
    let mails = form.fields.filter { $0.type == .email }
    let hasAddress = !mails.isEmpty || form.fields.contains { $0.type == .phone }
    let flaw: String? =
      switch form.kind {
      case .doubleOptIn:
        mails.first?.required == true
          ? nil : "must have a required field of type email, for the confirmation"
      case .singleOptIn: hasAddress ? nil : "must have a field of type email or phone"
      case .ticket: hasAddress ? nil : "must have a field of type email or phone, for the answer"
      case .survey, .other:
        hasAddress || (form.consents ?? []).isEmpty
          ? nil : "must have a field of type email or phone, for the consents"
      }
    return flaw.map { [Violation(path: "/fields", rule: "address", message: $0)] } ?? []
  }

  private static func consents(_ consents: [FormConsent], _ topics: Set<Slug>) -> [Violation] {
    var seen: Set<Slug> = []
    return consents.enumerated().flatMap { index, consent in
      let path = "/consents/\(index)"
      let isNew = seen.insert(consent.topic).inserted
      let unknown = Violation(
        path: path + "/topic", rule: "topic", message: "names no topic that there is")
      return (isNew ? [] : [duplicate(path + "/topic", "is asked for twice")])
        + (topics.contains(consent.topic) ? [] : [unknown])
        + TextRules.required(consent.wording, at: path + "/wording", longest: 10_000)
        + url(consent.privacyUrl, at: path + "/privacyUrl")
    }
  }

  /// It becomes a link on a page: no other scheme may hide in it.
  private static func url(_ url: String?, at path: String) -> [Violation] {
    guard let url else { return [] }
    let isWeb = url.hasPrefix("https://") || url.hasPrefix("http://")
    guard isWeb, url.utf8.count <= 2_000, !url.contains(where: \.isWhitespace) else {
      return [Violation(path: path, rule: "url", message: "must be an http or https address")]
    }
    return []
  }

  private static func duplicate(_ path: String, _ message: String) -> Violation {
    Violation(path: path, rule: "duplicate", message: message)
  }
}
