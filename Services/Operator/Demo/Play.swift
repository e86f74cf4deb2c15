import Client
import Foundation
import Models
import Wire

/// Plays steps against a running suite: says what is done, shows the events that follow, and ends
/// with a clear sentence when what should follow does not.
final class Play {
  let installation: Installation
  private let stream: Confluence
  private let line: TailLine
  private let paint = Console.paint
  private var steps = 0
  private var title = ""
  /// Events that no step has asked for yet.
  private var unclaimed: [CloudEvent] = []
  /// How far the logs are known to be, so that every question is asked of services that know it all.
  private var position: [String: Int64] = [:]
  private static let patience = Period.seconds(30)

  init(_ installation: Installation, from start: Timestamp) {
    self.installation = installation
    line = TailLine(paint)
    stream = Confluence.following(
      Suite.members.map(\.name), of: installation, from: .time(start))
  }

  func step(_ title: String) {
    steps += 1
    self.title = title
    Console.say("\n" + paint("\(steps). \(title)", .bold))
  }

  /// What a person would see or say.
  func tell(_ text: String) {
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      Console.say("   " + paint("│ ", .dim) + line)
    }
  }

  /// Calls a method and shows its name.
  func call<M: Method>(_ method: M.Type, _ params: M.Params) async throws -> M.Result {
    Console.say("   " + paint("call \(M.name)", .cyan))
    let called = try await installation.call(
      method, params, timeout: .seconds(20), after: position)
    position.merge(called.position, uniquingKeysWith: max)
    return called.value
  }

  /// Waits for an event, showing all that come meanwhile.
  func expect<E: Event>(
    _ event: E.Type, _ isIt: (E) -> Bool = { _ in true }
  ) async throws -> E {
    let deadline = ContinuousClock.now + .milliseconds(Self.patience.milliseconds)
    var looked = 0
    while true {
      while looked < unclaimed.count {
        if let found = Self.read(event, unclaimed[looked]), isIt(found) {
          unclaimed.removeSubrange(...looked)
          return found
        }
        looked += 1
      }
      let left = Period.milliseconds(Int64((deadline - ContinuousClock.now) / .milliseconds(1)))
      guard left > .zero, let next = try await stream.next(within: left) else {
        throw Failure(
          EX_SOFTWARE,
          "Step \(steps) (\(title)) did not come true: no \(E.type) within \(Self.patience.brief).")
      }
      take(next)
    }
  }

  private func take(_ event: CloudEvent) {
    position[event.log] = max(position[event.log] ?? 0, event.sequence)
    unclaimed.append(event)
    Console.say("   " + line.text(event))
  }

  private static func read<E: Event>(_ type: E.Type, _ event: CloudEvent) -> E? {
    guard event.type == E.type, let data = event.data else { return nil }
    return try? JSONCoding.decode(type, from: data.bytes, mode: .lenient)
  }

  /// Waits for a mail to be captured and gives it with its links.
  func mail(
    _ template: Slug, _ isIt: (NotificationsEvents.Fact) -> Bool
  ) async throws -> MessageRecord {
    let captured = try await expect(NotificationsEvents.MessageCaptured.self) {
      $0.message.template == template && isIt($0.message)
    }
    let mail = try await call(
      NotificationsAPI.GetMessage.self, .init(message: captured.message.message))
    if let body = mail.body { tell("\(body.subject)\n\n\(body.text)") }
    return mail
  }

  /// The token of a mail's link to a page.
  func token(of page: String, in mail: MessageRecord) throws(Failure) -> String {
    guard let token = MailLink.token(of: page, in: mail.body?.text ?? "") else {
      throw Failure(
        EX_SOFTWARE,
        "Step \(steps) (\(title)): the mail \(mail.template.wire) has no link to /\(page).")
    }
    return token
  }
}
