import Hummingbird
import Models
import Wire

/// What a person is subscribed to, by the link of any mail.
struct SubscriptionPages: Sendable {
  let site: Site

  func add(to router: Router<GatewayContext>) {
    router.get("/subscriptions", use: show)
    router.post("/subscriptions", use: change)
  }

  @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
    let found = try await site.backend.call(
      FormsAPI.GetSubscriptions.self, .init(token: try request.token()))
    return site.pages.page(SubscriptionsView(found, isSaved: false))
  }

  @Sendable func change(_ request: Request, _ context: GatewayContext) async throws -> Response {
    let body = try await request.formBody()
    var params = FormsAPI.SetSubscriptions.Params(
      token: try request.token(),
      context: request.origin(context, publicURL: site.settings.publicURL))
    if body["action"] == "none" {
      params.all = false
    } else {
      params.changes = Self.changes(body)
    }
    let asksNothing = params.changes?.isEmpty == true
    let now =
      asksNothing
      ? try await site.backend.call(FormsAPI.GetSubscriptions.self, .init(token: params.token))
      : try await site.backend.call(FormsAPI.SetSubscriptions.self, params)
    return site.pages.page(SubscriptionsView(now, isSaved: true))
  }

  /// What differs from what the page showed. A topic that the visitor did not touch is left as it
  /// is, even if it has changed meanwhile.
  static func changes(_ body: FormBody) -> [SubscriptionChange] {
    let ticked = Set(body.all("topic"))
    return body.all("shown").compactMap { shown in
      let wasTicked = shown.hasPrefix("+")
      guard let topic = try? Slug(wire: String(shown.dropFirst())) else { return nil }
      let isTicked = ticked.contains(topic.wire)
      return isTicked == wasTicked ? nil : SubscriptionChange(topic: topic, subscribed: isTicked)
    }
  }
}

/// The topics, each with a box.
struct SubscriptionsView: PageView {
  let title = "Your subscriptions"
  let isSaved: Bool
  let topics: [TopicView]
  let hasTopics: Bool
  let hasSubscriptions: Bool

  struct TopicView: Sendable {
    let topic: String
    let name: String
    let isSubscribed: Bool
    /// The topic, with how the page showed it.
    let shown: String
    let note: String?
  }

  init(_ subscriptions: FormsAPI.Subscriptions, isSaved: Bool) {
    self.isSaved = isSaved
    topics = subscriptions.topics.map(TopicView.init)
    hasTopics = !topics.isEmpty
    hasSubscriptions = subscriptions.topics.contains { $0.state != .unsubscribed }
  }

  static let template = Template(
    """
    <h1>{{title}}</h1>
    {{#isSaved}}<div class="said" role="status"><p>Saved. This is how it stands now.</p></div>{{/isSaved}}
    {{^hasTopics}}<p>You are subscribed to nothing.</p>{{/hasTopics}}
    {{#hasTopics}}<form method="post">
    <fieldset class="field"><legend>What may we write to you about?</legend>
    {{#topics}}<div class="tick"><input type="hidden" name="shown" value="{{shown}}">\
    <input type="checkbox" id="topic-{{topic}}" name="topic" value="{{topic}}"\
    {{#isSubscribed}} checked{{/isSubscribed}}><label for="topic-{{topic}}">{{name}}\
    {{#note}} <span class="hint">{{.}}</span>{{/note}}</label></div>
    {{/topics}}</fieldset>
    <div class="buttons"><button>Save</button>\
    {{#hasSubscriptions}}<button class="second" name="action" value="none">Unsubscribe from all</button>\
    {{/hasSubscriptions}}</div></form>{{/hasTopics}}
    """)
}

extension SubscriptionsView.TopicView {
  init(_ subscription: Subscription) {
    isSubscribed = subscription.state == .subscribed
    topic = subscription.topic.wire
    name = subscription.name
    shown = (isSubscribed ? "+" : "-") + subscription.topic.wire
    note = subscription.state == .pending ? "(waits for the link in our mail)" : nil
  }
}
