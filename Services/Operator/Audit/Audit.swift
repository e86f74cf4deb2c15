import ArgumentParser
import Client
import Models
import Wire

/// `rapport audit`: who did what and when, and who has read whose data.
struct Audit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tells who did what, and who has read whose data.",
    discussion: """
      The audit trail is the log: each event names the key and the actor of the request that caused \
      it.

        rapport audit --actor staff:mia --from 7d
        rapport audit tickets. --contact ann@example.com
        rapport audit reads --key call-centre
      """,
    subcommands: [Deeds.self, Reads.self], defaultSubcommand: Deeds.self)

  /// What was done.
  struct Deeds: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "events", abstract: "Lists what was done (this is meant if nothing is said).")

    @Argument(help: "Prefixes of event types, such as tickets. or forms.consent; all if none.")
    var prefixes: [String] = []

    @Option(help: "Only by this actor, such as staff:mia.")
    var actor: String?

    @Option(help: "Only by callers with this key.")
    var key: String?

    @Option(help: "Only about this: the id or the key of a ticket, a form, a message.")
    var subject: String?

    @Option(help: "Only about this person: an address, a phone number or a contact's id.")
    var contact: PersonArgument?

    @Option(help: "Not before: a time (RFC 3339), or how long ago, such as 7d.")
    var from: Moment?

    @Option(help: "Before this time.")
    var to: Moment?

    @Flag(help: "The events as JSON lines.")
    var json = false

    @OptionGroup var options: InstallationOptions

    func run() async throws {
      let installation = try options.installation()
      let services = try Tail.services(of: prefixes, from: TailStart(position: .start))
      let wanted = EveryService.SearchEvents.Params(
        subject: subject, contact: try await contact?.id(installation), actor: actor, key: key,
        types: prefixes, from: from?.time, to: to?.time)
      let line = json ? nil : AuditLine(Console.paint)
      for event in try await EventSearch.all(wanted, of: services, in: installation) {
        Console.say(try line?.text(event) ?? RawJSON(encoding: event).text)
      }
    }
  }

  /// What was read.
  struct Reads: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists whose data was read by whom, for up to 90 days: whom to tell after a breach."
    )

    @Option(help: "Only by callers with this key.")
    var key: String?

    @Option(help: "Only by this actor.")
    var actor: String?

    @Option(help: "Only who has read of this person: an address, a phone number or an id.")
    var person: String?

    @Option(help: "Not before: a time (RFC 3339), or how long ago, such as 7d.")
    var from: Moment?

    @Option(help: "Before this time.")
    var to: Moment?

    @OptionGroup var choice: ServiceChoice
    @OptionGroup var options: InstallationOptions

    func run() async throws {
      let installation = try options.installation()
      let contact = person.flatMap(PersonArgument.init(argument:))
      let wanted = EveryService.ListReads.Params(
        key: key, actor: actor, person: try await contact?.id(installation) ?? person,
        from: from?.time, to: to?.time)
      var all: [EveryService.ListReads.Result.Item] = []
      for name in try choice.names() {
        all += try await Self.all(wanted, of: installation[name])
      }
      ReadsTable.table(all, time: LocalTime.text).lines.forEach(Console.say)
    }

    private static func all(
      _ wanted: EveryService.ListReads.Params, of service: Client
    ) async throws(ServiceError) -> [EveryService.ListReads.Result.Item] {
      var (found, asked): ([EveryService.ListReads.Result.Item], _) = ([], wanted)
      asked.limit = 200
      repeat {
        let page = try await service.call(EveryService.ListReads.self, asked).value
        found += page.items
        asked.after = page.next
      } while asked.after != nil
      return found
    }
  }
}

extension PersonArgument {
  /// The contact's id.
  ///
  /// - Throws: `notFound` when nobody is known by that name.
  func id(_ installation: Installation) async throws(ServiceError) -> String {
    if case .contact(let id) = person { return id.wire }
    return try await installation.call(FormsAPI.GetContact.self, params).value.id.wire
  }
}
