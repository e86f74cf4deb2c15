import Models
import Wire

/// One thing that happened to a ticket in the time of a report.
struct TicketFact {
  enum Kind {
    case opened
    /// A person answered for the first time, so long after the ticket was opened.
    case firstReply(after: Period)
    /// It was closed so long after it was opened; perhaps somebody was asked how it went, and said.
    case closed(after: Period, asked: Bool, score: Int?)
  }

  var kind: Kind
  var at: Timestamp
  var assignee: StaffID?
  var queue: Slug
  var channel: TicketChannel
}

/// The report's arithmetic: facts in, figures out.
enum Figures {
  /// From this score on a customer is satisfied.
  private static let satisfied = 4

  static func of(_ facts: [TicketFact]) -> TicketReport.Figures {
    var opened = 0
    var replies: [Period] = []
    var closings: [Period] = []
    var asked = 0
    var scores: [Int] = []
    for fact in facts {
      switch fact.kind {
      case .opened: opened += 1
      case .firstReply(let after): replies.append(after)
      case .closed(let after, let wasAsked, let score):
        closings.append(after)
        asked += wasAsked ? 1 : 0
        if let score { scores.append(score) }
      }
    }
    return TicketReport.Figures(
      opened: opened, closed: closings.count, firstReply: spread(replies),
      resolution: spread(closings),
      csat: .init(
        satisfied: scores.count { $0 >= satisfied }, answers: scores.count, asked: asked))
  }

  /// The figures of each group, by the group's key.
  static func groups(
    _ facts: [TicketFact], names: [String: String] = [:], by key: (TicketFact) -> String
  ) -> [TicketReport.Group] {
    Dictionary(grouping: facts, by: key).sorted { $0.key < $1.key }.map { group in
      .init(key: group.key, name: names[group.key], figures: of(group.value))
    }
  }

  static func spread(_ durations: [Period]) -> TicketReport.Spread {
    let sorted = durations.sorted()
    return .init(
      count: sorted.count, median: nearestRank(50, of: sorted), p90: nearestRank(90, of: sorted))
  }

  /// The smallest value that at least so many percent do not exceed; it is one of them.
  ///
  /// Source: the nearest-rank method, rank ⌈p/100 · n⌉.
  static func nearestRank<Value>(_ percent: Int, of sorted: [Value]) -> Value? {
    guard !sorted.isEmpty else { return nil }
    let rank = (percent * sorted.count + 99) / 100
    return sorted[max(rank, 1) - 1]
  }
}
