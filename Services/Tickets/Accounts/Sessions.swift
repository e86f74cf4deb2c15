import Crypto
import Engine
import Models
import Store
import Wire

/// What lasts of signing in: 32 random bytes, of which only the digest is kept.
enum Sessions {
  static let answers: [Answers] = [
    .query(TicketsAPI.GetSession.self, get),
    .command(TicketsAPI.RenewSession.self, renew).confidential,
    .command(TicketsAPI.EndSession.self, end).confidential,
  ]

  /// A session ends then, whatever happens.
  static let longest = Period.hours(12)
  /// A session ends when it was not used for that long.
  static let idle = Period.hours(1)
  /// A use is noted that often; less would be a write with each click.
  private static let noted = Period.minutes(5)

  /// A row that has not ended.
  struct Open {
    let digest: [UInt8]
    let staff: StaffID
    let startedAt: Timestamp
    let usedAt: Timestamp
  }

  /// Begins one; the token is shown to whoever signed in, and to nobody else.
  static func begin(
    _ staff: Staff, from address: String?, _ context: Context
  ) throws -> (token: String, session: Session) {
    let token = context.randomBytes(32).map { byte in
      String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }.joined()
    let open = Open(
      digest: digest(token), staff: staff.id, startedAt: context.now, usedAt: context.now)
    try context.tx.write(
      """
      INSERT INTO staff_session (digest, staff, started_at, used_at)
      VALUES (\(open.digest), \(open.staff), \(open.startedAt), \(open.usedAt))
      """)
    try context.emit(
      TicketsEvents.SessionStarted(staff: staff.id, address: address), subject: staff.id.wire)
    return (token, try session(open, of: staff, now: context.now, context.tx))
  }

  private static func digest(_ token: String) -> [UInt8] {
    Array(SHA256.hash(data: Array(token.utf8)))
  }

  private static func session(
    _ open: Open, of staff: Staff, now: Timestamp, _ tx: Transaction
  ) throws -> Session {
    Session(
      staff: staff, actor: "\(actor(staff.roles)):\(staff.id)", startedAt: open.startedAt,
      expiresAt: open.startedAt + longest, idleAt: open.usedAt + idle,
      wantsRenewal: now >= open.usedAt + noted,
      hasSecondFactor: try Credentials.find(staff.id, tx)?.wantsCode ?? false)
  }

  /// The kind of actor that services know: it says what somebody with these roles may do.
  package static func actor(_ roles: [StaffRole]) -> String {
    if roles.contains(.admin) { return "admin" }
    return roles.contains { $0 == .agent || $0 == .supervisor } ? "staff" : "observer"
  }

  private static func get(
    _ params: TicketsAPI.SessionToken, _ context: QueryContext
  ) throws -> Session {
    let (open, staff) = try find(params.token, now: context.now, context.tx)
    return try session(open, of: staff, now: context.now, context.tx)
  }

  /// The session of a token, and whose it is.
  ///
  /// - Throws: `unauthenticated` once it is over.
  static func find(
    _ token: String, now: Timestamp, _ tx: Transaction
  ) throws -> (Open, Staff) {
    let open: Open? = try tx.first(
      """
      SELECT digest, staff, started_at, used_at FROM staff_session WHERE digest = \(digest(token))
      """
    ) {
      Open(
        digest: $0["digest"], staff: $0["staff"], startedAt: $0["started_at"],
        usedAt: $0["used_at"])
    }
    guard let open, now < open.startedAt + longest, now < open.usedAt + idle,
      let staff = try StaffList.find(open.staff, tx), staff.account == .active
    else { throw ServiceError(.unauthenticated, "This session is over; sign in again.") }
    return (open, staff)
  }

  private static func renew(
    _ params: TicketsAPI.SessionToken, _ context: Context
  ) throws -> Session {
    let (open, staff) = try find(params.token, now: context.now, context.tx)
    try context.tx.write(
      "UPDATE staff_session SET used_at = \(context.now) WHERE digest = \(open.digest)")
    let renewed = Open(
      digest: open.digest, staff: open.staff, startedAt: open.startedAt, usedAt: context.now)
    return try session(renewed, of: staff, now: context.now, context.tx)
  }

  private static func end(
    _ params: TicketsAPI.SessionToken, _ context: Context
  ) throws -> TicketsAPI.Nothing {
    let digest = digest(params.token)
    let staff: StaffID? = try context.tx.scalar(
      "SELECT staff FROM staff_session WHERE digest = \(digest)")
    guard let staff else { return .init() }
    try context.tx.write("DELETE FROM staff_session WHERE digest = \(digest)")
    try context.emit(
      TicketsEvents.SessionEnded(staff: staff, because: .signedOut), subject: staff.wire)
    return .init()
  }

  /// Ends all of somebody's, at once.
  static func endAll(
    of staff: StaffID, because cause: TicketsEvents.SessionEnded.Cause, _ context: Context
  ) throws {
    let count: Int? = try context.tx.scalar(
      "SELECT count(*) FROM staff_session WHERE staff = \(staff)")
    guard let count, count > 0 else { return }
    try context.tx.write("DELETE FROM staff_session WHERE staff = \(staff)")
    try context.emit(
      TicketsEvents.SessionEnded(staff: staff, because: cause), subject: staff.wire)
  }

  static func prune(_ context: Context) throws {
    let oldest = Timestamp(milliseconds: context.now.milliseconds - longest.milliseconds)
    let unused = Timestamp(milliseconds: context.now.milliseconds - idle.milliseconds)
    try context.tx.write(
      "DELETE FROM staff_session WHERE started_at <= \(oldest) OR used_at <= \(unused)")
  }
}
