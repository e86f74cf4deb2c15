import Foundation
import Models

/// One executable of the suite and how it is started.
struct Program: Sendable {
  /// `tickets`, `gateway`.
  let name: String
  let path: String
  let environment: [String: String]

  /// The folder that this command's own executable is in.
  static var ownFolder: String {
    let path = Bundle.main.executablePath ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: path).resolvingSymlinksInPath().deletingLastPathComponent().path
  }

  /// All of them: the services, and the gateway behind them.
  ///
  /// - Throws: when one is missing.
  static func all(
    in folder: String, environment: [String: String]
  ) throws(Failure) -> [Program] {
    var programs: [Program] = []
    for name in Suite.members.map(\.name) + ["gateway"] {
      let path = "\(folder)/rapport-\(name)"
      guard FileManager.default.isExecutableFile(atPath: path) else {
        throw Failure(
          EX_UNAVAILABLE,
          "rapport-\(name) is not in \(folder): build it with swift build, or say where it is with --bin."
        )
      }
      programs.append(Program(name: name, path: path, environment: environment))
    }
    return programs
  }
}
