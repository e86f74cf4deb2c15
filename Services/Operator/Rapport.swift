import Access
package import ArgumentParser
import Foundation
import Models
import Wire

/// `rapport`, the operators' command: starts the suite, calls it, watches it, sets it up, explains
/// it. Each subcommand is a file of its own; what they decide is in plain functions beside them.
package struct Rapport: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "rapport",
    abstract: "Starts, watches and operates the Rapport services.",
    version: Suite.version,
    subcommands: [
      Up.self, Status.self, Tail.self, Call.self, Apply.self, Export.self, Why.self, Docs.self,
      Demo.self, Doctor.self, Parked.self, Hold.self, Resume.self, Resync.self, Verify.self,
      Keys.self, Audit.self, Trace.self, Backup.self, Restore.self, Release.self, Upgrade.self,
    ])

  package init() {}

  /// Runs the command that was typed and ends the process: 0, or a code of sysexits.h with one
  /// sentence on standard error.
  package static func start() async -> Never {
    do {
      var command = try parseAsRoot()
      if var waiting = command as? any AsyncParsableCommand {
        try await waiting.run()
      } else {
        try command.run()
      }
      Foundation.exit(EX_OK)
    } catch let error as ServiceError {
      Failure(error).end()
    } catch let fault as KeyFault {
      Failure(fault).end()
    } catch let failure as Failure {
      failure.end()
    } catch {
      exit(withError: error)
    }
  }
}
