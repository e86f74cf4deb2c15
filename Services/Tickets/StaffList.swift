import Engine
import Models
import Store
import Wire

/// The people who answer tickets.
enum StaffList {
  static let answers: [Answers] = [
    .command(TicketsAPI.PutStaff.self, put),
    .query(TicketsAPI.GetStaff.self, get),
    .query(TicketsAPI.ListStaff.self, list),
    .command(TicketsAPI.DeleteStaff.self, delete),
  ]

  static func put(
    _ params: TicketsAPI.PutStaff.Params, _ context: Context
  ) throws -> Staff {
    var checking = Checking()
    let name = checking.line(params.name, at: "/name", limit: 200)
    checking.expect(!params.roles.isEmpty, at: "/roles", "required", "must name a role")
    let holder = try find("email = \(params.email)", context.tx)
    let taken = holder != nil && params.id != nil && holder?.id != params.id
    checking.expect(!taken, at: "/email", "unique", "is another member's address")
    for (index, queue) in (params.queues ?? []).enumerated() {
      try checking.queue(queue, at: "/queues/\(index)", context.tx)
    }
    try checking.finish()
    let current = try params.id.map { try get($0, context.tx) } ?? holder
    try Versions.check(
      params.version, against: current?.version, of: "member of staff \(params.email)")
    var staff = Staff(
      id: current?.id ?? context.newID(), name: name, email: params.email,
      roles: StaffRole.allCases.filter(params.roles.contains),
      queues: params.queues.flatMap {
        $0.isEmpty ? nil : Array(Set($0)).sorted { $0.wire < $1.wire }
      },
      account: current?.account ?? StaffAccount.none, version: current?.version ?? 1)
    if staff == current { return staff }
    if let current { staff.version = current.version + 1 }
    try save(staff, context)
    return staff
  }

  private static func save(_ staff: Staff, _ context: Context) throws {
    let roles = staff.roles.map(\.rawValue).joined(separator: "\n")
    let queues = (staff.queues ?? []).map(\.wire).joined(separator: "\n")
    try context.tx.write(
      """
      INSERT INTO staff (id, email, name, roles, queues, account, version)
      VALUES (\(staff.id), \(staff.email), \(staff.name), \(roles), \(queues),
        \((staff.account ?? StaffAccount.none).rawValue), \(staff.version))
      ON CONFLICT (id) DO UPDATE SET email = excluded.email, name = excluded.name,
        roles = excluded.roles, queues = excluded.queues, version = excluded.version
      """)
    try context.emit(
      TicketsEvents.StaffChanged(staff: staff.id, name: staff.name), subject: staff.id.wire)
  }

  private static func get(
    _ params: TicketsAPI.GetStaff.Params, _ context: QueryContext
  ) throws -> Staff {
    switch (params.id, params.email) {
    case (let id?, nil): return try get(id, context.tx)
    case (nil, let email?):
      guard let staff = try find("email = \(email)", context.tx) else {
        throw ServiceError.notFound("No member of staff has the address \(email.wire).")
      }
      return staff
    default:
      throw ServiceError.invalid([
        Violation(path: "", rule: "required", message: "must have one of id and email")
      ])
    }
  }

  private static func list(_ params: ListParams, _ context: QueryContext) throws -> Page<Staff> {
    var checking = Checking()
    let limit = checking.limit(params.limit)
    try checking.finish()
    let members = try context.tx.read(
      """
      SELECT \(sql: columns) FROM staff
      WHERE email > \(params.after ?? "") ORDER BY email LIMIT \(limit + 1)
      """, map: staff)
    return Paging.page(members, size: limit) { $0.email.wire }
  }

  private static func delete(
    _ params: TicketsAPI.DeleteStaff.Params, _ context: Context
  ) throws -> TicketsAPI.DeleteStaff.Result {
    let staff = try get(params.id, context.tx)
    try Versions.check(params.version, against: staff.version, of: "member of staff \(staff.email)")
    let ticket = try TicketRows.first(
      where: "assignee = \(staff.id) AND status <> 'closed' ORDER BY number", context.tx)
    if let ticket {
      throw ServiceError.rejected(
        "\(staff.name) has tickets that are not closed, the first is \(ticket.number).")
    }
    try Sessions.endAll(of: staff.id, because: .deactivated, context)
    try Credentials.delete(staff.id, context.tx)
    try context.tx.write("DELETE FROM staff_link WHERE staff = \(staff.id)")
    try context.tx.write("DELETE FROM staff WHERE id = \(staff.id)")
    try context.emit(TicketsEvents.StaffDeleted(staff: staff.id), subject: staff.id.wire)
    return .init(id: staff.id)
  }

  private static let columns: SQL = "id, email, name, roles, queues, account, version"

  private static func find(_ condition: SQL, _ tx: Transaction) throws -> Staff? {
    try tx.first(
      "SELECT \(sql: columns) FROM staff WHERE \(sql: condition)", map: staff)
  }

  static func find(_ id: StaffID, _ tx: Transaction) throws -> Staff? {
    try find("id = \(id)", tx)
  }

  static func find(_ email: EmailAddress, _ tx: Transaction) throws -> Staff? {
    try find("email = \(email)", tx)
  }

  /// Notes where an account stands.
  static func mark(_ staff: inout Staff, _ account: StaffAccount, _ tx: Transaction) throws {
    staff.account = account
    try tx.write("UPDATE staff SET account = \(account.rawValue) WHERE id = \(staff.id)")
  }

  static func get(_ id: StaffID, _ tx: Transaction) throws -> Staff {
    guard let staff = try find(id, tx) else {
      throw ServiceError.notFound("There is no member of staff \(id).")
    }
    return staff
  }

  private static func staff(_ row: borrowing Row) -> Staff {
    let roles: String = row["roles"]
    let queues = (row["queues"] as String).split(separator: "\n")
    let account: String = row["account"]
    return Staff(
      id: row["id"], name: row["name"], email: row["email"],
      roles: roles.split(separator: "\n").map { StaffRole(rawValue: String($0)) ?? .other },
      queues: queues.isEmpty ? nil : queues.compactMap { try? Slug(wire: String($0)) },
      account: StaffAccount(rawValue: account) ?? .other, version: row["version"])
  }
}

extension Checking {
  /// The member of staff that a request names.
  mutating func staff(_ id: StaffID, at path: String, _ tx: Transaction) throws -> Staff? {
    let staff = try StaffList.find(id, tx)
    expect(staff != nil, at: path, "reference", "names no member of staff: \(id)")
    expect(
      staff?.account != .deactivated, at: path, "active", "names somebody who is deactivated: \(id)"
    )
    return staff
  }
}
