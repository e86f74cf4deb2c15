import Models
import Wire

/// What an event says that a journey's trigger looks at.
struct Occasion: Equatable {
  /// The form it happened on.
  var form: String?
  /// The one topic it is about.
  var topic: String?
  /// False: it came with an import, and nobody is welcomed for having been on an old list.
  var startsJourneys = true

  init(form: String? = nil, topic: String? = nil, startsJourneys: Bool = true) {
    (self.form, self.topic, self.startsJourneys) = (form, topic, startsJourneys)
  }

  /// Reads what is there; an event's data may hold anything under these names.
  init(_ data: JSON) {
    self.init(
      form: data["form"]?.text, topic: data["topic"]?.text,
      startsJourneys: data["startsJourneys"]?.bool ?? true)
  }

  /// Whether it is one that a journey waits for. A consent to one topic starts nothing about another.
  func meets(_ trigger: JourneyTrigger, campaignTopic: Slug?) -> Bool {
    if let wanted = trigger.form, wanted.wire != form { return false }
    guard let topic, let campaignTopic else { return true }
    return topic == campaignTopic.wire
  }
}

/// Why a person who met a trigger is not taken on its journey.
enum DeclineReason: String {
  case campaignStopped, journeysNotWanted, alreadyEnrolled, notSubscribed
}

/// What the decision about one person and one journey rests on.
struct Candidacy: Equatable {
  /// Nil once the campaign is gone.
  var campaign: Campaign.State?
  var wantsJourneys = true
  /// Is or was on this journey: nobody is welcomed twice.
  var isKnownHere = false
  var hasWithdrawn = false

  /// Why not; nil takes them on.
  ///
  /// A paused campaign takes people on: they wait, like everything else that is held, instead of
  /// being lost. Whether there is a lawful basis is for notifications to decide at each message,
  /// because the consent often comes right behind the event that starts the journey.
  var refusal: DeclineReason? {
    if campaign == nil || campaign == .stopped { return .campaignStopped }
    if !wantsJourneys { return .journeysNotWanted }
    if isKnownHere { return .alreadyEnrolled }
    if hasWithdrawn { return .notSubscribed }
    return nil
  }
}
