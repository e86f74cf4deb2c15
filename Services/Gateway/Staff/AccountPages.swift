import HTTPTypes
import Hummingbird
import Models
import Wire

/// Somebody's own account: who they are here, and their second factor.
struct AccountPages: Sendable {
  let site: Site

  func add(to router: Router<GatewayContext>) {
    router.get("/account", use: show)
    router.post("/account/authenticator", use: enrol)
    router.post("/account/authenticator/confirm", use: confirm)
    router.post("/account/authenticator/remove", use: remove)
  }

  @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
    let visit = site.visit(request)
    do throws(ServiceError) {
      let session = try await site.session(request, visit)
      return site.pages.page(AccountView(session, seal: visit.seal))
    } catch {
      return try door(error)
    }
  }

  /// Whoever is not signed in goes to the door.
  private func door(_ error: ServiceError) throws -> Response {
    guard error.kind == .unauthenticated else { throw error }
    return Pages.seeOther("/sign-in")
  }

  /// What a form of a signed-in page sent, if it was ours.
  private func sent(
    _ request: Request, _ act: (FormBody, Visit, Session, String) async throws -> Response
  ) async throws -> Response {
    let visit = site.visit(request)
    let body = try await request.formBody()
    guard visit.isSealed(body["seal"]), let token = visit.token else {
      return Pages.seeOther("/account")
    }
    do {
      return try await act(body, visit, try await site.session(request, visit), token)
    } catch let error as ServiceError {
      return try door(error)
    }
  }

  @Sendable func enrol(_ request: Request, _ context: GatewayContext) async throws -> Response {
    try await sent(request) { _, visit, _, token in
      let factor = try await site.backend.call(
        TicketsAPI.EnrolSecondFactor.self, .init(token: token), as: .gateway)
      return site.pages.page(AuthenticatorView(factor, seal: visit.seal))
    }
  }

  @Sendable func confirm(_ request: Request, _ context: GatewayContext) async throws -> Response {
    try await sent(request) { body, visit, session, token in
      do throws(ServiceError) {
        let confirmed = try await site.backend.call(
          TicketsAPI.ConfirmSecondFactor.self, .init(token: token, code: body["code"] ?? ""),
          as: .gateway)
        return site.pages.page(RecoveryView(codes: confirmed.recoveryCodes))
      } catch {
        guard error.kind == .rejected else { throw error }
        return site.pages.page(
          AccountView(session, seal: visit.seal, mistake: error.message + " Please begin again."),
          error.status)
      }
    }
  }

  @Sendable func remove(_ request: Request, _ context: GatewayContext) async throws -> Response {
    try await sent(request) { body, visit, session, token in
      let result = try await site.backend.call(
        TicketsAPI.RemoveSecondFactor.self, .init(token: token, code: body["code"] ?? ""),
        as: .gateway)
      switch result.outcome {
      case .accepted: return Pages.seeOther("/account")
      case .throttled:
        return site.pages.page(
          AccountView(
            session, seal: visit.seal, mistake: "Too many attempts were wrong. Please wait."),
          .tooManyRequests)
      case .codeWanted, .refused, .other:
        return site.pages.page(
          AccountView(
            session, seal: visit.seal, mistake: "This is not a code that your account takes."),
          .unprocessableContent)
      }
    }
  }
}

/// Who is signed in.
struct AccountView: PageView {
  let title: String
  let name: String
  let email: String
  let roles: String
  let queues: String
  let until: Moment
  let seal: String
  let hasSecondFactor: Bool
  let mistake: String?
  let code: FieldView

  init(_ session: Session, seal: String, mistake: String? = nil) {
    (self.seal, self.mistake) = (seal, mistake)
    title = (mistake == nil ? "" : "Error: ") + "Your account"
    (name, email) = (session.staff.name, session.staff.email.wire)
    roles = session.staff.roles.map(\.rawValue).joined(separator: ", ")
    queues = session.staff.queues.map { $0.map(\.wire).joined(separator: ", ") } ?? "all"
    until = Moment(session.expiresAt)
    hasSecondFactor = session.hasSecondFactor
    code = FieldView(
      drawing: "input", id: "code", name: "code", label: "Code of your authenticator",
      isRequired: true, autocomplete: "one-time-code")
  }

  static let template = Template(
    """
    <h1>Your account</h1>
    {{#mistake}}<div class="summary" role="alert"><p>{{.}}</p></div>{{/mistake}}
    <dl class="facts"><dt>Name</dt><dd>{{name}}</dd><dt>Email</dt><dd>{{email}}</dd>\
    <dt>Roles</dt><dd>{{roles}}</dd><dt>Queues</dt><dd>{{queues}}</dd>\
    <dt>Signed in until</dt><dd>{{#until}}<time datetime="{{machine}}">{{human}}</time>{{/until}}</dd></dl>
    <h2>Authenticator</h2>
    {{#hasSecondFactor}}<p>Your account wants a code beside the password.</p>
    <form method="post" action="/account/authenticator/remove" novalidate>\
    <input type="hidden" name="seal" value="{{seal}}">
    {{#code}}{{>*drawing}}{{/code}}
    <div class="buttons"><button class="second">Turn it off</button></div></form>{{/hasSecondFactor}}
    {{^hasSecondFactor}}<p>A stolen password alone is of no use if your account wants a code of your
    telephone as well.</p>
    <form method="post" action="/account/authenticator"><input type="hidden" name="seal" value="{{seal}}">
    <div class="buttons"><button>Set up an authenticator</button></div></form>{{/hasSecondFactor}}
    <p class="quiet"><a href="/sign-out">Sign out</a></p>
    """)
}

/// Shows the secret once, and asks for a first code of it.
struct AuthenticatorView: PageView {
  let title = "Set up an authenticator"
  let secret: String
  let uri: String
  let seal: String
  let code: FieldView

  init(_ factor: TicketsAPI.EnrolSecondFactor.Result, seal: String) {
    let letters = Array(factor.secret)
    secret = stride(from: 0, to: letters.count, by: 4).map {
      String(letters[$0..<min($0 + 4, letters.count)])
    }.joined(separator: " ")
    (uri, self.seal) = (factor.uri, seal)
    code = FieldView(
      drawing: "input", id: "code", name: "code", label: "The code it shows now",
      isRequired: true, autocomplete: "one-time-code")
  }

  static let template = Template(
    """
    <h1>{{title}}</h1>
    <p>Type this key into an authenticator, or <a href="{{uri}}">open it there</a> if it is on this
    device.</p>
    <pre>{{secret}}</pre>
    <form method="post" action="/account/authenticator/confirm" novalidate>\
    <input type="hidden" name="seal" value="{{seal}}">
    {{#code}}{{>*drawing}}{{/code}}
    <div class="buttons"><button>Turn it on</button></div></form>
    """)
}

/// Shows the recovery codes once.
struct RecoveryView: PageView {
  let title = "Your recovery codes"
  let codes: [Code]

  struct Code: Sendable {
    let letters: String
  }

  init(codes: [String]) {
    self.codes = codes.map { Code(letters: $0) }
  }

  static let template = Template(
    """
    <h1>{{title}}</h1>
    <p>Your account wants a code from now on. Without your authenticator, each of these gets you in
    once. Print them or write them down: they are not shown again.</p>
    <pre>{{#codes}}{{letters}}
    {{/codes}}</pre>
    <p><a href="/account">I have them</a></p>
    """)
}
