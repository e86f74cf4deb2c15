import Engine
import Models
import Store
import Wire

/// The templates that come with the service, in English. Each can be replaced, and gets other
/// languages, by `templates.put`.
enum ShippedTemplates {
  static let all: [Template] = [
    confirmation, acknowledgement, reply, rating, invitation, password, test,
  ]

  static func find(_ key: Slug) -> Template? {
    all.first { $0.key == key }
  }

  /// Puts what is absent, and replaces what an earlier release shipped.
  static func ship(_ context: Context) throws {
    for template in all {
      let present: (shipped: Bool, subject: String, text: String, html: String?, version: Int)? =
        try context.tx.first(
          """
          SELECT shipped, subject, text, html, version FROM template
          WHERE key = \(template.key) AND language = ''
          """
        ) { ($0["shipped"], $0["subject"], $0["text"], $0["html"], $0["version"]) }
      if let present,
        !present.shipped
          || (present.subject, present.text, present.html)
            == (template.subject, template.text, template.html)
      {
        continue
      }
      var template = template
      template.version = (present?.version ?? 0) + 1
      try Templates.keep(template, context)
    }
  }

  // The name a stranger typed into a form is left out until the click: it is where advertisements
  // are smuggled into other people's mailboxes.
  private static let confirmation = shipped(
    "system.confirmation", .transactional, subject: "Please confirm: {{form.title}}",
    text: """
      Hello,

      somebody, hopefully you, filled in the form "{{form.title}}" with this address.
      Please confirm it here:

      {{links.confirm}}

      If it was not you, do nothing: without the click nothing else will be sent.

      {{sender.name}}
      """,
    html: """
      <p>Hello,</p>
      <p>somebody, hopefully you, filled in the form “{{form.title}}” with this address.</p>
      <p><a href="{{links.confirm}}">Confirm</a></p>
      <p>If it was not you, do nothing: without the click nothing else will be sent.</p>
      <p>{{sender.name}}</p>
      """)

  private static let acknowledgement = shipped(
    "system.acknowledgement", .service, subject: "We have your request [#{{ticket.number}}]",
    text: """
      Hello{{#name}} {{name}}{{/name}},

      thank you for writing to us about "{{ticket.subject}}". Your request has the number
      {{ticket.number}}.{{#replyDueAt}} You will hear from a person by {{replyDueAt}}.{{/replyDueAt}}

      To add something, use this link:
      {{links.answer}}

      {{sender.name}}
      """,
    html: """
      <p>Hello{{#name}} {{name}}{{/name}},</p>
      <p>thank you for writing to us about “{{ticket.subject}}”. Your request has the number
      {{ticket.number}}.{{#replyDueAt}} You will hear from a person by {{replyDueAt}}.{{/replyDueAt}}</p>
      <p><a href="{{links.answer}}">Add something</a></p>
      <p>{{sender.name}}</p>
      """)

  private static let reply = shipped(
    "system.reply", .service, subject: "Re: {{ticket.subject}} [#{{ticket.number}}]",
    text: """
      {{body}}

      {{#staff.name}}{{staff.name}}, {{/staff.name}}{{sender.name}}

      To answer, use this link:
      {{links.answer}}
      """,
    html: """
      <p style="white-space: pre-line">{{body}}</p>
      <p>{{#staff.name}}{{staff.name}}, {{/staff.name}}{{sender.name}}</p>
      <p><a href="{{links.answer}}">Answer</a></p>
      """)

  private static let rating = shipped(
    "system.rating", .service, subject: "How did we do? [#{{ticket.number}}]",
    text: """
      Hello{{#name}} {{name}}{{/name}},

      your request "{{ticket.subject}}" is closed. Please tell us how we did:

      {{links.rating}}

      {{sender.name}}
      """,
    html: """
      <p>Hello{{#name}} {{name}}{{/name}},</p>
      <p>your request “{{ticket.subject}}” is closed. Please tell us how we did.</p>
      <p><a href="{{links.rating}}">Rate it</a></p>
      <p>{{sender.name}}</p>
      """)

  private static let invitation = shipped(
    "system.invitation", .transactional, subject: "Your account at {{sender.name}}",
    text: """
      Hello{{#name}} {{name}}{{/name}},

      you were invited to work with us. Choose a password within the next seven days:

      {{links.accept}}

      If you expected nothing of the kind, do nothing: without a password there is no account.

      {{sender.name}}
      """,
    html: """
      <p>Hello{{#name}} {{name}}{{/name}},</p>
      <p>you were invited to work with us. Choose a password within the next seven days.</p>
      <p><a href="{{links.accept}}">Choose a password</a></p>
      <p>If you expected nothing of the kind, do nothing: without a password there is no account.</p>
      <p>{{sender.name}}</p>
      """)

  private static let password = shipped(
    "system.password", .transactional, subject: "A new password",
    text: """
      Hello{{#name}} {{name}}{{/name}},

      somebody, hopefully you, asked for a new password. Choose it within the next hour:

      {{links.reset}}

      If it was not you, do nothing: your password stays as it is.

      {{sender.name}}
      """,
    html: """
      <p>Hello{{#name}} {{name}}{{/name}},</p>
      <p>somebody, hopefully you, asked for a new password. Choose it within the next hour.</p>
      <p><a href="{{links.reset}}">Choose a new password</a></p>
      <p>If it was not you, do nothing: your password stays as it is.</p>
      <p>{{sender.name}}</p>
      """)

  private static let test = shipped(
    "system.test", .transactional, subject: "A test from {{sender.name}}",
    text: "This message was sent through the provider {{provider}} to see that it works.", html: nil
  )

  private static func shipped(
    _ key: Slug, _ class: MessageClass, subject: String, text: String, html: String?
  ) -> Template {
    Template(
      key: key, class: `class`, subject: subject, text: text, html: html, shipped: true, version: 0)
  }
}
