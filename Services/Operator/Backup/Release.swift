import ArgumentParser
import Client
import Foundation
import Models
import Wire

/// `rapport release`: lets a restored suite go on, once somebody has looked at what it would send.
struct Release: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows what a held suite would send, and lets it go on.",
    discussion: """
      After a restore nobody knows what was sent since the backup. Transactional and service \
      messages go out (send); marketing may have reached people already, so that you are asked \
      first: say --send-marketing or --skip-marketing.
      """)

  @Flag(help: "Send marketing that was planned before the backup, too.")
  var sendMarketing = false

  @Flag(help: "Cancel marketing that was planned before the backup.")
  var skipMarketing = false

  @OptionGroup var options: InstallationOptions

  func validate() throws {
    if sendMarketing, skipMarketing {
      throw ValidationError("Marketing is either sent or skipped.")
    }
  }

  func run() async throws {
    let installation = try options.installation()
    let held = try await Self.held(in: installation)
    for (service, hold, overdue) in held {
      Console.say(
        "\(service): held since \(LocalTime.text(hold.since)), \(hold.reason); \(overdue) timers are due"
      )
    }
    guard let since = held.map(\.hold.since).min() else {
      return Console.say("Nothing is held.")
    }
    let planned = try await Self.planned(before: since, in: installation)
    PlannedMessage.table(planned, marketing: answer).lines.forEach(Console.say)
    let doubtful = planned.filter(\.isDoubtful)
    if !doubtful.isEmpty, answer == .askFirst {
      throw Failure(
        EX_TEMPFAIL,
        "\(doubtful.count) marketing messages may have gone out: say --send-marketing or --skip-marketing."
      )
    }
    if answer == .skip { try await Self.cancel(doubtful, in: installation) }
    // The sender last: it then knows what the others have done.
    for (service, _, _) in held {
      _ = try await installation[service].call(EveryService.Release.self, .init())
      Console.say("\(service): goes on")
    }
  }

  private var answer: PlannedMessage.Verdict {
    if sendMarketing { return .send }
    return skipMarketing ? .skip : .askFirst
  }

  private static func held(
    in installation: Installation
  ) async throws -> [(service: String, hold: EveryService.Hold.Result, overdue: Int)] {
    var held: [(service: String, hold: EveryService.Hold.Result, overdue: Int)] = []
    for member in Suite.members {
      let status = try await installation[member.name].call(EveryService.Status.self, .init()).value
      if let hold = status.held { held.append((member.name, hold, status.timersDue)) }
    }
    return held
  }

  private static func planned(
    before moment: Timestamp, in installation: Installation
  ) async throws -> [PlannedMessage] {
    var planned: [PlannedMessage] = []
    for status in [MessageStatus.planned, .claimed, .delayed, .held] {
      var params = NotificationsAPI.ListMessages.Params(status: status, limit: 200)
      repeat {
        let page = try await installation.call(NotificationsAPI.ListMessages.self, params).value
        planned += page.items.filter { $0.createdAt <= moment }.map(PlannedMessage.init)
        params.after = page.next
      } while params.after != nil
    }
    return planned
  }

  private static func cancel(
    _ messages: [PlannedMessage], in installation: Installation
  ) async throws {
    for message in messages {
      _ = try await installation.call(
        NotificationsAPI.CancelMessage.self,
        .init(message: message.id, reason: "it may have gone out before the restore"))
    }
  }
}

/// A message that a restored database believes is still to be sent.
struct PlannedMessage: Sendable {
  enum Verdict: String, Sendable { case send, skip, askFirst = "ask first" }

  let id: MessageID
  let `class`: MessageClass
  let template: Slug
  let to: String
  let createdAt: Timestamp

  init(_ record: MessageRecord) {
    (id, self.class, template) = (record.id, record.class, record.template)
    (to, createdAt) = (record.to ?? record.contact?.wire ?? "", record.createdAt)
  }

  /// Whether sending it twice would be worse than not at all.
  var isDoubtful: Bool { self.class != .transactional && self.class != .service }

  static func table(_ messages: [PlannedMessage], marketing: Verdict) -> Table {
    Table(
      ["VERDICT", "CLASS", "TEMPLATE", "TO", "PLANNED", "MESSAGE"],
      rows: messages.map { message in
        [
          (message.isDoubtful ? marketing : .send).rawValue, message.class.rawValue,
          message.template.wire, message.to, LocalTime.text(message.createdAt), message.id.wire,
        ]
      })
  }
}
