import ArgumentParser
import Client
import Foundation
import Models
import Wire

/// `rapport verify`: looks for damage in every service.
struct Verify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Checks databases, logs and ledgers; exit code 65 if something is damaged.",
    discussion: "With --derived it also shows a digest of each table derived from other logs.")

  @Flag(help: "Show the digests of what is derived.")
  var derived = false

  @OptionGroup var choice: ServiceChoice
  @OptionGroup var options: InstallationOptions

  func run() async throws {
    let installation = try options.installation()
    var flaws: [String] = []
    for service in try choice.names() {
      let result = try await installation[service].call(
        EveryService.Verify.self, .init(), timeout: .seconds(600)
      ).value
      let verdict = result.flaws.isEmpty ? "sound" : "damaged"
      Console.say("\(service): \(verdict) (\(result.checked.joined(separator: ", ")))")
      for table in derived ? result.derived : [] {
        Console.say("  \(table.name)  \(table.rows) rows  \(table.digest)")
      }
      flaws += result.flaws.map { "\(service): \($0)" }
    }
    guard flaws.isEmpty else {
      throw Failure(EX_DATAERR, "Something is damaged.", details: flaws)
    }
  }
}
