import ArgumentParser
import Client
import Foundation
import Models
import Wire

/// `rapport tail`: what happens, as it happens, from any point of the past.
struct Tail: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows the events of all services, in order and without gaps.",
    discussion: """
      A coloured line an event on a terminal, one JSON object a line in a pipe. It goes on across \
      restarts of the services.

        rapport tail
        rapport tail tickets. campaigns.enrolment --from start
        rapport tail --from 2026-01-31T08:00:00Z --contact ann@example.com
      """)

  @Argument(help: "Prefixes of event types, such as tickets. or forms.consent; all if none.")
  var prefixes: [String] = []

  @Option(help: "start, now, the number of the last event seen, or a time (RFC 3339).")
  var from = TailStart(position: .now)

  @Option(help: "Only what is about this person: an address, a phone number or a contact's id.")
  var contact: PersonArgument?

  @Flag(help: "JSON lines on a terminal too.")
  var json = false

  @Flag(help: "End once nothing has come for a second.")
  var untilIdle = false

  @OptionGroup var options: InstallationOptions

  func run() async throws {
    let installation = try options.installation()
    let services = try Self.services(of: prefixes, from: from)
    let contact = try await contactID(installation)
    Task { await Self.nameTheSilent(services, installation) }
    let line = json || !Console.isTerminal ? nil : TailLine(Console.paint)
    let stream = Confluence.following(
      services, of: installation, from: from.position, types: prefixes)
    while let event = try await stream.next(within: untilIdle ? .seconds(1) : nil) {
      guard contact == nil || event.contact == contact else { continue }
      Console.say(try line?.text(event) ?? RawJSON(encoding: event).text)
    }
  }

  /// Says whom it is still waiting for; it goes on waiting.
  private static func nameTheSilent(_ services: [String], _ installation: Installation) async {
    for service in services {
      do {
        _ = try await installation[service].call(
          EveryService.Status.self, .init(), timeout: .seconds(2))
      } catch {
        Console.complain("rapport: \(error.message)")
      }
    }
  }

  private func contactID(_ installation: Installation) async throws -> String? {
    guard let contact else { return nil }
    if case .contact(let id) = contact.person { return id.wire }
    return try await installation.call(FormsAPI.GetContact.self, contact.params).value.id.wire
  }

  /// The services whose events can begin so.
  static func services(of prefixes: [String], from: TailStart) throws(Failure) -> [String] {
    let services = Suite.members.map(\.name).filter { service in
      prefixes.isEmpty
        || prefixes.contains { (service + ".").hasPrefix($0) || $0.hasPrefix(service + ".") }
    }
    guard !services.isEmpty else {
      throw Failure(
        EX_USAGE, "No event type begins with \(prefixes.joined(separator: " or ")).")
    }
    if case .after = from.position, services.count > 1 {
      throw Failure(
        EX_USAGE, "A number names an event of one log: say whose, as in: rapport tail tickets.")
    }
    return services
  }
}
