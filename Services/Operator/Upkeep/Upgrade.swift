import ArgumentParser
import Foundation

/// `rapport upgrade --check`: what the step to this release would do.
struct Upgrade: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says what this release would do to the databases of an older one.",
    discussion: """
      There is no other step: a service brings its database up to date when it starts, after it has \
      copied it to DATA/backups/before-upgrade-TIME. Services may be upgraded in any order, one at \
      a time, while the others run the release before.
      """)

  @Flag(help: "Only look; the only thing there is to do.")
  var check = false

  @Option(help: "The data folder (RAPPORT_DATA; ./data).", completion: .directory)
  var data: String?

  @Option(help: "Where the services' executables are; beside this one if not given.")
  var bin: String?

  func validate() throws {
    guard check else { throw ValidationError("Say --check; services upgrade when they start.") }
  }

  func run() throws {
    var environment = ProcessInfo.processInfo.environment
    environment["RAPPORT_DATA"] = DataFolder(data).path
    environment["RAPPORT_CHECK_UPGRADE"] = "1"
    let programs = try Program.all(in: bin ?? Program.ownFolder, environment: environment)
    for program in programs where program.name != "gateway" {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: program.path)
      process.environment = program.environment
      try process.run()
      process.waitUntilExit()
      guard process.terminationStatus == EX_OK else {
        throw Failure(
          process.terminationStatus, "\(program.name) cannot be upgraded: see the line above.")
      }
    }
  }
}
