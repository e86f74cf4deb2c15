import Engine
import Mail
import Models
import Store
import TestSupport
import Testing
import Wire

@testable import NotificationsService

@Suite(.databases) struct SenderTests {
  @Test(arguments: Dialect.available)
  func `a sender is created, replaced, found and listed`(dialect: Dialect) throws {
    let post = try Post(dialect)
    let put = NotificationsAPI.PutSender.self
    var params = try Post.putDefaultSender()
    params.key = "shop"
    let first = try post.town.call(put, params)
    #expect(first.version == 1)
    #expect(try post.town.call(put, params) == first)
    params.name = "The Shop"
    params.version = 1
    #expect(try post.town.call(put, params).version == 2)
    #expect(try post.town.refusal(put, params)?.kind == .conflict)
    #expect(
      try post.town.call(NotificationsAPI.GetSender.self, .init(key: "shop")).name == "The Shop")
    let page = try post.town.call(NotificationsAPI.ListSenders.self, .init(limit: 1))
    #expect(page.items.map(\.key) == ["default"] && page.next == "default")
    let rest = try post.town.call(NotificationsAPI.ListSenders.self, .init(after: page.next))
    #expect(rest.items.map(\.key) == ["shop"] && rest.next == nil)
    let told = try post.town.events(NotificationsEvents.SenderChanged.self).map(\.key)
    #expect(told == ["default", "shop", "shop"])
  }

  @Test(arguments: Dialect.available)
  func `the default sender follows the configuration until somebody puts it`(
    dialect: Dialect
  ) throws {
    let post = try Post(dialect)
    func standing() throws -> Sender {
      try post.town.call(NotificationsAPI.GetSender.self, .init(key: "default"))
    }
    try post.restart(defaultSender: Mailbox(name: "Shop", address: "shop@shop.example"))
    #expect(try standing().address.wire == "shop@shop.example")
    try post.restart(defaultSender: Mailbox(name: "Shop", address: "hello@shop.example"))
    let shipped = try standing()
    #expect(shipped.address.wire == "hello@shop.example")
    // Even word for word the same, from now on it is somebody's own.
    let put = try post.town.call(
      NotificationsAPI.PutSender.self,
      .init(key: "default", name: shipped.name, address: shipped.address))
    #expect(put == shipped)
    try post.restart(defaultSender: Mailbox(name: "Other", address: "other@shop.example"))
    #expect(try standing() == shipped)
    _ = try post.town.call(NotificationsAPI.PutSender.self, try Post.putDefaultSender())
    try post.restart(defaultSender: Mailbox(name: "Other", address: "other@shop.example"))
    #expect(try standing().name == "Example Shop")
    try post.formsWants(post.wish())
    try post.town.runCouriers()
    #expect(post.outbound.mails.first?.header("From")?.contains("shop@shop.example") == true)
  }

  @Test func `a sender that is used stays`() throws {
    let post = try Post()
    let delete = NotificationsAPI.DeleteSender.self
    #expect(try post.town.refusal(delete, .init(key: "default"))?.kind == .rejected)
    #expect(
      try post.town.refusal(delete, .init(key: "nobody"))?.message == "there is no sender nobody")
    var params = try Post.putDefaultSender()
    params.key = "shop"
    _ = try post.town.call(NotificationsAPI.PutSender.self, params)
    let campaign = Campaign(
      key: "spring", name: "Spring", topic: "news", sender: "shop", state: .running, version: 1)
    try post.town.deliver(
      CampaignsEvents.CampaignChanged(campaign: campaign), from: "campaigns", subject: "spring")
    #expect(
      try post.town.refusal(delete, .init(key: "shop"))?.message
        == "the campaign spring uses the sender shop")
    try post.town.deliver(
      CampaignsEvents.CampaignDeleted(key: "spring"), from: "campaigns", subject: "spring")
    #expect(try post.town.call(delete, .init(key: "shop")).key == "shop")
  }

  @Test func `all that is wrong with a sender is said at once`() throws {
    let post = try Post()
    let params = NotificationsAPI.PutSender.Params(
      key: "shop", name: "a\nb", address: try EmailAddress(wire: "shop@shop.example"),
      postalAddress: " ")
    let refusal = try post.town.refusal(NotificationsAPI.PutSender.self, params)
    #expect(refusal?.violations.map(\.path) == ["/name", "/postalAddress"])
  }

  @Test func `an address that cannot be one is refused by name`() throws {
    let frame = """
      {"jsonrpc": "2.0", "id": 1, "method": "senders.put",
       "params": {"key": "shop", "name": "Shop", "address": "nowhere", "colour": "red"}}
      """
    let answer = try Post().town.send(Array(frame.utf8), to: "notifications")
    guard case .error(let error) = answer.outcome else {
      Issue.record("it was accepted")
      return
    }
    #expect(Set(error.violations.map(\.path)) == ["/address", "/colour"])
  }
}

@Suite(.databases) struct TemplateTests {
  @Test(arguments: Dialect.available)
  func `templates are versioned, told of, and chosen by language`(dialect: Dialect) throws {
    let post = try Post(dialect)
    let put = NotificationsAPI.PutTemplate.self
    let english = try post.town.call(put, Post.putWelcome())
    #expect(english.version == 1 && english.language == nil && !english.shipped)
    #expect(try post.town.call(put, Post.putWelcome()) == english)
    let german = try post.town.call(put, Post.putWelcome(language: "DE", subject: "Willkommen"))
    #expect(german.language == "de")
    let render = NotificationsAPI.RenderTemplate.self
    #expect(
      try post.town.call(render, .init(key: "welcome", language: "de-AT")).subject == "Willkommen")
    #expect(try post.town.call(render, .init(key: "welcome", language: "fr")).subject == "Welcome")
    let told = try post.town.events(NotificationsEvents.TemplateChanged.self)
    #expect(told.map(\.key).filter { $0 == "welcome" }.count == 2)
    #expect(told.last?.topic == "news")
  }

  @Test func `a preview shows links that lead nowhere`() throws {
    let post = try Post()
    _ = try post.town.call(NotificationsAPI.PutTemplate.self, Post.putWelcome())
    let shown = try post.town.call(
      NotificationsAPI.RenderTemplate.self, .init(key: "welcome", data: ["name": "Ann"]))
    #expect(shown.text.hasPrefix("Hello Ann\nhttps://shop.example/subscriptions?t=sample"))
    #expect(
      try post.town.refusal(NotificationsAPI.RenderTemplate.self, .init(key: "nothing"))?.kind
        == .notFound)
  }

  @Test func `a template that misses a rule changes nothing`() throws {
    let post = try Post()
    var params = Post.putWelcome()
    params.text = "{{#a}}"
    params.topic = nil
    params.language = "english"
    let refusal = try post.town.refusal(NotificationsAPI.PutTemplate.self, params)
    #expect(refusal?.kind == .invalid)
    #expect(refusal?.violations.map(\.path) == ["/topic", "/text"])
    #expect(
      try post.town.refusal(NotificationsAPI.GetTemplate.self, .init(key: "welcome"))?.kind
        == .notFound)
  }

  @Test func `variants share class, topic and channel`() throws {
    let post = try Post()
    _ = try post.town.call(NotificationsAPI.PutTemplate.self, Post.putWelcome())
    var german = Post.putWelcome(language: "de")
    german.topic = "offers"
    let refusal = try post.town.refusal(NotificationsAPI.PutTemplate.self, german)
    #expect(refusal?.violations.map(\.rule) == ["variant"])
  }

  @Test(arguments: Dialect.available)
  func `a replaced system template comes back when the replacement goes`(dialect: Dialect) throws {
    let post = try Post(dialect)
    let get = NotificationsAPI.GetTemplate.self
    let delete = NotificationsAPI.DeleteTemplate.self
    #expect(try post.town.refusal(delete, .init(key: "system.reply"))?.kind == .rejected)
    let shipped = try post.town.call(get, .init(key: "system.reply"))
    _ = try post.town.call(
      NotificationsAPI.PutTemplate.self,
      .init(key: "system.reply", class: .service, subject: "Answer", text: "{{body}}"))
    #expect(try post.town.call(get, .init(key: "system.reply")).subject == "Answer")
    _ = try post.town.call(delete, .init(key: "system.reply"))
    let restored = try post.town.call(get, .init(key: "system.reply"))
    #expect(restored.subject == shipped.subject && restored.shipped && restored.version == 3)
    #expect(try post.town.events(NotificationsEvents.TemplateDeleted.self).isEmpty)
  }

  @Test func `a template that a journey sends stays`() throws {
    let post = try Post()
    _ = try post.town.call(NotificationsAPI.PutTemplate.self, Post.putWelcome())
    let journey = Journey(
      key: "welcome", campaign: "welcome",
      trigger: JourneyTrigger(event: "forms.contact.confirmed"),
      steps: [JourneyStep(send: .init(template: "welcome"))], version: 1)
    try post.town.deliver(
      CampaignsEvents.JourneyChanged(journey: journey), from: "campaigns", subject: "welcome")
    let delete = NotificationsAPI.DeleteTemplate.self
    #expect(
      try post.town.refusal(delete, .init(key: "welcome"))?.message
        == "the journey welcome sends the template welcome")
    try post.town.deliver(
      CampaignsEvents.JourneyDeleted(key: "welcome"), from: "campaigns", subject: "welcome")
    _ = try post.town.call(delete, .init(key: "welcome"))
    #expect(
      try post.town.events(NotificationsEvents.TemplateDeleted.self).map(\.key) == ["welcome"])
  }

  @Test func `a test goes through the ledger to a colleague`() throws {
    let post = try Post()
    _ = try post.town.call(NotificationsAPI.PutTemplate.self, Post.putWelcome())
    let mia = try EmailAddress(wire: "mia@shop.example")
    let record = try post.town.call(
      NotificationsAPI.SendTestTemplate.self, .init(key: "welcome", to: mia))
    #expect(record.class == .transactional && record.status == .planned)
    try post.town.runCouriers()
    #expect(post.outbound.mails.first?.text?.contains("subscriptions?t=sample") == true)
    #expect(try post.message().status == .accepted)
  }

  @Test func `lists have limits`() throws {
    let post = try Post()
    for limit in [0, 201] {
      let refusal = try post.town.refusal(NotificationsAPI.ListTemplates.self, .init(limit: limit))
      #expect(refusal?.violations.map(\.path) == ["/limit"])
    }
    var after: String?
    var seen: [Slug] = []
    repeat {
      let page = try post.town.call(
        NotificationsAPI.ListTemplates.self, .init(after: after, limit: 2))
      seen += page.items.map(\.key)
      after = page.next
    } while after != nil
    #expect(seen == ShippedTemplates.all.map(\.key).sorted())
  }
}
