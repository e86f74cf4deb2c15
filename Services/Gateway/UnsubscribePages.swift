import Hummingbird
import Models
import NIOCore

/// One-click unsubscription (RFC 8058): mail programs post here when their own button is pressed.
///
/// Whoever follows the address by hand gets a page with the button. Either way only the topic of
/// the mail is withdrawn.
struct UnsubscribePages: Sendable {
  let site: Site

  func add(to router: Router<GatewayContext>) {
    router.get("/unsubscribe", use: show)
    router.post("/unsubscribe", use: withdraw)
  }

  @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
    let token = try request.token()
    let found = try await site.backend.call(
      FormsAPI.GetSubscriptions.self, .init(token: token))
    let name = found.topics.first { $0.topic == found.topic }?.name
    return site.pages.page(UnsubscribeView(topicName: name, token: token.inQuery))
  }

  @Sendable func withdraw(_ request: Request, _ context: GatewayContext) async throws -> Response {
    let token = try request.token()
    let body = String(buffer: try await request.body.collect(upTo: Request.longestBody))
    guard Self.isOneClick(body, mediaType: request.mediaType) else {
      throw HTTPError(.badRequest)
    }
    _ = try await site.backend.call(
      FormsAPI.SetSubscriptions.self,
      .init(
        token: token, oneClick: true,
        context: request.origin(context, publicURL: site.settings.publicURL)))
    return site.pages.page(
      NoteView(
        title: "You are unsubscribed", sentence: "We will not write to you about this any more.",
        link: .init(url: "/subscriptions?t=\(token.inQuery)", words: "See all your subscriptions")))
  }

  /// The body that RFC 8058 asks for, in either of the two encodings that it allows.
  static func isOneClick(_ body: String, mediaType: String) -> Bool {
    guard mediaType == "multipart/form-data" else {
      return FormBody(body)["List-Unsubscribe"] == "One-Click"
    }
    let lines = body.replacing("\r\n", with: "\n").split(separator: "\n")
    guard
      let name = lines.firstIndex(where: {
        $0.lowercased().hasPrefix("content-disposition:") && $0.contains("List-Unsubscribe")
      })
    else { return false }
    return lines[lines.index(after: name)...].first { !$0.contains(":") } == "One-Click"
  }
}

/// Asks whether to unsubscribe.
struct UnsubscribeView: PageView {
  let title = "Unsubscribe"
  let topicName: String?
  let token: String

  static let template = Template(
    """
    <h1>{{title}}</h1>
    <p>Shall we stop writing to you about {{#topicName}}<strong>{{.}}</strong>{{/topicName}}\
    {{^topicName}}the subject of this mail{{/topicName}}?</p>
    <form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click">
    <div class="buttons"><button>Unsubscribe</button></div></form>
    <p class="quiet"><a href="/subscriptions?t={{token}}">See all your subscriptions</a></p>
    """)
}
