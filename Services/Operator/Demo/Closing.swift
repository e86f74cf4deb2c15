import Models
import Wire

/// What came of it: the reports, and why Ann will get no more.
struct Closing {
  let ann: EmailAddress
  let since: Timestamp

  func run(_ play: Play) async throws {
    play.step("What came of the campaign")
    let campaign = try await play.call(
      CampaignsAPI.ReportCampaign.self, .init(key: "welcome", from: since))
    play.tell(try Figures.text(of: campaign))
    play.step("What came of the tickets")
    let tickets = try await play.call(
      TicketsAPI.Report.self, .init(from: since, to: LocalTime.now + .minutes(1)))
    play.tell(try Figures.text(of: tickets))
    play.step("Why Ann gets no more news: rapport why \(ann.wire)")
    guard let person = PersonArgument(argument: ann.wire) else { return }
    let story = try await Story.gathered(about: person, campaign: nil, from: play.installation)
    play.tell(story.lines(Console.paint, time: LocalTime.text).joined(separator: "\n"))
    Console.say("\nThat was the main job: every step came true.")
  }
}
