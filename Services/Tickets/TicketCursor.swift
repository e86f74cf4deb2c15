import Models
import Store
import Wire

/// Where a page of tickets ended: the sort's own value, and the number that settles ties.
///
/// Tickets that move while somebody pages are met where they are then: a page never repeats one
/// that stayed.
struct TicketCursor {
  private let sort: TicketsAPI.List.Sort
  private let key: Int64
  private let number: Int

  init(_ ticket: Ticket, sort: TicketsAPI.List.Sort) {
    self.sort = sort
    number = ticket.number
    key =
      switch sort {
      case .due: (ticket.replyDueAt ?? TicketRows.never).milliseconds
      case .newest: 0
      case .lastReply: (ticket.lastReplyAt ?? TicketRows.unanswered).milliseconds
      }
  }

  /// Nil for a text that ``text`` did not write for this sort.
  init?(_ text: String, sort: TicketsAPI.List.Sort) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == sort.rawValue, let key = Int64(parts[1]),
      let number = Int(parts[2])
    else { return nil }
    (self.sort, self.key, self.number) = (sort, key, number)
  }

  var text: String { "\(sort.rawValue).\(key).\(number)" }

  /// What comes after it.
  var condition: SQL {
    switch sort {
    case .due: "(due, number) > (\(key), \(number))"
    case .newest: "number < \(number)"
    case .lastReply: "(last_reply, number) < (\(key), \(number))"
    }
  }
}

extension TicketsAPI.List.Sort {
  var order: SQL {
    switch self {
    case .due: "due, number"
    case .newest: "number DESC"
    case .lastReply: "last_reply DESC, number DESC"
    }
  }
}
