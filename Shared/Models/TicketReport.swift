public import Wire

/// How tickets fared in a time: `from` included, `to` not.
///
/// Past times do not change later, but for ratings that are still to come.
public struct TicketReport: Codable, Sendable, Hashable {
  /// The median and the 90th percentile by nearest rank: each is a duration that occurred.
  public struct Spread: Codable, Sendable, Hashable {
    /// How many durations these are; with none, there is no median.
    public var count: Int
    public var median: Period?
    public var p90: Period?
    public init(count: Int, median: Period?, p90: Period?) {
      (self.count, self.median, self.p90) = (count, median, p90)
    }
  }

  /// Customer satisfaction of what was closed: `score` = `satisfied` (4 or 5 of 5) ÷ `answers`.
  public struct Satisfaction: Codable, Sendable, Hashable {
    /// Absent without answers.
    public var score: Double?
    public var satisfied: Int
    public var answers: Int
    public var asked: Int
    public init(satisfied: Int, answers: Int, asked: Int) {
      score = answers > 0 ? Double(satisfied) / Double(answers) : nil
      (self.satisfied, self.answers, self.asked) = (satisfied, answers, asked)
    }
  }

  /// The figures of the whole, or of a group.
  public struct Figures: Codable, Sendable, Hashable {
    public var opened: Int
    public var closed: Int
    /// From opening to the first answer of a person, for answers of this time.
    public var firstReply: Spread
    /// From opening to closing, for closings of this time.
    public var resolution: Spread
    public var csat: Satisfaction
    public init(
      opened: Int, closed: Int, firstReply: Spread, resolution: Spread, csat: Satisfaction
    ) {
      (self.opened, self.closed, self.csat) = (opened, closed, csat)
      (self.firstReply, self.resolution) = (firstReply, resolution)
    }
  }

  /// The figures of one day, queue, member of staff or channel.
  public struct Group: Codable, Sendable, Hashable {
    /// The day, the queue's key, the channel or the member of staff's id; `none` for nobody.
    public var key: String
    /// What people call it, where that is something else.
    public var name: String?
    public var figures: Figures
    public init(key: String, name: String? = nil, figures: Figures) {
      (self.key, self.name, self.figures) = (key, name, figures)
    }
  }

  public var opened: Int
  /// Closings; a ticket that was reopened and closed again counts twice.
  public var closed: Int
  /// What was not closed at the end.
  public var open: Int
  public var firstReply: Spread
  public var resolution: Spread
  public var csat: Satisfaction
  public var byAssignee: [Group]
  /// By what was asked for.
  public var groups: [Group]?

  public init(figures: Figures, open: Int, byAssignee: [Group], groups: [Group]? = nil) {
    (opened, closed, csat) = (figures.opened, figures.closed, figures.csat)
    (firstReply, resolution) = (figures.firstReply, figures.resolution)
    (self.open, self.byAssignee, self.groups) = (open, byAssignee, groups)
  }
}
