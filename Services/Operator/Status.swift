import ArgumentParser
import Client
import Foundation
import Models
import Wire

/// `rapport status`: how each service is doing, in one table.
struct Status: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows how each service is doing; exit code 69 if one does not answer.")

  @OptionGroup var options: InstallationOptions

  func run() async throws {
    let installation = try options.installation()
    var reports: [String: StatusReport] = [:]
    await withTaskGroup(of: (String, StatusReport).self) { group in
      for member in Suite.members {
        group.addTask { (member.name, await Self.report(member.name, installation)) }
      }
      for await (name, report) in group { reports[name] = report }
    }
    let ordered = Suite.members.compactMap { reports[$0.name] }
    StatusReport.table(ordered).lines.forEach(Console.say)
    let silent = ordered.filter { $0.status == nil }.map(\.service)
    guard silent.isEmpty else {
      throw Failure(EX_UNAVAILABLE, "No answer from \(silent.joined(separator: ", ")).")
    }
  }

  private static func report(_ service: String, _ installation: Installation) async -> StatusReport
  {
    let called = try? await installation[service].call(
      EveryService.Status.self, .init(), timeout: .seconds(2))
    return StatusReport(
      service: service, address: installation.addresses[service]?.requests ?? "",
      status: called?.value)
  }
}

/// What one service said of itself, or that it said nothing.
struct StatusReport: Sendable {
  let service: String
  let address: String
  let status: EveryService.Status.Result?

  static func table(_ reports: [StatusReport]) -> Table {
    Table(
      [
        "SERVICE", "VERSION", "UP", "HEAD", "FOLLOWS (BEHIND)", "QUEUES", "PARKED", "OVERDUE",
        "DISK",
      ],
      rows: reports.map(\.row))
  }

  private var row: [String] {
    guard let status else { return [service, "no answer at \(address)"] }
    return [
      status.held == nil ? service : "\(service) (held)", status.version,
      Period.milliseconds(status.uptimeMs).brief, "\(status.head)",
      Self.list(status.followers.map(Self.follower)),
      Self.list(
        status.queues.filter { $0.value > 0 }.sorted { $0.key < $1.key }
          .map { "\($0.key) \($0.value)" }),
      "\(status.parked)", "\(status.timersDue)", Self.disk(status.disk),
    ]
  }

  private static func disk(_ disk: EveryService.Status.Result.Disk?) -> String {
    guard let disk else { return "-" }
    return "\(Int(disk.used * 100)) %" + (disk.isTight ? " nearly full" : "")
  }

  private static func follower(_ follower: EveryService.Status.Result.Follower) -> String {
    let told = follower.rebuilding == true ? "rebuilding" : follower.state
    let state = told == "live" ? "" : " \(told)"
    return "\(follower.service) \(follower.lag)\(state)"
  }

  private static func list(_ items: [String]) -> String {
    items.isEmpty ? "-" : items.joined(separator: ", ")
  }
}
