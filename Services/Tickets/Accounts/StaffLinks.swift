import Engine
import Models
import Passwords
import Store
import Wire

/// The links in the mail of staff: each does one thing, once.
///
/// The token is minted by notifications when the mail is handed over; here stands only what it is
/// for.
struct StaffLinks: Sendable {
  let secret: Secret

  struct Link: Sendable {
    let id: StaffLinkID
    let staff: StaffID
    let isUsed: Bool
  }

  /// Makes the link that a mail will carry.
  static func make(
    _ purpose: LinkPurpose, for staff: StaffID, until end: Timestamp, _ context: Context
  ) throws -> LinkRequest {
    let id: StaffLinkID = context.newID()
    try context.tx.write("DELETE FROM staff_link WHERE staff = \(staff) AND used = \(false)")
    try context.tx.write(
      """
      INSERT INTO staff_link (id, staff, purpose, made_at, expires_at, used)
      VALUES (\(id), \(staff), \(purpose.rawValue), \(context.now), \(end), \(false))
      """)
    return LinkRequest(purpose: purpose, subject: id.wire, expiresAt: end)
  }

  /// What a token leads to.
  ///
  /// - Throws: `rejected` for one that is forged, out of date, of another purpose, or replaced by a
  ///   later one.
  func open(
    _ token: String, _ purpose: LinkPurpose, now: Timestamp, _ tx: Transaction
  ) throws -> Link {
    let claim = try secret.open(token, purpose: purpose.rawValue, now: now)
    let link: Link? = try (try? StaffLinkID(wire: claim.subject)).flatMap { id in
      try tx.first(
        """
        SELECT id, staff, used FROM staff_link
        WHERE id = \(id) AND purpose = \(purpose.rawValue) AND expires_at >= \(now)
        """
      ) { Link(id: $0["id"], staff: $0["staff"], isUsed: $0["used"]) }
    }
    guard let link else { throw ServiceError.rejected("This link is no longer valid.") }
    return link
  }

  static func use(_ link: Link, _ tx: Transaction) throws {
    try tx.write("UPDATE staff_link SET used = \(true) WHERE id = \(link.id)")
  }

  /// Whether one was made so lately that another would only be a nuisance.
  static func isRecent(
    _ purpose: LinkPurpose, for staff: StaffID, since start: Timestamp, _ tx: Transaction
  ) throws -> Bool {
    let count: Int? = try tx.scalar(
      """
      SELECT count(*) FROM staff_link
      WHERE staff = \(staff) AND purpose = \(purpose.rawValue) AND made_at > \(start)
      """)
    return (count ?? 0) > 0
  }

  static func prune(_ context: Context) throws {
    try context.tx.write("DELETE FROM staff_link WHERE expires_at < \(context.now)")
  }
}
