import Access
import ArgumentParser
import Foundation

/// `rapport keys`: who may connect to the services of this installation.
///
/// It works on files alone, so that it also works before the first start; running services notice
/// within a second.
struct Keys: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes, lists, revokes and replaces keys.",
    subcommands: [
      InitKeys.self, NewKey.self, ListKeys.self, RevokeKey.self, RotateKey.self,
      RotateServers.self, RotateSecret.self,
    ])
}

/// Which installation's keys.
struct KeyFolderOptions: ParsableArguments {
  @Option(
    help: "The folder of the keys (RAPPORT_KEYS; keys in RAPPORT_DATA, or in ./data).",
    completion: .directory)
  var keys: String?

  var folder: KeyFolder {
    let environment = ProcessInfo.processInfo.environment
    return keys.map { KeyFolder($0) } ?? KeyFolder.find(environment)
      ?? KeyFolder("\(environment["RAPPORT_DATA"] ?? "./data")/keys")
  }
}

/// Where a secret goes that is shown once.
struct KeyOutput: ParsableArguments {
  @Option(help: "Write the key to this file, mode 0600, instead of standard output.")
  var to: String?

  func give(_ key: KeyFile) throws {
    guard let to else {
      Console.say(String(decoding: try key.text.dropLast(), as: UTF8.self))
      Console.complain(
        "rapport: this key is shown once: keep it where only its holder can read it.")
      return
    }
    try key.write(to: to)
  }
}
