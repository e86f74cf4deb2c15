import HTTPTypes
import Hummingbird
import Models
import Wire

/// The door for staff.
struct SignInPages: Sendable {
  let site: Site

  func add(to router: Router<GatewayContext>) {
    router.get("/sign-in", use: show)
    router.post("/sign-in", use: signIn)
    router.get("/sign-out", use: ask)
    router.post("/sign-out", use: signOut)
    router.get("/session", use: tell)
  }

  @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
    let visit = site.visit(request)
    let said = request.query["done"].flatMap(SignInView.Done.init)?.sentence
    return visit.marking(site.pages.page(SignInView(seal: visit.seal, said: said)))
  }

  @Sendable func signIn(_ request: Request, _ context: GatewayContext) async throws -> Response {
    let visit = site.visit(request)
    let body = try await request.formBody()
    let typed = body["email"] ?? ""
    func again(_ sentence: String, _ status: HTTPResponse.Status, code: Bool = false) -> Response {
      visit.marking(
        site.pages.page(
          SignInView(
            seal: visit.seal, email: typed, mistake: sentence, wantsCode: code), status))
    }
    guard visit.isSealed(body["seal"]) else {
      return again("This page had been open for too long. Please try once more.", .forbidden)
    }
    guard let email = try? EmailAddress(wire: typed) else {
      return again(
        "Please type the whole address, such as mia@shop.example.", .unprocessableContent)
    }
    let result = try await site.backend.call(
      TicketsAPI.SignIn.self,
      .init(
        email: email, password: body["password"] ?? "", code: body.text("code"),
        address: context.visitor.network), as: .gateway)
    switch result.outcome {
    case .accepted:
      guard let token = result.token else { throw HTTPError(.internalServerError) }
      return visit.signingIn(token, Pages.seeOther("/account"))
    case .codeWanted:
      return again(
        "Your account wants the code of your authenticator as well. "
          + "Please type the password once more, and the code.", .unprocessableContent, code: true)
    case .throttled:
      let seconds = max(1, ((result.retryAfterMs ?? 30_000) + 999) / 1_000)
      var response = again(
        "Too many attempts were wrong. Please wait \(Self.words(seconds)).", .tooManyRequests)
      response.headers[.retryAfter] = String(seconds)
      return response
    case .refused, .other:
      return again(
        "That does not fit together. Check address, password and code.", .unprocessableContent)
    }
  }

  private static func words(_ seconds: Int64) -> String {
    if seconds < 90 { return "\(seconds) seconds" }
    return "\((seconds + 59) / 60) minutes"
  }

  @Sendable func ask(_ request: Request, _ context: GatewayContext) async throws -> Response {
    let visit = site.visit(request)
    return visit.marking(site.pages.page(SignOutView(seal: visit.seal)))
  }

  @Sendable func signOut(_ request: Request, _ context: GatewayContext) async throws -> Response {
    let visit = site.visit(request)
    guard visit.isSealed(try await request.formBody()["seal"]) else {
      return visit.marking(site.pages.page(SignOutView(seal: visit.seal), .forbidden))
    }
    if let token = visit.token {
      _ = try await site.backend.call(
        TicketsAPI.EndSession.self, .init(token: token), as: .gateway)
    }
    return visit.signingOut(Pages.seeOther("/sign-in?done=signed-out"))
  }

  /// For scripts of a page of ours: who is signed in, and what to send as `X-CSRF-Token`.
  @Sendable func tell(_ request: Request, _ context: GatewayContext) async throws -> Response {
    let visit = site.visit(request)
    let session = try await site.session(request, visit)
    return try Response.json(SessionNote(session: session, csrfToken: visit.seal))
  }

  private struct SessionNote: Encodable {
    let session: Session
    let csrfToken: String
  }
}

/// Asks for address, password and perhaps a code. What was typed as a password is never shown again.
struct SignInView: PageView {
  let title: String
  let seal: String
  let said: String?
  let mistake: String?
  let fields: [FieldView]

  /// What brought somebody here.
  enum Done: String {
    case accepted, reset
    case signedOut = "signed-out"

    var sentence: String {
      switch self {
      case .accepted: "Your account is ready. Sign in with your new password."
      case .reset: "Your password is changed. Sign in with the new one."
      case .signedOut: "You are signed out."
      }
    }
  }

  init(
    seal: String, email: String = "", said: String? = nil, mistake: String? = nil,
    wantsCode: Bool = false
  ) {
    (self.seal, self.said, self.mistake) = (seal, said, mistake)
    title = (mistake == nil ? "" : "Error: ") + "Sign in"
    fields = [
      FieldView(
        drawing: "input", id: "email", name: "email", label: "Email", isRequired: true,
        value: email, inputType: "email", autocomplete: "username"),
      FieldView(
        drawing: "input", id: "password", name: "password", label: "Password", isRequired: true,
        inputType: "password", autocomplete: "current-password"),
      FieldView(
        drawing: "input", id: "code", name: "code", label: "Code of your authenticator",
        isRequired: wantsCode, isOptional: !wantsCode, autocomplete: "one-time-code"),
    ]
  }

  static let template = Template(
    """
    <h1>Sign in</h1>
    {{#said}}<div class="said" role="status"><p>{{.}}</p></div>{{/said}}
    {{#mistake}}<div class="summary" role="alert"><p>{{.}}</p></div>{{/mistake}}
    <form method="post" novalidate><input type="hidden" name="seal" value="{{seal}}">
    {{#fields}}{{>*drawing}}
    {{/fields}}<div class="buttons"><button>Sign in</button></div></form>
    <p class="quiet"><a href="/reset">I have forgotten my password</a></p>
    """)
}

/// Asks whether to leave.
struct SignOutView: PageView {
  let title = "Sign out"
  let seal: String

  static let template = Template(
    """
    <h1>{{title}}</h1>
    <p>Shall this browser forget who you are?</p>
    <form method="post"><input type="hidden" name="seal" value="{{seal}}">
    <div class="buttons"><button>Sign out</button></div></form>
    """)
}

extension Visitor {
  /// What attempts are counted by: the address, or the network of an IPv6 address.
  var network: String? { address.flatMap(IPAddress.init).map { "\($0.network)" } }
}
