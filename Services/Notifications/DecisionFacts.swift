import Models
import Wire

/// What the decision about one message, or about a question, rests on: values alone.
struct DecisionFacts: Sendable, Equatable {
  struct Suppressed: Sendable, Equatable {
    var matched: String
    var scope: SuppressionScope
    var topic: Slug?
    var reason: SuppressionReason
    var expiresAt: Timestamp?
  }
  struct Grant: Sendable, Equatable {
    var subscribed: Bool
    var basis: LawfulBasis?
    var since: Timestamp
  }
  struct Rating: Sendable, Equatable {
    var ticket: Int
    var score: Int
    var at: Timestamp
  }
  struct Upstream: Sendable, Equatable {
    var service: String
    var isStopped = false
    /// Everything it had told by then is applied here.
    var knownUntil: Timestamp?
  }

  var now: Timestamp
  var `class`: MessageClass
  /// The service that asks; nil for a question.
  var source: String?
  var topic: Slug?
  /// The basis the topic rests on; nil when there is no such topic.
  var basis: LawfulBasis?
  var contact: ContactID?
  var validUntil: Timestamp?
  var campaign: Slug?
  var campaignState: Campaign.State?
  /// Whether the sender says where the business is; nil for a question.
  var hasPostalAddress: Bool?
  var suppressions: [Suppressed] = []
  var grant: Grant?
  /// The numbers of the person's open tickets.
  var openTickets: [Int] = []
  /// The person's ratings of late, newest first.
  var ratings: [Rating] = []
  /// The logs that consent and complaints come from.
  var upstream: [Upstream] = []
}
