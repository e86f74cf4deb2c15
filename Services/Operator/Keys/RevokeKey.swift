import Access
import ArgumentParser
import Wire

/// `rapport keys revoke`: from now on nobody gets in with this key, nor stays.
struct RevokeKey: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke",
    abstract: "Ends a key: running services refuse it within a second, and it hears no more events."
  )

  @Argument(help: "Whose key.")
  var name: Slug

  @OptionGroup var options: KeyFolderOptions

  func run() throws {
    try options.folder.revoke(name, now: LocalTime.now)
    Console.say("The key \(name) is revoked.")
  }
}
