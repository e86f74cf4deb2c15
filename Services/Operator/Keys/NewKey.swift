import Access
import ArgumentParser
import Wire

/// `rapport keys new`: a key for a frontend, a program, a colleague.
struct NewKey: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Makes a key and prints it once.",
    discussion: """
        rapport keys new shop --scope frontend --events tickets. --delegates --to shop.key
        rapport keys new dashboard --scope observer --expires-in P90D
      """)

  @Argument(help: "Whose key it is: a-z 0-9 . _ -")
  var name: Slug

  @Option(help: "admin, staff, frontend, public, observer or service; may be given more than once.")
  var scope: [Scope]

  @Option(
    help: """
      A prefix of event types that may be heard; may be given more than once, '' is everything. \
      Without it an admin, observer or service hears everything, and others nothing.
      """)
  var events: [String] = []

  @Flag(help: "It may say whom it speaks for (meta.actor), and then has that one's rights at most.")
  var delegates = false

  @Option(help: "After how long it is refused, such as P90D; never if not given.")
  var expiresIn: Period?

  @OptionGroup var options: KeyFolderOptions
  @OptionGroup var output: KeyOutput

  func run() throws {
    let now = LocalTime.now
    try output.give(
      try options.folder.add(name, rights, expiresAt: expiresIn.map { now + $0 }, now: now))
  }

  var rights: Rights {
    let hearsAll = !Set(scope).isDisjoint(with: [.admin, .observer, .service])
    return Rights(
      scopes: Scope.allCases.filter(scope.contains),
      events: events.isEmpty && hearsAll ? [""] : events, delegates: delegates)
  }
}
