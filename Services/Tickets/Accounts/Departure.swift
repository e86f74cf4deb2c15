import Engine
import Models
import Store
import Wire

/// How somebody leaves: their account and sessions end at once, their open tickets are handed on in
/// slices, however many they are.
enum Departure {
  static let answers: [Answers] = [.command(TicketsAPI.DeactivateStaff.self, deactivate)]
  static let times: [Timing] = [.when(handOn, handOn)]

  private static let handOn = TimerName<Handover>("staff.handOn")
  /// Tickets that one transaction hands on.
  private static let slice = 50

  struct Handover: Codable, Sendable {
    let from: StaffID
    var to: StaffID?
  }

  private static func deactivate(
    _ params: TicketsAPI.DeactivateStaff.Params, _ context: Context
  ) throws -> Staff {
    var staff = try StaffList.get(params.id, context.tx)
    var checking = Checking()
    if let successor = params.reassignTo {
      _ = try checking.staff(successor, at: "/reassignTo", context.tx)
      checking.expect(
        successor != staff.id, at: "/reassignTo", "reference", "must be somebody else")
    }
    try checking.finish()
    guard staff.account != .deactivated else { return staff }
    try StaffList.mark(&staff, .deactivated, context.tx)
    try Sessions.endAll(of: staff.id, because: .deactivated, context)
    try Credentials.delete(staff.id, context.tx)
    try context.tx.write("DELETE FROM staff_link WHERE staff = \(staff.id)")
    try context.emit(
      TicketsEvents.StaffDeactivated(staff: staff.id, reassignTo: params.reassignTo),
      subject: staff.id.wire)
    try context.schedule(
      handOn, for: staff.id.wire, at: context.now, Handover(from: staff.id, to: params.reassignTo))
    return staff
  }

  private static func handOn(_ handover: Handover, _ context: Context) throws -> TimerOutcome {
    // A successor who has left meanwhile gets nothing.
    let successor = try handover.to.flatMap { try StaffList.find($0, context.tx) }
    let heir = successor?.account == .deactivated ? nil : successor?.id
    let tickets = try context.tx.read(
      """
      SELECT \(sql: TicketRows.columns) FROM ticket
      WHERE assignee = \(handover.from) AND status <> 'closed' ORDER BY number LIMIT \(slice)
      """, map: TicketRows.ticket)
    for ticket in tickets {
      let changed = try TicketRows.change(ticket, context.tx) { $0.assignee = heir }
      try context.emit(TicketsEvents.TicketAssigned(ticket: changed), about: changed.value)
    }
    return tickets.count < slice ? .done : .again(at: context.now)
  }
}
