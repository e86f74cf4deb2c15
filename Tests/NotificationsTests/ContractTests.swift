import Engine
import Mail
import Models
import NotificationsService
import TestSupport
import Testing
import Wire

@Suite(.databases) struct ContractTests {
  @Test func `every declared method is answered, and no other`() {
    let service = NotificationsService.service(NotificationsSettings(service: .test))
    #expect(service.flaws.isEmpty)
    #expect(Set(service.answers.map(\.name)) == Set(NotificationsAPI.all.map { $0.name }))
    #expect(service.follows == ["campaigns", "forms", "tickets"])
  }

  @Test func `the contract documents itself`() throws {
    _ = try OpenRPC.document(
      service: "notifications", version: "1", methods: NotificationsAPI.all)
    _ = try AsyncAPI.document(
      service: "notifications", version: "1", events: NotificationsEvents.all)
  }

  @Test func `only who may is answered`() throws {
    let post = try Post()
    let staff = Caller(key: "desk", scopes: [.staff])
    let visitor = Caller(key: "site", scopes: [.public])
    #expect(
      try post.town.refusal(NotificationsAPI.PutTemplate.self, Post.putWelcome(), as: staff)?.kind
        == .forbidden)
    #expect(
      try post.town.refusal(NotificationsAPI.ListMessages.self, .init(), as: visitor)?.kind
        == .forbidden)
  }

  @Test func `a mail server that cannot be reached pauses the provider`() throws {
    let settings = NotificationsSettings(
      service: .test, smtp: SMTPSettings(host: "127.0.0.1", port: 1, security: .off))
    let town = try Town { [NotificationsService.service(settings)] }
    let mia = try EmailAddress(wire: "mia@shop.example")
    _ = try town.call(NotificationsAPI.TestProvider.self, .init(key: "smtp", to: mia))
    try town.runCouriers()
    let provider = try town.call(NotificationsAPI.ListProviders.self, .init()).items.first
    #expect(provider?.state == .paused && provider?.kind == .smtp)
    let message = try #require(
      try town.call(NotificationsAPI.ListMessages.self, .init()).items.first)
    #expect(message.status == .planned && message.attempts.map(\.outcome) == [.providerFailed])
  }
}
