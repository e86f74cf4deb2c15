import HTTPTypes
import Hummingbird
import Models
import Wire

/// Passwords are chosen here: by the link of an invitation, or of a mail that was asked for.
struct PasswordPages: Sendable {
  let site: Site

  func add(to router: Router<GatewayContext>) {
    router.get("/accept") { request, _ in try await showChoice(request, .accept) }
    router.post("/accept") { request, _ in try await choose(request, .accept) }
    router.get("/reset") { request, _ in
      request.query.text("t") == nil
        ? askForAddress(request) : try await showChoice(request, .reset)
    }
    router.post("/reset") { request, _ in
      request.query.text("t") == nil
        ? try await sendLink(request) : try await choose(request, .reset)
    }
  }

  /// Which of the two links was followed.
  enum Purpose: Sendable {
    case accept, reset

    var title: String {
      switch self {
      case .accept: "Choose your password"
      case .reset: "Choose a new password"
      }
    }

    var link: LinkPurpose {
      switch self {
      case .accept: .accept
      case .reset: .reset
      }
    }

    var done: SignInView.Done {
      switch self {
      case .accept: .accepted
      case .reset: .reset
      }
    }
  }

  private func showChoice(_ request: Request, _ purpose: Purpose) async throws -> Response {
    let account = try await account(try request.token(), purpose)
    let visit = site.visit(request)
    return visit.marking(site.pages.page(PasswordView(purpose, account, seal: visit.seal)))
  }

  /// Whose password it will be.
  private func account(
    _ token: String, _ purpose: Purpose
  ) async throws(ServiceError) -> TicketsAPI.AccountName {
    try await site.backend.call(
      TicketsAPI.GetStaffLink.self, .init(token: token, purpose: purpose.link), as: .gateway)
  }

  private func choose(_ request: Request, _ purpose: Purpose) async throws -> Response {
    let token = try request.token()
    let visit = site.visit(request)
    let body = try await request.formBody()
    func again(_ mistake: String, _ status: HTTPResponse.Status) async throws -> Response {
      let page = PasswordView(
        purpose, try await account(token, purpose), seal: visit.seal, mistake: mistake)
      return visit.marking(site.pages.page(page, status))
    }
    guard visit.isSealed(body["seal"]) else {
      return try await again(
        "this page had been open for too long; please try once more", .forbidden)
    }
    let params = TicketsAPI.NewPassword(token: token, password: body["password"] ?? "")
    do throws(ServiceError) {
      switch purpose {
      case .accept:
        _ = try await site.backend.call(TicketsAPI.AcceptInvitation.self, params, as: .gateway)
      case .reset:
        _ = try await site.backend.call(TicketsAPI.ResetPassword.self, params, as: .gateway)
      }
    } catch {
      guard error.kind == .invalid, let violation = error.violations.first else { throw error }
      return try await again(violation.message, error.status)
    }
    return Pages.seeOther("/sign-in?done=\(purpose.done.rawValue)")
  }

  private func askForAddress(_ request: Request) -> Response {
    let visit = site.visit(request)
    return visit.marking(site.pages.page(ForgottenView(seal: visit.seal)))
  }

  private func sendLink(_ request: Request) async throws -> Response {
    let visit = site.visit(request)
    let body = try await request.formBody()
    let typed = body["email"] ?? ""
    guard visit.isSealed(body["seal"]), let email = try? EmailAddress(wire: typed) else {
      let page = ForgottenView(
        seal: visit.seal, email: typed,
        mistake: "this must be a whole address; please try once more")
      return visit.marking(site.pages.page(page, .unprocessableContent))
    }
    _ = try await site.backend.call(
      TicketsAPI.RequestReset.self, .init(email: email, language: request.language), as: .gateway)
    return site.pages.page(
      NoteView(
        title: "Look into your mail",
        sentence: "If there is an account with this address, a mail with a link is on its way.",
        link: .init(url: "/sign-in", words: "Back to the door")))
  }
}

/// Asks for a password to have from now on.
struct PasswordView: PageView {
  let title: String
  let heading: String
  let seal: String
  let email: String
  let field: FieldView
  let mistakes: [Mistake]
  let hasMistakes: Bool

  init(
    _ purpose: PasswordPages.Purpose, _ account: TicketsAPI.AccountName, seal: String,
    mistake: String? = nil
  ) {
    (self.seal, email) = (seal, account.email.wire)
    heading = purpose.title
    title = (mistake == nil ? "" : "Error: ") + purpose.title
    field = FieldView(
      drawing: "input", id: "password", name: "password", label: "New password", isRequired: true,
      inputType: "password", autocomplete: "new-password", error: mistake)
    mistakes = Mistake.of([field])
    hasMistakes = !mistakes.isEmpty
  }

  static let template = Template(
    """
    <h1>{{heading}}</h1>
    {{>summary}}
    <p>Ten characters or more. A few words that nobody would put together are easy to keep in mind.</p>
    <form method="post" novalidate><input type="hidden" name="seal" value="{{seal}}">
    <div class="field"><label for="username">Email</label>
    <input type="email" id="username" autocomplete="username" value="{{email}}" readonly></div>
    {{#field}}{{>*drawing}}{{/field}}
    <div class="buttons"><button>Keep this password</button></div></form>
    """)
}

/// Asks whose password is forgotten.
struct ForgottenView: PageView {
  let title: String
  let seal: String
  let field: FieldView
  let mistakes: [Mistake]
  let hasMistakes: Bool

  init(seal: String, email: String = "", mistake: String? = nil) {
    self.seal = seal
    title = (mistake == nil ? "" : "Error: ") + "A new password"
    field = FieldView(
      drawing: "input", id: "email", name: "email", label: "Email", isRequired: true, value: email,
      inputType: "email", autocomplete: "username", error: mistake)
    mistakes = Mistake.of([field])
    hasMistakes = !mistakes.isEmpty
  }

  static let template = Template(
    """
    <h1>A new password</h1>
    {{>summary}}
    <p>We send a link to the address of your account. It holds for an hour.</p>
    <form method="post" novalidate><input type="hidden" name="seal" value="{{seal}}">
    {{#field}}{{>*drawing}}{{/field}}
    <div class="buttons"><button>Send the link</button></div></form>
    """)
}
