import Access
import ArgumentParser
import Foundation
import Models
import Wire

/// `rapport keys rotate`: a new key for the same holder, while the old one goes on for a while.
struct RotateKey: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate",
    abstract: "Replaces a key by a new one of the same rights, and prints it once.")

  @Argument(help: "Whose key.")
  var name: Slug

  @Option(help: "How long the old one still holds, such as PT1H.")
  var grace: Period = .days(7)

  @OptionGroup var options: KeyFolderOptions
  @OptionGroup var output: KeyOutput

  func run() throws {
    let now = LocalTime.now
    try output.give(try options.folder.rotate(name, oldUntil: now + grace, now: now))
  }
}

/// `rapport keys rotate-servers`: new pairs for the services themselves.
struct RotateServers: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate-servers",
    abstract: "Gives each service a new pair.",
    discussion: """
      Start all processes again afterwards. Whoever holds a key elsewhere needs the services' new \
      public keys, the member "servers" of a key file; they are printed.
      """)

  @OptionGroup var options: KeyFolderOptions

  func run() throws {
    try options.folder.rotateServers(Suite.members.map(\.name))
    let servers = try options.folder.readServers()
    Console.say(String(decoding: try JSONCoding.encode(servers), as: UTF8.self))
  }
}

/// `rapport keys rotate-secret`: a new secret for links; those that are on their way still open.
struct RotateSecret: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate-secret",
    abstract: "Adds a secret that new links are made with from the services' next start on.")

  @Option(help: "The secret (RAPPORT_SECRET_FILE; secret in RAPPORT_DATA, or in ./data).")
  var secretFile: String?

  func run() throws {
    let environment = ProcessInfo.processInfo.environment
    let path =
      secretFile ?? environment["RAPPORT_SECRET_FILE"]
      ?? "\(environment["RAPPORT_DATA"] ?? "./data")/secret"
    let id = try SecretFile.rotate(path)
    Console.say(
      "New links are made with secret \(id) once all services were started again; old links go on "
        + "working until the lines of their secrets are deleted from \(path).")
  }
}
