public import Wire

/// What came of a campaign in a time: `from` included, `to` not.
///
/// A message belongs to the time in which it was asked for, whenever it was opened, and an enrolment
/// to the time in which it began; so numerators and denominators speak of the same messages, and the
/// figures of a past time still grow while people read.
public struct CampaignReport: Codable, Sendable, Hashable {
  /// How many messages were hit at least once, by a person and by a machine; a message that both
  /// hit counts on both sides.
  public struct Hits: Codable, Sendable, Hashable {
    public var human: Int
    public var machine: Int
    public init(human: Int, machine: Int) { (self.human, self.machine) = (human, machine) }
  }

  /// A share, with what it was made of.
  public struct Rate: Codable, Sendable, Hashable {
    public var numerator: Int
    public var denominator: Int
    /// The quotient; absent where there is nothing to divide by.
    public var value: Double?
    public init(_ numerator: Int, of denominator: Int) {
      (self.numerator, self.denominator) = (numerator, denominator)
      value = denominator > 0 ? Double(numerator) / Double(denominator) : nil
    }
  }

  /// Shares of the messages. *Reached*: accepted or captured, and not come back.
  public struct Rates: Codable, Sendable, Hashable {
    /// Come back, of those accepted.
    public var bounced: Rate
    /// Called spam, of those that reached somebody.
    public var complained: Rate
    /// Opened by a person, of those that reached somebody.
    public var opened: Rate
    /// Clicked by a person, of those that reached somebody.
    public var clicked: Rate
    /// Clicked by a person, of those that a person opened.
    public var clickedOfOpened: Rate
    /// Ended in a withdrawal, of those that reached somebody.
    public var unsubscribed: Rate
    /// Not allowed to go, of all that were asked for.
    public var denied: Rate

    public init(
      bounced: Rate, complained: Rate, opened: Rate, clicked: Rate, clickedOfOpened: Rate,
      unsubscribed: Rate, denied: Rate
    ) {
      (self.bounced, self.complained, self.opened) = (bounced, complained, opened)
      (self.clicked, self.clickedOfOpened) = (clicked, clickedOfOpened)
      (self.unsubscribed, self.denied) = (unsubscribed, denied)
    }
  }

  public var campaign: Slug
  /// People taken on a journey.
  public var enrolled: Int
  /// People who met a trigger and were not taken, by reason.
  public var declined: [String: Int]
  /// Enrolments that are over, by reason.
  public var finished: [String: Int]
  /// Messages asked for.
  public var requested: Int
  /// Waiting for their turn.
  public var planned: Int
  /// Waiting for the campaign to be resumed.
  public var held: Int
  /// Accepted by a provider, whatever came of them later.
  public var accepted: Int
  /// Kept instead of sent.
  public var captured: Int
  /// Of those accepted, come back.
  public var bounced: Int
  /// Of those accepted, called spam.
  public var complained: Int
  /// Not allowed to go, by the rule that said no.
  public var denied: [String: Int]
  public var failed: Int
  public var expired: Int
  /// Nobody can know whether they went.
  public var unknown: Int
  public var cancelled: Int
  public var opened: Hits
  public var clicked: Hits
  /// Messages whose link was used to withdraw.
  public var unsubscribed: Int
  public var rates: Rates

  public init(
    campaign: Slug, enrolled: Int, declined: [String: Int], finished: [String: Int],
    requested: Int, planned: Int, held: Int, accepted: Int, captured: Int, bounced: Int,
    complained: Int, denied: [String: Int], failed: Int, expired: Int, unknown: Int,
    cancelled: Int, opened: Hits, clicked: Hits, unsubscribed: Int, rates: Rates
  ) {
    (self.campaign, self.enrolled, self.declined) = (campaign, enrolled, declined)
    (self.finished, self.requested, self.planned) = (finished, requested, planned)
    (self.held, self.accepted, self.captured) = (held, accepted, captured)
    (self.bounced, self.complained, self.denied) = (bounced, complained, denied)
    (self.failed, self.expired, self.unknown) = (failed, expired, unknown)
    (self.cancelled, self.opened, self.clicked) = (cancelled, opened, clicked)
    (self.unsubscribed, self.rates) = (unsubscribed, rates)
  }
}
