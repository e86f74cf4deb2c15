import Engine
import Models
import Store
import Wire

/// Whom not to write to. Unsubscribing is not here but in the consent ledger of forms; this list is
/// what providers, recipients' servers and people at work know.
enum Suppressions {
  static let answers: [Answers] = [
    .command(NotificationsAPI.AddSuppression.self, add),
    .command(NotificationsAPI.RemoveSuppression.self, remove),
    .query(NotificationsAPI.ListSuppressions.self, list),
  ]

  static func add(
    _ params: NotificationsAPI.AddSuppression.Params, _ context: Context
  ) throws -> Suppression {
    let wanted = try checked(params, context)
    let same = try find(like: wanted, context.tx).first {
      $0.reason == wanted.reason && $0.expiresAt == wanted.expiresAt
    }
    if let same { return same }
    try keep(wanted, context)
    try context.preserve(name, wanted)
    return wanted
  }

  private static func keep(_ wanted: Suppression, _ context: Context) throws {
    try context.tx.write(
      """
      INSERT INTO suppression
        (id, channel, address, domain, scope, topic, reason, since, expires_at)
      VALUES (\(wanted.id), \(wanted.channel), \(wanted.address), \(wanted.domain),
        \(wanted.scope), \(wanted.topic), \(wanted.reason), \(wanted.since), \(wanted.expiresAt))
      """)
    try context.emit(
      NotificationsEvents.SuppressionAdded(
        suppression: wanted.id, reason: wanted.reason.rawValue),
      subject: wanted.id.wire,
      contact: try contact(of: wanted, context.tx)?.wire)
  }

  // MARK: What outlives the database

  private static let name = PreservedName<Suppression>("suppression")

  /// Also one that was taken back since: not to write is the safe mistake, and it can be taken back
  /// again.
  static let preserves: [Preservation] = [
    .of(name) { suppression, context in
      guard try find(like: suppression, context.tx).isEmpty else { return }
      try keep(suppression, context)
    }
  ]

  private static func checked(
    _ params: NotificationsAPI.AddSuppression.Params, _ context: Context
  ) throws -> Suppression {
    let channel = params.channel ?? .email
    var suppression = Suppression(
      id: context.newID(), channel: channel, scope: params.scope, topic: params.topic,
      reason: params.reason, since: context.now, expiresAt: params.expiresAt)
    var violations: [Violation] = []
    switch (params.address, params.domain) {
    case (let address?, nil): suppression.address = self.address(address, channel, &violations)
    case (nil, let domain?): suppression.domain = self.domain(domain, &violations)
    default:
      violations.append(
        Violation(
          path: params.address == nil ? "/address" : "/domain", rule: "oneOf",
          message: "must be given, or else the other of address and domain: exactly one"))
    }
    if (params.scope == .topic) != (params.topic != nil) {
      violations.append(
        Violation(
          path: "/topic", rule: "topic", message: "is needed with the scope topic, and only then"))
    }
    if let end = params.expiresAt, end <= context.now {
      violations.append(
        Violation(path: "/expiresAt", rule: "future", message: "must lie in the future"))
    }
    guard violations.isEmpty else { throw ServiceError.invalid(violations) }
    return suppression
  }

  /// The address as it is compared, by the rule of its channel.
  private static func address(
    _ text: String, _ channel: Channel, _ violations: inout [Violation]
  ) -> String? {
    do throws(Rejection) {
      switch channel {
      case .email: return AddressKey.of(try EmailAddress(wire: text).wire)
      case .sms: return try PhoneNumber(wire: text).wire
      case .webhook, .other: return text
      }
    } catch {
      violations.append(Violation(path: "/address", error))
      return nil
    }
  }

  private static func domain(_ text: String, _ violations: inout [Violation]) -> String? {
    do throws(Rejection) {
      return String(try EmailAddress(wire: "someone@" + text).domain)
    } catch {
      violations.append(
        Violation(path: "/domain", rule: "domain", message: "must be a domain such as example.org"))
      return nil
    }
  }

  private static func find(like other: Suppression, _ tx: Transaction) throws -> [Suppression] {
    let all = try tx.read(
      """
      SELECT \(sql: columns) FROM suppression
      WHERE address = \(other.address) OR domain = \(other.domain) ORDER BY id
      """, map: suppression)
    return all.filter {
      $0.channel == other.channel && $0.scope == other.scope && $0.topic == other.topic
    }
  }

  private static func contact(of line: Suppression, _ tx: Transaction) throws -> ContactID? {
    guard let address = line.address, let email = try? EmailAddress(wire: address) else {
      return nil
    }
    return try Audience.contact(of: .email(email), tx)
  }

  static func remove(
    _ params: NotificationsAPI.RemoveSuppression.Params, _ context: Context
  ) throws -> Suppression {
    let found = try context.tx.first(
      "SELECT \(sql: columns) FROM suppression WHERE id = \(params.suppression)", map: suppression)
    guard let found else {
      throw ServiceError.notFound("there is no suppression \(params.suppression)")
    }
    try context.tx.write("DELETE FROM suppression WHERE id = \(found.id)")
    try context.emit(
      NotificationsEvents.SuppressionRemoved(suppression: found.id), subject: found.id.wire,
      contact: try contact(of: found, context.tx)?.wire)
    return found
  }

  static func list(
    _ params: NotificationsAPI.ListSuppressions.Params, _ context: QueryContext
  ) throws -> Page<Suppression> {
    let size = try Paging.size(params.limit)
    var conditions: [SQL] = ["id > \(params.after ?? "")"]
    if let address = params.address {
      let domain = AddressKey.domain(of: address)
      conditions.append("(address = \(AddressKey.of(address)) OR domain = \(domain))")
    }
    if let reason = params.reason { conditions.append("reason = \(reason)") }
    let items = try context.tx.read(
      """
      SELECT \(sql: columns) FROM suppression WHERE \(sql: conditions.joined(separator: " AND "))
      ORDER BY id LIMIT \(size + 1)
      """, map: suppression)
    return Paging.page(items, size: size, next: \.id.wire)
  }

  private static let columns: SQL =
    "id, channel, address, domain, scope, topic, reason, since, expires_at"

  private static func suppression(_ row: borrowing Row) -> Suppression {
    Suppression(
      id: row["id"], channel: row["channel"], address: row["address"], domain: row["domain"],
      scope: row["scope"], topic: row["topic"], reason: row["reason"], since: row["since"],
      expiresAt: row["expires_at"])
  }

  /// What holds back messages to an address, by itself or by its domain.
  static func matching(
    _ address: String, _ channel: Channel, _ tx: Transaction
  ) throws -> [DecisionFacts.Suppressed] {
    let key = AddressKey.of(address)
    let domain = AddressKey.domain(of: address)
    return try tx.read(
      """
      SELECT \(sql: columns) FROM suppression
      WHERE channel = \(channel) AND (address = \(key) OR domain = \(domain)) ORDER BY id
      """
    ) { row in
      let line = suppression(row)
      return DecisionFacts.Suppressed(
        matched: line.address == nil ? "the domain \(domain)" : "the address", scope: line.scope,
        topic: line.topic, reason: line.reason, expiresAt: line.expiresAt)
    }
  }
}
