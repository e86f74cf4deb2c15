import ArgumentParser
import Client
import Foundation
import Models
import Wire

/// `rapport demo`: one visitor and one complaint, all the way through a running suite.
struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Plays the main job against a running suite and shows what each step causes.",
    discussion: """
      It needs the configuration in deploy/examples/demo and runs only where mail is captured. Each \
      run brings new people, so that it can be repeated.
      """)

  @OptionGroup var options: InstallationOptions

  func run() async throws {
    let installation = try options.installation()
    try await Self.checkMail(of: installation)
    let mia = try await Self.checkConfiguration(of: installation)
    let start = LocalTime.now
    let play = Play(installation, from: start)
    let cast = Cast(stamp: start.milliseconds)
    try await NewsletterScene(ann: cast.ann, name: cast.annName).run(play)
    try await SupportScene(ben: cast.ben, name: cast.benName, mia: mia).run(play)
    try await Closing(ann: cast.ann, since: start).run(play)
  }

  /// Nobody real may get mail from a demo.
  private static func checkMail(of installation: Installation) async throws {
    let providers = try await installation.call(
      NotificationsAPI.ListProviders.self, .init()
    ).value.items
    guard isSafe(providers.map(\.kind)) else {
      throw Failure(
        EX_CONFIG,
        "The demo runs only where mail is captured: start rapport up without --smtp, on data of its own."
      )
    }
  }

  /// Whether everything that is sent stays here.
  static func isSafe(_ providers: [Provider.Kind]) -> Bool {
    !providers.isEmpty && providers.allSatisfy { $0 == .capture }
  }

  private static func checkConfiguration(of installation: Installation) async throws -> StaffID {
    do throws(ServiceError) {
      for form in ["newsletter", "support"] as [Slug] {
        _ = try await installation.call(FormsAPI.GetForm.self, .init(key: form))
      }
      _ = try await installation.call(CampaignsAPI.GetJourney.self, .init(key: "welcome"))
      let mia = TicketsAPI.GetStaff.Params(email: Cast.mia)
      return try await installation.call(TicketsAPI.GetStaff.self, mia).value.id
    } catch {
      guard error.kind == .notFound else { throw error }
      throw Failure(
        EX_NOINPUT,
        "The demo's configuration is not there: rapport apply deploy/examples/demo.",
        details: [error.message])
    }
  }
}
