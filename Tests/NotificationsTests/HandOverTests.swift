@testable import Engine
import Mail
import Models
import Store
import TestSupport
import Testing
import Wire

@testable import NotificationsService

/// What can happen between a claim and its outcome.
@Suite(.databases) struct HandOverTests {
  @Test(arguments: Dialect.available)
  func `letters whose sender has gone do not keep the others waiting`(dialect: Dialect) throws {
    let post = try Post(dialect)
    try post.openForBusiness()
    try Self.wantsOfGoneSender(20, post)
    try post.formsWants(post.wish("good"))
    #expect(try post.town.runCouriers() == 1)
    #expect(try post.messages().map(\.status) == [.accepted] + Array(repeating: .failed, count: 20))
  }

  @Test func `one claim fails a bounded number of letters and asks to be called again`() throws {
    let post = try Post()
    try post.openForBusiness()
    try Self.wantsOfGoneSender(Delivery.mostBatches + 1, post)
    let delivery = post.delivery
    let isWoken = try post.town.errand(of: "notifications") { context in
      let jobs = try delivery.claim(1, context)
      #expect(jobs.isEmpty)
      return context.woken.contains(Delivery.name)
    }
    #expect(isWoken)
    #expect(try post.messages().count { $0.status == .failed } == Delivery.mostBatches)
    #expect(try post.town.runCouriers() == 0)
    #expect(try post.messages().allSatisfy { $0.status == .failed })
  }

  /// Messages that are planned when their sender is deleted.
  private static func wantsOfGoneSender(_ count: Int, _ post: Post) throws {
    var sender = try Post.putDefaultSender()
    sender.key = "shop"
    _ = try post.town.call(NotificationsAPI.PutSender.self, sender)
    for number in 0..<count {
      var request = post.wish("bad \(number)")
      request.sender = "shop"
      try post.formsWants(request)
    }
    _ = try post.town.call(NotificationsAPI.DeleteSender.self, .init(key: "shop"))
  }

  @Test(arguments: Dialect.available)
  func `a campaign that pauses after the claim holds what was claimed`(dialect: Dialect) throws {
    let post = try Post(dialect)
    try post.openForBusiness()
    try post.campaignsWants(post.newsletter())
    let delivery = post.delivery
    let jobs = try post.town.errand(of: "notifications") { try delivery.claim(8, $0) }
    let job = try #require(jobs.first)
    try post.campaignPauses()
    #expect(try post.message().status == .claimed)
    #expect(try Self.carry(job, post) == .withdrawn)
    #expect(try post.message().status == .held)
    #expect(try post.town.runCouriers() == 0)
    #expect(post.outbound.mails.isEmpty)
    try post.campaignResumes()
    #expect(try post.town.runCouriers() == 1)
    #expect(post.outbound.mails.count == 1)
  }

  /// Takes one claimed job to the provider, and does not write down what came of it.
  private static func carry(_ job: Delivery.Job, _ post: Post) throws -> Delivered {
    let delivery = post.delivery
    var failure: (any Error)?
    let outcome = delivery.deliver(job, with: delivery.makeWorker()) {
      do {
        return try post.town.errand(of: "notifications") { try delivery.handOver(job, $0) }
      } catch {
        failure = error
        return false
      }
    }
    if let failure { throw failure }
    return outcome
  }

  // MARK: Nobody knows whether it went

  enum Loss: CaseIterable { case answer, process }

  @Test(arguments: [MessageClass.transactional, .service, .marketing], Loss.allCases)
  func `what may have arrived goes again only if transactional, as the same mail`(
    class: MessageClass, loss: Loss
  ) throws {
    let post = try Post()
    try post.openForBusiness()
    try post.wants(`class`)
    try Self.lose(loss, post)
    #expect(try post.town.events(NotificationsEvents.MessageUnknown.self).count == 1)
    for _ in 0..<7 {
      try post.town.advance(by: .days(1))
      try post.town.runCouriers()
    }
    // None of these sends it again: a pause and its end, the same wish once more, another crash.
    try post.campaignPauses()
    try post.campaignResumes()
    try post.wants(`class`)
    let delivery = post.delivery
    try post.town.errand(of: "notifications") { try delivery.recover($0) }
    try post.town.runCouriers()
    let goesAgain = `class` == .transactional
    let message = try post.message()
    #expect(message.status == (goesAgain ? .accepted : .unknown))
    let mails = post.outbound.mails
    #expect(mails.count == (goesAgain ? 2 : 1))
    #expect(Set(mails.map { $0.header("Message-ID") }) == ["<\(message.id.wire)@shop.example>"])
    #expect(Set(mails.map { $0.header("Date") }).count == 1)
    let retry = try post.town.refusal(
      NotificationsAPI.RetryMessage.self, .init(message: message.id))
    #expect(retry?.kind == (`class` == .service ? nil : .rejected))
  }

  /// The mail leaves, and its answer is lost, alone or with the whole process.
  private static func lose(_ loss: Loss, _ post: Post) throws {
    switch loss {
    case .answer:
      post.outbound.next(.unknown(reason: "lost"))
      try post.town.runCouriers()
    case .process:
      let delivery = post.delivery
      let jobs = try post.town.errand(of: "notifications") { try delivery.claim(1, $0) }
      _ = try carry(try #require(jobs.first), post)
      try post.town.errand(of: "notifications") { try delivery.recover($0) }
    }
  }

  @Test(arguments: Dialect.available)
  func `after a crash claimed work is given again, handed-over work is unknown`(
    dialect: Dialect
  ) throws {
    let post = try Post(dialect)
    try post.openForBusiness()
    try post.campaignsWants(post.newsletter())
    try post.campaignsWants(post.newsletter("two"))
    let delivery = post.delivery
    try post.town.errand(of: "notifications") { context in
      let jobs = try delivery.claim(2, context)
      #expect(jobs.count == 2)
      #expect(try delivery.handOver(jobs[0], context))
    }
    #expect(Set(try post.messages().map(\.status)) == [.claimed, .handingOver])
    try post.town.errand(of: "notifications") { try delivery.recover($0) }
    #expect(Set(try post.messages().map(\.status)) == [.planned, .unknown])
    try post.town.runCouriers()
    #expect(post.outbound.mails.count == 1)
  }
}
