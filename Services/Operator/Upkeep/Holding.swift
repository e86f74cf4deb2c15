import ArgumentParser
import Client
import Foundation
import Models
import Wire

/// What can be told to stop for a while, and to go on.
enum Holdable: Equatable, Sendable {
  case campaign(Slug)
  case provider(Slug)
  /// Every service: nothing happens by itself any more.
  case all

  /// `all`, `campaign KEY` or `provider KEY`.
  init(_ words: [String]) throws {
    switch (words.first, words.dropFirst().first, words.count) {
    case ("all", nil, 1): self = .all
    case ("campaign", let key?, 2): self = .campaign(try Self.slug(key))
    case ("provider", let key?, 2): self = .provider(try Self.slug(key))
    default: throw ValidationError("Say all, campaign KEY or provider KEY.")
    }
  }

  private static func slug(_ text: String) throws -> Slug {
    do throws(Rejection) {
      return try Slug(wire: text)
    } catch {
      throw ValidationError("\(text) \(error.message).")
    }
  }
}

/// What is meant, and where.
struct HoldableArguments: ParsableArguments {
  @Argument(help: "all, campaign KEY or provider KEY.")
  var what: [String]

  @OptionGroup var options: InstallationOptions

  func validate() throws { _ = try Holdable(what) }
}

/// `rapport hold`: the handle to pull when something goes wrong.
struct Hold: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Holds a campaign, a provider, or everything, until it is resumed.",
    discussion: """
      rapport hold campaign spring --reason "wrong price in the mail"
        rapport hold provider smtp
        rapport hold all

      Held services answer requests and hear each other; no timer fires and nothing is sent.
      """)

  @OptionGroup var chosen: HoldableArguments

  @Option(help: "Why, for whoever wonders.")
  var reason = "held by an operator"

  func run() async throws {
    let installation = try chosen.options.installation()
    switch try Holdable(chosen.what) {
    case .campaign(let key):
      let standing = try await installation.call(
        CampaignsAPI.PauseCampaign.self, .init(key: key, reason: reason)
      ).value
      Console.say(
        "campaign \(key): \(standing.handedOver) messages are gone, \(standing.held) are held")
    case .provider(let key):
      _ = try await installation.call(
        NotificationsAPI.PauseProvider.self, .init(key: key, reason: reason))
      Console.say("provider \(key): paused")
    case .all:
      for member in Suite.members {
        let held = try await installation[member.name].call(
          EveryService.Hold.self, .init(reason: reason)
        ).value
        Console.say("\(member.name): held since \(LocalTime.text(held.since)), \(held.reason)")
      }
    }
  }
}

/// `rapport resume`: lets it go on.
struct Resume: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lets what was held go on; what was due meanwhile happens now.")

  @OptionGroup var chosen: HoldableArguments

  @Option(help: "Why, for the record.")
  var reason = "resumed by an operator"

  func run() async throws {
    let installation = try chosen.options.installation()
    switch try Holdable(chosen.what) {
    case .campaign(let key):
      _ = try await installation.call(
        CampaignsAPI.ResumeCampaign.self, .init(key: key, reason: reason))
      Console.say("campaign \(key): goes on")
    case .provider(let key):
      _ = try await installation.call(NotificationsAPI.ResumeProvider.self, .init(key: key))
      Console.say("provider \(key): goes on")
    case .all:
      for member in Suite.members {
        let released = try await installation[member.name].call(
          EveryService.Release.self, .init()
        ).value
        Console.say("\(member.name): \(released.wasHeld ? "goes on" : "was not held")")
      }
    }
  }
}
