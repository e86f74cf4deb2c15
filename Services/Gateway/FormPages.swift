import HTTPTypes
import Hummingbird
import Models
import Wire

/// Hosted forms: shown, filled in, and thanked for.
///
/// A page carries a key that is used once, so that a second click, or a browser that sends twice,
/// is still one submission. A field that no person sees catches programs that fill in everything;
/// they are thanked like anybody, and nothing is done.
struct FormPages: Sendable {
  let site: Site

  func add(to router: Router<GatewayContext>) {
    router.get("/forms/:key", use: show)
    router.post("/forms/:key", use: take)
    router.get("/forms/:key/thanks", use: thank)
  }

  @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
    let form = try await form(context)
    let filled = FilledPage(prefilledBy: request.query, referrer: request.headers[.referer])
    return site.pages.page(FormView(form, filled))
  }

  private func form(_ context: GatewayContext) async throws -> Form {
    try await site.backend.call(FormsAPI.GetForm.self, .init(key: try key(context)))
  }

  private func key(_ context: GatewayContext) throws -> Slug {
    guard let key = context.parameters.get("key").flatMap({ try? Slug(wire: $0) }) else {
      throw HTTPError(.notFound)
    }
    return key
  }

  @Sendable func take(_ request: Request, _ context: GatewayContext) async throws -> Response {
    let key = try key(context)
    let filled = FilledPage(sent: try await request.formBody())
    guard !filled.isTrapped else { return thanks(for: key, .accepted) }
    let params = FormsAPI.Submit.Params(
      form: key, values: filled.values.mapValues(JSON.string), consents: filled.topics,
      formVersion: filled.version, language: request.language,
      context: request.origin(
        context, publicURL: site.settings.publicURL, withQuery: true, referrer: filled.referrer))
    do throws(ServiceError) {
      let result = try await site.backend.call(FormsAPI.Submit.self, params, key: filled.key)
      return thanks(for: key, result.outcome)
    } catch {
      return try await again(filled, because: error, context)
    }
  }

  private func thanks(for key: Slug, _ outcome: SubmissionOutcome) -> Response {
    Pages.seeOther("/forms/\(key)/thanks?outcome=\(outcome.rawValue)")
  }

  /// The form once more, with all that was filled in.
  private func again(
    _ filled: FilledPage, because error: ServiceError, _ context: GatewayContext
  ) async throws -> Response {
    switch error.kind {
    case .invalid, .invalidParams:
      let form = try await form(context)
      return site.pages.page(
        FormView(form, filled, violations: error.violations), .unprocessableContent)
    case .conflict:
      // The same page with other values: somebody came back to it and changed them.
      var filled = filled
      filled.key = OneTimeKey.fresh()
      let form = try await form(context)
      let notice =
        "This form was sent once already. Send it again if you want these answers to count as well."
      return site.pages.page(FormView(form, filled, notice: notice), .conflict)
    default: throw error
    }
  }

  @Sendable func thank(_ request: Request, _ context: GatewayContext) async throws -> Response {
    let form = try await form(context)
    let outcome = request.query["outcome"].flatMap(SubmissionOutcome.init) ?? .accepted
    return site.pages.page(ThanksView(form, outcome))
  }
}

/// What a form's page holds when it is sent.
struct FilledPage: Sendable {
  /// By the field's key.
  var values: [String: String] = [:]
  var topics: [Slug] = []
  var version: Int?
  var key: String
  var referrer: String?
  /// Something was written where no person can write.
  var isTrapped = false

  /// A page that nobody has filled in yet; the address may answer questions by their keys.
  init(prefilledBy query: FormBody, referrer: String?) {
    values = query.values(under: "")
    key = OneTimeKey.fresh()
    self.referrer = referrer.flatMap { WebAddress.isWeb($0) ? $0 : nil }
  }

  init(sent body: FormBody) {
    values = body.values(under: "value.")
    topics = body.all("consent").compactMap { try? Slug(wire: $0) }
    version = body["version"].flatMap { Int($0) }
    key = OneTimeKey.sent(body)
    referrer = body.text("referrer").flatMap { WebAddress.isWeb($0) ? $0 : nil }
    isTrapped = body.text("website") != nil
  }
}
