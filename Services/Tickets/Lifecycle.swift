import Models
import Wire

/// Which way a ticket may go. The whole table, and nothing but the table.
///
///     new ──▶ open ◀──▶ waiting ◀──▶ onHold ◀──▶ solved      by hand, in any direction but to new
///      └───────┴──────────┴────────────┴───────────┴──▶ closed      by tickets.close alone
///                                                        └──▶ open  by tickets.reopen, or when
///                                                                   the customer speaks again
enum Lifecycle {
  /// How long after closing the customer's word reopens the ticket; later it opens a new one.
  static let memory = Period.days(14)

  /// Where staff may move a ticket by hand.
  static func moves(from status: TicketStatus) -> [TicketStatus] {
    switch status {
    case .new: [.open, .waiting, .onHold, .solved]
    case .open: [.waiting, .onHold, .solved]
    case .waiting: [.open, .onHold, .solved]
    case .onHold: [.open, .waiting, .solved]
    case .solved: [.open, .waiting, .onHold]
    case .closed, .other: []
    }
  }

  /// Refuses a move that the table does not have; staying is no move.
  static func check(_ status: TicketStatus, to next: TicketStatus) throws(ServiceError) {
    guard status != next, !moves(from: status).contains(next) else { return }
    switch (status, next) {
    case (.closed, _):
      throw .rejected("A closed ticket is moved by tickets.reopen, which asks for the reason.")
    case (_, .closed):
      throw .rejected("A ticket is closed by tickets.close, which asks for the outcome.")
    default:
      throw .rejected("A ticket that is \(status.rawValue) cannot become \(next.rawValue).")
    }
  }

  /// Whether the customer waits for an answer. On hold they still do: the promise stands.
  static func owesAnswer(_ status: TicketStatus) -> Bool {
    switch status {
    case .new, .open, .onHold: true
    case .waiting, .solved, .closed, .other: false
    }
  }

  /// What a ticket is once somebody has it.
  static func taken(_ status: TicketStatus) -> TicketStatus {
    status == .new ? .open : status
  }

  /// Whether the customer's word still reopens a ticket that was closed then.
  static func remembers(closedAt: Timestamp, now: Timestamp) -> Bool {
    now - closedAt <= memory.milliseconds
  }
}
