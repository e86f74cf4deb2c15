import HTTPTypes
import Hummingbird
import Models
import NIOCore
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
    router.get("/mail/:id/html", use: showHTML)
  }

  @Sendable func list(_ request: Request, _ context: GatewayContext) async throws -> Response {
    try Self.admit(request, context, publicURL: site.settings.publicURL)
    let page = try await site.backend.call(
      NotificationsAPI.ListMessages.self,
      .init(status: .captured, after: request.query.text("after"), limit: 50), as: .console)
    return site.pages.page(MailListView(page))
  }

  @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
    let message = try await message(request, context)
    return site.pages.page(
      MailView(message), headers: [.contentSecurityPolicy: Headers.policy + "; frame-src 'self'"])
  }

  /// The mail itself, for the frame on its page.
  @Sendable func showHTML(_ request: Request, _ context: GatewayContext) async throws -> Response {
    guard let html = try await message(request, context).body?.html else {
      throw HTTPError(.notFound)
    }
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/html; charset=utf-8", .contentSecurityPolicy: Self.policy,
        .xFrameOptions: "SAMEORIGIN",
      ],
      // Links open a page of their own: the frame is not to become one.
      body: .init(byteBuffer: ByteBuffer(string: #"<base target="_blank">"# + html)))
  }

  private func message(
    _ request: Request, _ context: GatewayContext
  ) async throws -> MessageRecord {
    try Self.admit(request, context, publicURL: site.settings.publicURL)
    guard let id = context.parameters.get("id").flatMap({ try? MessageID(wire: $0) }) else {
      throw HTTPError(.notFound)
    }
    return try await site.backend.call(
      NotificationsAPI.GetMessage.self, .init(message: id), as: .console)
  }

  /// - Throws: `notFound` for everybody who is not on this machine.
  static func admit(
    _ request: Request, _ context: GatewayContext, publicURL: String?
  ) throws(HTTPError) {
    let host = WebAddress.host(of: request.head.authority ?? "")
    let names = ["localhost", "127.0.0.1", "::1", publicURL.map(WebAddress.hostOfURL)]
    guard context.visitor.isLocal, names.contains(host) else { throw HTTPError(.notFound) }
  }

  /// Mails bring their styles along, so this one document may have them: shut in, without scripts,
  /// forms and an origin. Their pictures stay unloaded: a pixel would count as a reader.
  static let policy =
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    + "style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
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
  /// Where the mail is shown as HTML, if it is.
  let frame: String?

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
    frame = message.body?.html.map { _ in "/mail/\(message.id)/html" }
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
    {{#frame}}<section><h2>As HTML</h2><iframe title="The mail as HTML" \
    sandbox="allow-popups allow-popups-to-escape-sandbox" src="{{.}}"></iframe></section>{{/frame}}
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
