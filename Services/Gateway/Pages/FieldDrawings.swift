extension FieldView {
  /// How each kind of question is drawn, by the name in `drawing`. What is wrong is told at the
  /// question, and to screen readers as part of it.
  ///
  /// Forms are `novalidate`: the service judges, and all that is wrong stands on the page at once
  /// and stays there. A browser's own bubbles come one at a time, fade, and speak its language.
  static let drawings = [
    "summary": """
    {{#hasMistakes}}<div class="summary" role="alert"><h2>Please look at this again</h2><ul>\
    {{#mistakes}}<li>{{#target}}<a href="#{{.}}">{{sentence}}</a>{{/target}}\
    {{^target}}{{sentence}}{{/target}}</li>{{/mistakes}}</ul></div>{{/hasMistakes}}
    """,
    "label":
      #"<label for="{{id}}">{{label}}{{#isOptional}} <span class="hint">(optional)</span>{{/isOptional}}</label>"#
      + "{{>wrong}}",
    "wrong": #"{{#error}}<p class="error" id="{{id}}-error">{{.}}</p>{{/error}}"#,
    "state":
      #"{{#isRequired}} required{{/isRequired}}"#
      + #"{{#error}} aria-invalid="true" aria-describedby="{{id}}-error"{{/error}}"#,
    "input": """
    <div class="field{{#error}} faulty{{/error}}">{{>label}}
    <input type="{{inputType}}" id="{{id}}" name="{{name}}" value="{{value}}"\
    {{#inputMode}} inputmode="{{.}}"{{/inputMode}}\
    {{#autocomplete}} autocomplete="{{.}}"{{/autocomplete}}{{>state}}></div>
    """,
    "area": """
    <div class="field{{#error}} faulty{{/error}}">{{>label}}
    <textarea id="{{id}}" name="{{name}}" rows="6"{{>state}}>\n{{value}}</textarea></div>
    """,
    "select": """
    <div class="field{{#error}} faulty{{/error}}">{{>label}}
    <select id="{{id}}" name="{{name}}"{{>state}}><option value="">Please choose</option>\
    {{#choices}}<option{{#isChosen}} selected{{/isChosen}}>{{choice}}</option>{{/choices}}\
    </select></div>
    """,
    "tick": """
    <div class="field{{#error}} faulty{{/error}}">{{>wrong}}<div class="tick">\
    <input type="checkbox" id="{{id}}" name="{{name}}" value="{{tickValue}}"\
    {{#isChecked}} checked{{/isChecked}}{{>state}}>\
    <label for="{{id}}">{{label}}{{#readMore}} <a href="{{.}}">Privacy policy</a>{{/readMore}}\
    </label></div></div>
    """,
    "scale": """
    <fieldset class="field{{#error}} faulty{{/error}}"><legend>{{label}}\
    {{#isOptional}} <span class="hint">(optional)</span>{{/isOptional}}</legend>{{>wrong}}
    <div class="scale">{{#choices}}<label for="{{choiceID}}"><input type="radio" \
    id="{{choiceID}}" name="{{name}}" value="{{choice}}"{{#isChosen}} checked{{/isChosen}}\
    {{>state}}>{{choice}}</label>{{/choices}}</div>
    {{#ends}}<p class="ends hint"><span>{{low}}</span><span>{{high}}</span></p>{{/ends}}</fieldset>
    """,
    "hidden": #"<input type="hidden" name="{{name}}" value="{{value}}">"#,
  ]
}
