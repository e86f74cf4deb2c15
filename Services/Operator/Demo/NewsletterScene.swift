import Models
import Wire

/// A visitor signs up, confirms, is welcomed, follows a link and later leaves.
struct NewsletterScene {
  let ann: EmailAddress
  let name: String

  func run(_ play: Play) async throws {
    try await signUp(play)
    let welcome = try await confirm(play)
    try await follow(welcome, play)
    try await leave(welcome, play)
  }

  private func signUp(_ play: Play) async throws {
    play.step("\(name) fills in the newsletter form")
    let context = SubmissionContext(
      url: "https://shop.example/", utm: .init(source: "demo", medium: "terminal"))
    _ = try await play.call(
      FormsAPI.Submit.self,
      .init(
        form: "newsletter", values: ["email": .string(ann.wire), "name": .string(name)],
        consents: ["news"], language: "en", context: context))
    _ = try await play.expect(FormsEvents.ConfirmationRequested.self)
  }

  private func confirm(_ play: Play) async throws -> MessageRecord {
    play.step("\(name) gets a mail with a link")
    let mail = try await play.mail("system.confirmation") { $0.source == "forms" }
    let token = try play.token(of: "confirm", in: mail)
    play.step("\(name) confirms")
    let confirmed = try await play.call(FormsAPI.Confirm.self, .init(token: token))
    _ = try await play.expect(FormsEvents.ContactConfirmed.self) {
      $0.contact == confirmed.contact
    }
    play.step("\(name) is welcomed by the journey")
    _ = try await play.expect(CampaignsEvents.EnrolmentStarted.self) {
      $0.enrolment.contact == confirmed.contact
    }
    return try await play.mail("welcome") { $0.contact == confirmed.contact }
  }

  /// Links go over a detour only where the topic is tracked.
  private func follow(_ mail: MessageRecord, _ play: Play) async throws {
    let texts = [mail.body?.text, mail.body?.html].compactMap(\.self)
    guard let token = texts.compactMap(MailLink.click).first else { return }
    play.step("\(name) follows a link in it")
    let hit = try await play.call(
      NotificationsAPI.RecordHit.self,
      .init(token: token, kind: .click, method: "GET", userAgent: "Mozilla/5.0 (X11; Linux)"))
    if let url = hit.url { play.tell(url) }
    _ = try await play.expect(NotificationsEvents.MessageClicked.self) {
      $0.message.message == mail.id
    }
  }

  private func leave(_ mail: MessageRecord, _ play: Play) async throws {
    let token = try play.token(of: "subscriptions", in: mail)
    play.step("\(name) unsubscribes with one click")
    _ = try await play.call(
      FormsAPI.SetSubscriptions.self, .init(token: token, oneClick: true))
    _ = try await play.expect(FormsEvents.ConsentWithdrawn.self) { $0.message == mail.id }
  }
}
