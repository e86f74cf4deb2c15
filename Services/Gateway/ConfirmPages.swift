import Hummingbird
import Models

/// The link of a double opt-in: its page has one button. Mail scanners follow links but press none.
struct ConfirmPages: Sendable {
  let site: Site

  func add(to router: Router<GatewayContext>) {
    router.get("/confirm", use: show)
    router.post("/confirm", use: confirm)
  }

  @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
    _ = try request.token()
    return site.pages.page(ConfirmView())
  }

  @Sendable func confirm(_ request: Request, _ context: GatewayContext) async throws -> Response {
    let params = FormsAPI.Confirm.Params(
      token: try request.token(),
      context: request.origin(context, publicURL: site.settings.publicURL))
    let result = try await site.backend.call(FormsAPI.Confirm.self, params)
    return site.pages.page(ConfirmedView(result))
  }
}

/// Asks for the click.
struct ConfirmView: PageView {
  let title = "Please confirm"

  static let template = Template(
    """
    <h1>{{title}}</h1>
    <p>You, or somebody with your address, filled in a form on our site. With this button you confirm
    that the address is yours, and what you agreed to there begins.</p>
    <form method="post"><div class="buttons"><button>Yes, confirm</button></div></form>
    <p class="quiet">Was it not you? Then close this page: nothing happens without the button.</p>
    """)
}

/// What the click did.
struct ConfirmedView: PageView {
  let title = "Confirmed"
  let thankYou: String?
  let confirmed: Moment

  init(_ result: FormsAPI.Confirm.Result) {
    thankYou = result.thankYou
    confirmed = Moment(result.confirmedAt)
  }

  static let template = Template(
    """
    <h1>Thank you, that is confirmed</h1>
    {{#thankYou}}<p>{{.}}</p>{{/thankYou}}
    {{#confirmed}}<p class="quiet">Confirmed on <time datetime="{{machine}}">{{human}}</time>. \
    Every message from us has a link to change your mind.</p>{{/confirmed}}
    """)
}
