import Engine
import Models
import Wire

/// Templates before they are used: shown, or sent to a colleague. Links lead nowhere.
struct Preview: Sendable {
  let links: Links

  var answers: [Answers] {
    [
      .query(NotificationsAPI.RenderTemplate.self, render),
      .command(NotificationsAPI.SendTestTemplate.self, Self.sendTest),
    ]
  }

  private func render(
    _ params: NotificationsAPI.RenderTemplate.Params, _ context: QueryContext
  ) throws -> NotificationsAPI.RenderTemplate.Result {
    guard let template = try Templates.choose(params.key, for: params.language, context.tx) else {
      throw Templates.missing(params.key, nil)
    }
    guard let sender = try Senders.find(Senders.standard, context.tx) else {
      throw Senders.missing(Senders.standard)
    }
    let written = try Rendering.write(
      template,
      Rendering.Showing(
        data: params.data ?? [:], sender: sender, recipient: (nil, nil), links: TemplateRules.links)
    )
    return NotificationsAPI.RenderTemplate.Result(
      language: template.language, subject: Rendering.fill(written.subject, links.sample),
      text: Rendering.fill(written.text, links.sample),
      html: written.html.map { html in
        Rendering.fill(html) { Markup.escaped(links.sample($0)) }
      })
  }

  private static func sendTest(
    _ params: NotificationsAPI.SendTestTemplate.Params, _ context: Context
  ) throws -> MessageRecord {
    guard try Templates.choose(params.key, for: params.language, context.tx) != nil else {
      throw Templates.missing(params.key, nil)
    }
    let request: MessageRequestID = context.newID()
    let letter = try Intake.take(
      MessageRequest(
        request: request, class: .transactional, template: params.key,
        recipient: Recipient(email: params.to), dedupeKey: request.wire,
        language: params.language, data: params.data ?? [:]), context)
    return letter.record(attempts: [])
  }
}
