package import Hummingbird
package import Logging

/// The table of contents of the HTTP edge.
///
/// - *Pages for the public*: hosted forms, confirmation, subscriptions, a ticket's answer and
///   rating. They work without scripts; GET shows, POST acts.
/// - *Pages for staff*: the door, passwords, one's own account.
/// - *Hits*: the pixel and the links of mails.
/// - *For whoever runs it*: captured mail and the index, health, measurements.
/// - *For programs*: JSON-RPC over HTTP with keys, and all events as one stream.
///
/// It owns no data and has no rights that another frontend would not have.
package struct Gateway: Sendable {
  /// Tells where a request came from; nil if it cannot be told.
  package typealias PeerSource = @Sendable (Request, GatewayContext) -> String?

  private let site: Site
  private let peer: PeerSource

  /// - Parameter peer: for tests, which have no connection to ask.
  package init(
    _ settings: GatewaySettings, backend: any Backend, logger: Logger,
    peer: @escaping PeerSource = { _, context in context.peer }
  ) {
    site = Site(settings: settings, backend: backend, logger: logger)
    self.peer = peer
  }

  /// All routes.
  package func router() -> Router<GatewayContext> {
    let router = Router(context: GatewayContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: Journal(logger: site.logger))
    router.add(middleware: Headers(isSecure: site.settings.isSecure))
    router.add(middleware: Arrivals(site.settings.proxies, peer: peer, logger: site.logger))
    router.add(middleware: Refusals(pages: site.pages, logger: site.logger))
    router.add(middleware: Throttle(turnstile: site.turnstile))
    router.add(middleware: KeysInAddresses(keys: site.settings.keys))
    router.add(middleware: BodyLimit())
    FormPages(site: site).add(to: router)
    ConfirmPages(site: site).add(to: router)
    SubscriptionPages(site: site).add(to: router)
    UnsubscribePages(site: site).add(to: router)
    AnswerPages(site: site).add(to: router)
    RatingPages(site: site).add(to: router)
    let hits = Hits(site: site)
    hits.add(to: router)
    SignInPages(site: site).add(to: router)
    PasswordPages(site: site).add(to: router)
    AccountPages(site: site).add(to: router)
    MailPages(site: site).add(to: router)
    IndexPage(site: site).add(to: router)
    RPC(site: site).add(to: router)
    EventStream(site: site).add(to: router)
    Operations(site: site, hits: hits).add(to: router)
    StyleSheet.add(to: router)
    return router
  }

  /// Serves until the process is told to stop.
  package func run() async throws {
    try await application().runService()
  }

  /// The server, ready to run.
  package func application() -> Application<RouterResponder<GatewayContext>> {
    let limits = site.settings.limits
    let crowd = Crowd(site.settings.proxies, most: limits.connectionsPerAddress)
    return Application(
      router: router(),
      server: .http1(
        configuration: .init(additionalChannelHandlers: [Patience(limits, crowd)])),
      configuration: .init(
        address: .hostname(site.settings.host, port: site.settings.port),
        availableConnectionsDelegate: .maximum(limits.connections, logger: site.logger)),
      logger: site.logger)
  }
}

/// What every page needs.
struct Site: Sendable {
  let settings: GatewaySettings
  let backend: any Backend
  let logger: Logger
  let pages: Pages
  let turnstile = Turnstile()

  init(settings: GatewaySettings, backend: any Backend, logger: Logger) {
    (self.settings, self.backend, self.logger) = (settings, backend, logger)
    pages = Pages(isCapturing: settings.capturesMail)
  }
}
