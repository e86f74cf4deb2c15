import ArgumentParser
import Models
import Wire

/// `rapport why`: why somebody did or did not get a message.
struct Why: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tells what happened with one person, and what may be sent to them and why.")

  @Argument(help: "An address, a phone number or a contact's id.")
  var person: PersonArgument

  @Option(help: "Only the messages and the decision of this campaign.", transform: key)
  var campaign: Slug?

  @Option(help: "What was known and decided at this time: RFC 3339, or how long ago, such as 36h.")
  var at: Moment?

  @OptionGroup var options: InstallationOptions

  func run() async throws {
    let installation = try options.installation()
    let story = try await Story.gathered(
      about: person, campaign: campaign, at: at?.time, from: installation)
    story.lines(Console.paint, time: LocalTime.text).forEach(Console.say)
  }

  private static func key(_ text: String) throws -> Slug {
    do throws(Rejection) {
      return try Slug(wire: text)
    } catch {
      throw ValidationError("\(text) \(error.message).")
    }
  }
}
