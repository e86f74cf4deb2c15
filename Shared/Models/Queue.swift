public import Wire

/// Where tickets wait for somebody, and how soon they are owed an answer.
public struct Queue: Codable, Sendable, Hashable {
  public var key: Slug
  public var name: String
  /// Whom the queue's mail comes from; absent: whom the notifications service takes.
  public var sender: Slug?
  /// How long an answer may take, counted while the calendar is open.
  public var replyWithin: Period
  /// Absent: open round the clock.
  public var calendar: OpeningHours?
  public var version: Int

  public init(
    key: Slug, name: String, sender: Slug? = nil, replyWithin: Period,
    calendar: OpeningHours? = nil, version: Int
  ) {
    (self.key, self.name, self.sender) = (key, name, sender)
    (self.replyWithin, self.calendar, self.version) = (replyWithin, calendar, version)
  }
}
