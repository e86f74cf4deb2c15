import ArgumentParser
import Client
import Foundation
import Models
import Wire

/// `rapport parked`: what failed and was put aside, until somebody decides.
struct Parked: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows, retries or drops events and timers that failed.",
    subcommands: [List.self, Retry.self, Drop.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists what is parked, and why.")

    @OptionGroup var choice: ServiceChoice
    @OptionGroup var options: InstallationOptions

    func run() async throws {
      let found = try await ParkedItem.all(of: choice.names(), in: options.installation())
      ParkedItem.table(found).lines.forEach(Console.say)
    }
  }

  struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tries a parked item again, and then what waits behind it.",
      discussion: "Exit code 1 if something failed again.")

    @Argument(help: "The items' ids.")
    var ids: [String] = []

    @Flag(help: "Try everything that is parked and waits behind nothing else.")
    var all = false

    @OptionGroup var choice: ServiceChoice
    @OptionGroup var options: InstallationOptions

    func validate() throws {
      guard all != ids.isEmpty else { return }
      throw ValidationError("Give the ids of items, or --all.")
    }

    func run() async throws {
      let installation = try options.installation()
      let found = try await ParkedItem.all(of: choice.names(), in: installation)
      let chosen = all ? ParkedItem.first(of: found) : try ParkedItem.named(ids, among: found)
      var failed = false
      for item in chosen {
        let result = try await installation[item.follower].call(
          EveryService.RetryParked.self, .init(id: item.parked.id)
        ).value
        failed = failed || result.error != nil
        Console.say("\(item.parked.id)  \(result.words)")
      }
      if failed { throw ExitCode.failure }
    }
  }

  struct Drop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Gives parked items up for good; what waits behind them goes on.")

    @Argument(help: "The items' ids.")
    var ids: [String]

    @OptionGroup var choice: ServiceChoice
    @OptionGroup var options: InstallationOptions

    func run() async throws {
      let installation = try options.installation()
      let found = try await ParkedItem.all(of: choice.names(), in: installation)
      for item in try ParkedItem.named(ids, among: found) {
        let behind = try await installation[item.follower].call(
          EveryService.DropParked.self, .init(id: item.parked.id)
        ).value.behind
        Console.say("\(item.parked.id)  dropped, \(behind) behind it")
      }
    }
  }
}

extension EveryService.RetryParked.Result {
  fileprivate var words: String {
    error.map { "failed again: \($0)" } ?? "went through, \(behind) behind it"
  }
}

/// One parked item, and the service that parked it.
struct ParkedItem: Sendable {
  let follower: String
  let parked: EveryService.ListParked.Result.Item

  static func all(
    of services: [String], in installation: Installation
  ) async throws -> [ParkedItem] {
    var items: [ParkedItem] = []
    for service in services {
      let listed = try await installation[service].call(
        EveryService.ListParked.self, .init(limit: 200)
      ).value.items
      items += listed.map { ParkedItem(follower: service, parked: $0) }
    }
    return items
  }

  /// Those with these ids, in their order.
  static func named(_ ids: [String], among items: [ParkedItem]) throws(Failure) -> [ParkedItem] {
    var chosen: [ParkedItem] = []
    for id in ids {
      guard let item = items.first(where: { $0.parked.id == id }) else {
        throw Failure(EX_NOINPUT, "Nothing is parked as \(id).")
      }
      chosen.append(item)
    }
    return chosen
  }

  /// Those that wait behind no other: the first event of each subject, and all timers.
  static func first(of items: [ParkedItem]) -> [ParkedItem] {
    var seen: Set<String> = []
    return items.sorted { ($0.parked.sequence, $0.parked.id) < ($1.parked.sequence, $1.parked.id) }
      .filter { item in
        item.parked.kind != "event"
          || seen.insert("\(item.follower)/\(item.parked.service)/\(item.parked.subject)").inserted
      }
  }

  static func table(_ items: [ParkedItem]) -> Table {
    Table(
      ["ID", "SERVICE", "WHAT", "SUBJECT", "SINCE", "WHY"],
      rows: items.map { item in
        [
          item.parked.id, item.follower, item.parked.handler ?? item.parked.name,
          item.parked.subject, LocalTime.text(item.parked.at), item.parked.error,
        ]
      })
  }
}
