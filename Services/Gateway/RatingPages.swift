import HTTPTypes
import Hummingbird
import Models
import Wire

/// How a ticket went, in the customer's opinion.
///
/// A mail may hold five links, one for each score: the address then chooses, and the button still
/// decides.
struct RatingPages: Sendable {
  let site: Site

  func add(to router: Router<GatewayContext>) {
    router.get("/rating", use: show)
    router.post("/rating", use: rate)
  }

  @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
    let ticket = try await ticket(try request.token())
    if request.query["done"] != nil, let score = ticket.score {
      return site.pages.page(RatedView(ticket, score))
    }
    return site.pages.page(RatingView(ticket, score: request.query["score"] ?? ""))
  }

  private func ticket(_ token: String) async throws(ServiceError) -> TicketsAPI.Show.Result {
    try await site.backend.call(TicketsAPI.Show.self, .init(token: token))
  }

  @Sendable func rate(_ request: Request, _ context: GatewayContext) async throws -> Response {
    let token = try request.token()
    let body = try await request.formBody()
    do throws(ServiceError) {
      _ = try await site.backend.call(
        TicketsAPI.Rate.self,
        .init(
          token: token, score: body["score"].flatMap { Int($0) } ?? 0,
          comment: body.text("comment")),
        key: OneTimeKey.sent(body))
      return Pages.seeOther("/rating?t=\(token.inQuery)&done=1")
    } catch {
      guard error.kind == .invalid else { throw error }
      let page = RatingView(
        try await ticket(token), score: body["score"] ?? "", comment: body["comment"] ?? "",
        violations: error.violations)
      return site.pages.page(page, error.status)
    }
  }
}

/// Asks for a score and, if one likes, for words.
struct RatingView: PageView {
  let title: String
  let subject: String
  let number: Int
  let fields: [FieldView]
  let mistakes: [Mistake]
  let hasMistakes: Bool
  let key = OneTimeKey.fresh()

  init(
    _ ticket: TicketsAPI.Show.Result, score: String, comment: String = "",
    violations: [Violation] = []
  ) {
    func error(at path: String) -> String? {
      violations.first { $0.path == path }?.hint
    }
    fields = [
      .rating(
        name: "score", label: "How did we handle this?", value: score,
        error: error(at: "/score").map { score.isEmpty ? "this is required" : $0 }),
      FieldView(
        drawing: "area", id: "comment", name: "comment", label: "What should we know?",
        isOptional: true, value: comment,
        error: error(at: "/comment")),
    ]
    mistakes = Mistake.of(fields)
    hasMistakes = !mistakes.isEmpty
    title = (hasMistakes ? "Error: " : "") + "How did we do?"
    (number, subject) = (ticket.number, ticket.subject)
  }

  static let template = Template(
    """
    <h1>How did we do?</h1>
    <p>It is about number {{number}}: <strong>{{subject}}</strong></p>
    {{>summary}}
    <form method="post" novalidate><input type="hidden" name="key" value="{{key}}">
    {{#fields}}{{>*drawing}}
    {{/fields}}<div class="buttons"><button>Send</button></div></form>
    """)
}

/// Thanks for a rating.
struct RatedView: PageView {
  let title = "Thank you"
  let score: Int
  /// A bad rating opens a ticket again.
  let isOpenAgain: Bool

  init(_ ticket: TicketsAPI.Show.Result, _ score: Int) {
    self.score = score
    isOpenAgain = score <= 2 && ticket.status != .closed
  }

  static let template = Template(
    """
    <h1>{{title}}</h1>
    <p>You gave us {{score}} of 5.</p>
    {{#isOpenAgain}}<p>We are sorry. Somebody will look at it again.</p>{{/isOpenAgain}}
    """)
}
