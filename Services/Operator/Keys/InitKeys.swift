import Access
import ArgumentParser
import Models
import Wire

/// `rapport keys init`: everything that an installation needs before its sockets may be reached.
struct InitKeys: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Makes the keys of all services and processes, where they are missing.",
    discussion: """
      The first time an admin key is made as well and printed once, for use from elsewhere; on this \
      machine rapport finds its own.
      """)

  @Flag(help: "Make no admin key, and print nothing.")
  var quiet = false

  @OptionGroup var options: KeyFolderOptions
  @OptionGroup var output: KeyOutput

  func run() throws {
    let isFirst = try options.folder.make(services: Suite.members.map(\.name), now: LocalTime.now)
    guard isFirst, !quiet else { return }
    try output.give(try options.folder.add("admin", .admin, now: LocalTime.now))
  }
}
