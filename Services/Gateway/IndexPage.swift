import Hummingbird
import Models
import Wire

/// Where to go from here, while mail is captured. A real installation has no such page.
struct IndexPage: Sendable {
  let site: Site

  func add(to router: Router<GatewayContext>) {
    guard site.settings.capturesMail else { return }
    router.get("/", use: show)
  }

  @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
    let forms = try await site.backend.call(
      FormsAPI.ListForms.self, .init(limit: 200), as: .console)
    let maySeeMail =
      (try? MailPages.admit(request, context, publicURL: site.settings.publicURL)) != nil
    return site.pages.page(IndexView(forms.items, maySeeMail: maySeeMail))
  }
}

/// The forms, and the mail.
struct IndexView: PageView {
  let title = "Rapport"
  let forms: [Entry]
  let hasForms: Bool
  let maySeeMail: Bool

  struct Entry: Sendable {
    let key: String
    let name: String
  }

  init(_ forms: [Form], maySeeMail: Bool) {
    self.forms = forms.map { Entry(key: $0.key.wire, name: $0.title) }
    hasForms = !forms.isEmpty
    self.maySeeMail = maySeeMail
  }

  static let template = Template(
    """
    <h1>{{title}}</h1>
    <h2>Forms</h2>
    {{^hasForms}}<p>There are none yet.</p>{{/hasForms}}
    {{#hasForms}}<ul class="list">
    {{#forms}}<li><a href="/forms/{{key}}"><span>{{name}}</span><span class="quiet">{{key}}</span></a></li>
    {{/forms}}</ul>{{/hasForms}}
    {{#maySeeMail}}<h2>Mail</h2>
    <ul class="list"><li><a href="/mail"><span>Captured mail</span></a></li></ul>{{/maySeeMail}}
    """)
}
