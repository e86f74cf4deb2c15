import HTTPTypes
import Hummingbird
import Models
import Wire

/// The mail that was captured instead of sent, for whoever sits at this machine.
///
/// It holds other people's links, so it is shown to a browser on this machine alone, and only under
/// a name of this machine: a page elsewhere cannot point a name of its own here and read along.
struct MailPages: Sendable {
  let site: Site

  func add(to router: Router<GatewayContext>) {
    guard site.settings.capturesMail else { return }
    router.get("/mail", use: list)
    router.get("/mail/:id", use: show)
  }

  @Sendable func list(_ request: Request, _ context: GatewayContext) async throws -> Response {
    try Self.admit(request, context, publicURL: site.settings.publicURL)
    let page = try await site.backend.call(
      NotificationsAPI.ListMessages.self,
      .init(status: .captured, after: request.query.text("after"), limit: 50), as: .console)
    return site.pages.page(MailListView(page))
  }

  @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
    try Self.admit(request, context, publicURL: site.settings.publicURL)
    guard let id = context.parameters.get("id").flatMap({ try? MessageID(wire: $0) }) else {
      throw HTTPError(.notFound)
    }
    let message = try await site.backend.call(
      NotificationsAPI.GetMessage.self, .init(message: id), as: .console)
    return site.pages.page(MailView(message), headers: [.contentSecurityPolicy: Self.policy])
  }

  /// - Throws: `notFound` for everybody who is not on this machine.
  static func admit(
    _ request: Request, _ context: GatewayContext, publicURL: String?
  ) throws(HTTPError) {
    let host = WebAddress.host(of: request.head.authority ?? "")
    let names = ["localhost", "127.0.0.1", "::1", publicURL.map(WebAddress.hostOfURL)]
    guard context.visitor.isLocal, names.contains(host) else { throw HTTPError(.notFound) }
  }

  /// Mails bring their styles along. Their pictures stay unloaded: a pixel would count as a reader.
  static let policy =
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src data:; form-action 'none'; "
    + "frame-ancestors 'none'; base-uri 'none'"
}

/// What was captured, newest first.
struct MailListView: PageView {
  let title = "Captured mail"
  let letters: [Letter]
  let isEmpty: Bool
  let next: String?

  struct Letter: Sendable {
    let id: String
    let recipient: String
    let template: String
    let moment: Moment
  }

  init(_ page: Page<MessageRecord>) {
    letters = page.items.map { message in
      Letter(
        id: message.id.wire, recipient: message.to ?? "nobody", template: message.template.wire,
        moment: Moment(message.createdAt))
    }
    isEmpty = letters.isEmpty
    next = page.next?.inQuery
  }

  static let template = Template(
    """
    <h1>{{title}}</h1>
    {{#isEmpty}}<p>There is none yet. Send in a form, and it appears here.</p>{{/isEmpty}}
    {{^isEmpty}}<ul class="list">
    {{#letters}}<li><a href="/mail/{{id}}"><span>{{recipient}} · {{template}}</span>\
    {{#moment}}<time class="quiet" datetime="{{machine}}">{{human}}</time>{{/moment}}</a></li>
    {{/letters}}</ul>{{/isEmpty}}
    {{#next}}<p><a href="/mail?after={{.}}">Older mail</a></p>{{/next}}
    """)
}

/// One mail as its reader would see it, beside its plain text.
struct MailView: PageView {
  let title: String
  let recipient: String
  let template: String
  let moment: Moment
  let pieces: [Piece]
  let html: String?

  /// A part of the plain text, which is a link or is not.
  struct Piece: Sendable {
    let words: String
    let isLink: Bool
  }

  init(_ message: MessageRecord) {
    title = message.body?.subject ?? "A mail that is not written yet"
    recipient = message.to ?? "nobody"
    template = message.template.wire
    moment = Moment(message.createdAt)
    pieces = Self.pieces(message.body?.text ?? "")
    // Links open a page of their own: the frame is not to become one.
    html = message.body?.html.map { #"<base target="_blank">"# + $0 }
  }

  /// Takes a text apart into links and what is between them.
  static func pieces(_ text: String) -> [Piece] {
    var pieces: [Piece] = []
    var rest = text[...]
    while let start = rest.firstRange(of: "http")?.lowerBound {
      let address = rest[start...].prefix { !$0.isWhitespace && !"<>\"".contains($0) }
      pieces.append(Piece(words: String(rest[..<start]), isLink: false))
      let words = address.trimmingSuffix { ".,;:!?)".contains($0) }
      pieces.append(Piece(words: words, isLink: WebAddress.isWeb(words)))
      rest = rest[start...].dropFirst(words.count)
    }
    return pieces + [Piece(words: String(rest), isLink: false)]
  }

  static let template = Template(
    """
    <p class="wide"><a href="/mail">All captured mail</a></p>
    <h1>{{title}}</h1>
    <dl class="facts"><dt>To</dt><dd>{{recipient}}</dd><dt>Template</dt><dd>{{template}}</dd>\
    <dt>Asked for</dt><dd>{{#moment}}<time datetime="{{machine}}">{{human}}</time>{{/moment}}</dd></dl>
    <div class="mail">
    {{#html}}<section><h2>As HTML</h2><iframe title="The mail as HTML" \
    sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="{{.}}"></iframe></section>{{/html}}
    <section><h2>As text</h2><pre>{{#pieces}}{{#isLink}}<a href="{{words}}">{{words}}</a>{{/isLink}}\
    {{^isLink}}{{words}}{{/isLink}}{{/pieces}}</pre></section>
    </div>
    """)
}

extension Substring {
  /// Without the letters at its end that the condition holds for.
  fileprivate func trimmingSuffix(while holds: (Character) -> Bool) -> String {
    var text = self
    while let last = text.last, holds(last) { text.removeLast() }
    return String(text)
  }
}
