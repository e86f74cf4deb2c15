import Models
import Wire

/// Which events can start a journey.
enum TriggerRules {
  private static let events =
    FormsEvents.all + TicketsEvents.all + CampaignsEvents.all + NotificationsEvents.all

  /// All there are.
  static let known = Set(events.map { $0.type })

  /// Those whose data names the form they happened on, as their schemas say.
  static let withForm = Set(events.filter(namesForm).map { $0.type })

  /// Reads the schemas once, while there is time: the service's start, not a request.
  static func prepare() {
    precondition(withForm.isSubset(of: known), "an event that is none tells of a form")
  }

  private static func namesForm(_ event: any Event.Type) -> Bool {
    guard let bytes = try? JSONCoding.encode(Wire.Schema.of(event)),
      let schema = try? JSONCoding.decode(JSON.self, from: bytes, mode: .lenient)
    else { return false }
    return schema["properties"]?["form"]?["type"]?.text == "string"
  }

  /// Whether a campaign causes it by what it does: a journey that starts so would feed itself. A
  /// trigger names no campaign, so it would hear its own together with everybody else's.
  static func isCausedByCampaigns(_ event: String) -> Bool {
    event.hasPrefix("campaigns.") || event.hasPrefix("notifications.message.")
  }

  /// All that is wrong with a trigger, but for one that feeds itself.
  static func violations(of trigger: JourneyTrigger, knowsForm: Bool) -> [Violation] {
    guard known.contains(trigger.event) else {
      return [
        Violation(
          path: "/trigger/event", rule: "event", limit: .array(known.sorted().map(JSON.string)),
          message: "is no event that there is: \(trigger.event)")
      ]
    }
    guard let form = trigger.form else { return [] }
    guard withForm.contains(trigger.event) else {
      return [
        Violation(
          path: "/trigger/form", rule: "unwanted",
          limit: .array(withForm.sorted().map(JSON.string)),
          message: "does not go with \(trigger.event), which does not tell of a form")
      ]
    }
    guard !knowsForm else { return [] }
    return [
      Violation(
        path: "/trigger/form", rule: "form", message: "names no form that is known here: \(form)")
    ]
  }

  /// What is wrong with a trigger that feeds itself.
  static func selfTriggering(_ trigger: JourneyTrigger) -> [Violation] {
    guard isCausedByCampaigns(trigger.event) else { return [] }
    return [
      Violation(
        path: "/trigger/event", rule: "selfTriggering",
        message: "must not be caused by the journey's own campaign, as \(trigger.event) is")
    ]
  }
}
