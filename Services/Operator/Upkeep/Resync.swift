import ArgumentParser
import Client
import Foundation
import Models
import Wire

/// `rapport resync`: makes again what services derive from one another.
struct Resync: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes what services derive from each other's logs again.",
    discussion: """
      For a follower that says diverged, because somebody put a database back behind its back, and \
      for whoever doubts what is derived. Nothing is reacted to twice; until a service has read the \
      logs, its timers and couriers wait. Returns when that is done.
      """)

  @Option(help: "How many seconds to wait until everything is read.")
  var timeout: Double = 600

  @OptionGroup var choice: ServiceChoice
  @OptionGroup var options: InstallationOptions

  func run() async throws {
    let installation = try options.installation()
    let services = try choice.names()
    for service in services {
      let logs = try await installation[service].call(
        EveryService.Resync.self, .init(), timeout: .seconds(70)
      ).value.logs
      Console.say("\(service): reads \(logs.joined(separator: ", ")) again")
    }
    let deadline = ContinuousClock.now + .seconds(max(0, min(timeout, 86_400)))
    for service in services {
      while try await isRebuilding(service, installation) {
        guard ContinuousClock.now < deadline else {
          throw Failure(EX_TEMPFAIL, "\(service) is not through yet; rapport status shows how far.")
        }
        try await Task.sleep(for: .milliseconds(200))
      }
      Console.say("\(service): done")
    }
  }

  private func isRebuilding(
    _ service: String, _ installation: Installation
  ) async throws(ServiceError) -> Bool {
    let status = try await installation[service].call(EveryService.Status.self, .init()).value
    return status.followers.contains { $0.rebuilding == true }
  }
}
