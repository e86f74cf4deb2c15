import HTTPTypes
import Hummingbird
import Models
import Wire

/// A customer's own view of a ticket, with room for an answer.
struct AnswerPages: Sendable {
  let site: Site

  func add(to router: Router<GatewayContext>) {
    router.get("/answer", use: show)
    router.post("/answer", use: receive)
  }

  @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
    let ticket = try await ticket(try request.token())
    let sent = request.query["sent"].flatMap { Int($0) }
    return site.pages.page(AnswerView(ticket, sent: sent))
  }

  private func ticket(_ token: String) async throws(ServiceError) -> TicketsAPI.Show.Result {
    try await site.backend.call(TicketsAPI.Show.self, .init(token: token))
  }

  @Sendable func receive(_ request: Request, _ context: GatewayContext) async throws -> Response {
    let token = try request.token()
    let body = try await request.formBody()
    let text = body["body"] ?? ""
    do throws(ServiceError) {
      let result = try await site.backend.call(
        TicketsAPI.Receive.self, .init(token: token, body: text, channel: .form),
        key: OneTimeKey.sent(body))
      return Pages.seeOther("/answer?t=\(token.inQuery)&sent=\(result.number)")
    } catch {
      guard error.kind == .invalid || error.kind == .conflict else { throw error }
      let page = AnswerView(try await ticket(token), text: text, refusedBy: error)
      return site.pages.page(page, error.status)
    }
  }
}

/// What both sides said, and a box to go on.
struct AnswerView: PageView {
  let title: String
  let number: Int
  let subject: String
  let messages: [MessageView]
  let due: Moment?
  let said: String?
  let answer: FieldView
  let mistakes: [Mistake]
  let hasMistakes: Bool
  let key = OneTimeKey.fresh()

  struct MessageView: Sendable {
    let speaker: String
    let isOurs: Bool
    let text: String
    let moment: Moment
  }

  /// - Parameter sent: the number of the ticket that the last answer went to.
  init(
    _ ticket: TicketsAPI.Show.Result, sent: Int? = nil, text: String = "",
    refusedBy error: ServiceError? = nil
  ) {
    (number, subject) = (ticket.number, ticket.subject)
    messages = ticket.messages.map(MessageView.init)
    due = ticket.replyDueAt.map(Moment.init)
    said = sent.map { sent in
      sent == ticket.number
        ? "Thank you, we have your answer."
        : "Thank you. This was closed a while ago, so your answer goes on as number \(sent)."
    }
    answer = FieldView(
      drawing: "area", id: "body", name: "body", label: "Your answer", isRequired: true,
      value: text, error: error.map(Self.hint))
    mistakes = Mistake.of([answer])
    hasMistakes = !mistakes.isEmpty
    title = (hasMistakes ? "Error: " : "") + "Number \(ticket.number): \(ticket.subject)"
  }

  private static func hint(_ error: ServiceError) -> String {
    guard error.kind != .conflict else {
      return "this page was used once already; send again if this is a new answer"
    }
    return error.violations.first?.hint ?? error.message
  }

  static let template = Template(
    """
    <h1>{{subject}}</h1>
    <p class="quiet">Number {{number}}{{#due}} · our answer is due by \
    <time datetime="{{machine}}">{{human}}</time>{{/due}}</p>
    {{#said}}<div class="said" role="status"><p>{{.}}</p></div>{{/said}}
    {{>summary}}
    <ol class="talk">
    {{#messages}}<li{{#isOurs}} class="ours"{{/isOurs}}><p class="quiet">{{speaker}}{{#moment}}, \
    <time datetime="{{machine}}">{{human}}</time>{{/moment}}</p><p>{{text}}</p></li>
    {{/messages}}</ol>
    <form method="post" novalidate><input type="hidden" name="key" value="{{key}}">
    {{#answer}}{{>*drawing}}{{/answer}}
    <div class="buttons"><button>Send</button></div></form>
    """)
}

extension AnswerView.MessageView {
  init(_ message: TicketsAPI.Show.Message) {
    isOurs = !message.fromCustomer
    speaker = message.fromCustomer ? "You" : message.name ?? "We"
    text = message.body
    moment = Moment(message.at)
  }
}
