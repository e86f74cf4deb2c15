import Models
import Wire

/// A form as it is filled in.
struct FormView: PageView {
  let title: String
  let heading: String
  let fields: [FieldView]
  let consents: [FieldView]
  let mistakes: [Mistake]
  let hasMistakes: Bool
  let notice: String?
  let version: Int
  let key: String
  let referrer: String?

  init(
    _ form: Form, _ filled: FilledPage, violations: [Violation] = [], notice: String? = nil
  ) {
    func error(at path: String) -> String? {
      violations.first { $0.path == path }?.hint
    }
    let fields = form.fields.map { field in
      let key = field.key.wire
      return FieldView(
        field, value: filled.values[key] ?? "", error: error(at: "/values/\(key)"))
    }
    let consents = form.consents.map { consent in
      let place = filled.topics.firstIndex(of: consent.topic)
      return FieldView(
        consent, isChecked: place != nil,
        error: place.flatMap { error(at: "/consents/\($0)") })
    }
    (self.fields, self.consents, self.notice) = (fields, consents, notice)
    let paths =
      form.fields.map { "/values/\($0.key)" } + filled.topics.indices.map { "/consents/\($0)" }
    // The rest is about what is not on the page, such as a question that has gone since.
    let rest = violations.filter { !paths.contains($0.path) }
    mistakes =
      Mistake.of(fields + consents)
      + rest.map { Mistake(sentence: "\($0.path.split(separator: "/").last ?? "") – \($0.hint)") }
    hasMistakes = !mistakes.isEmpty
    heading = form.title
    title = hasMistakes ? "Error: \(form.title)" : form.title
    (version, key, referrer) = (form.version, filled.key, filled.referrer)
  }

  static let template = Template(
    """
    <h1>{{heading}}</h1>
    {{>summary}}
    {{#notice}}<div class="said" role="status"><p>{{.}}</p></div>{{/notice}}
    <form method="post" novalidate>
    <input type="hidden" name="key" value="{{key}}">
    <input type="hidden" name="version" value="{{version}}">
    {{#referrer}}<input type="hidden" name="referrer" value="{{.}}">{{/referrer}}
    {{#fields}}{{>*drawing}}
    {{/fields}}
    <div class="trap" aria-hidden="true"><label for="website">Leave this empty</label>\
    <input id="website" name="website" tabindex="-1" autocomplete="off"></div>
    {{#consents}}{{>*drawing}}
    {{/consents}}
    <div class="buttons"><button>Send</button></div>
    </form>
    """)
}

/// What is said after a form was sent.
struct ThanksView: PageView {
  let title: String
  let sentence: String
  let thankYou: String?
  let formTitle: String

  init(_ form: Form, _ outcome: SubmissionOutcome) {
    formTitle = form.title
    thankYou = form.thankYou
    switch outcome {
    case .awaitingConfirmation:
      title = "Check your mail"
      sentence =
        "We have sent you a message with a link. Follow it to confirm: until then, nothing happens. "
        + "If it does not arrive in a few minutes, look among the unwanted mail."
    case .ticketRequested:
      title = "We have your message"
      sentence = "You will be told by mail when to expect our answer."
    case .accepted, .other:
      title = "Thank you"
      sentence = "We have what you sent."
    }
  }

  static let template = Template(
    """
    <h1>{{title}}</h1>
    {{#thankYou}}<p>{{.}}</p>{{/thankYou}}
    <p>{{sentence}}</p>
    <p class="quiet">{{formTitle}}</p>
    """)
}
