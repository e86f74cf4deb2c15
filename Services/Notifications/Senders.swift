import Engine
import Mail
import Models
import Store
import Wire

/// Whom messages come from. `default` is for those that name nobody, and whose campaign does not: it
/// ships with the service and follows its configuration until somebody puts it, for good.
enum Senders {
  static let answers: [Answers] = [
    .command(NotificationsAPI.PutSender.self, put),
    .query(NotificationsAPI.GetSender.self, get),
    .query(NotificationsAPI.ListSenders.self, list),
    .command(NotificationsAPI.DeleteSender.self, delete),
  ]

  static let standard: Slug = "default"

  static func put(_ params: NotificationsAPI.PutSender.Params, _ context: Context) throws -> Sender
  {
    try check(params)
    let current = try find(params.key, context.tx)
    try Versions.check(params.version, against: current?.version, of: "sender \(params.key)")
    var sender = Sender(
      key: params.key, name: params.name, address: params.address, replyTo: params.replyTo,
      postalAddress: params.postalAddress, version: current?.version ?? 0)
    if sender == current {
      try own(sender, context.tx)
      return sender
    }
    sender.version += 1
    try keep(sender, shipped: false, context)
    return sender
  }

  private static func check(_ params: NotificationsAPI.PutSender.Params) throws(ServiceError) {
    let violations =
      TextRule.line("/name", params.name, longest: 100)
      + (params.postalAddress.map { TextRule.text("/postalAddress", $0, longest: 500) } ?? [])
    guard violations.isEmpty else { throw .invalid(violations) }
  }

  private static func keep(_ sender: Sender, shipped: Bool, _ context: Context) throws {
    try context.tx.write(
      """
      INSERT INTO sender (key, name, address, reply_to, postal_address, shipped, version)
      VALUES (\(sender.key), \(sender.name), \(sender.address), \(sender.replyTo),
        \(sender.postalAddress), \(shipped), \(sender.version))
      ON CONFLICT (key) DO UPDATE SET name = excluded.name, address = excluded.address,
        reply_to = excluded.reply_to, postal_address = excluded.postal_address,
        shipped = excluded.shipped, version = excluded.version
      """)
    try context.emit(NotificationsEvents.SenderChanged(key: sender.key), subject: sender.key.wire)
  }

  /// Put word for word as it was shipped: nothing changes, but the configuration's next change does
  /// not replace it.
  private static func own(_ sender: Sender, _ tx: Transaction) throws {
    try tx.write("UPDATE sender SET shipped = 0 WHERE key = \(sender.key) AND shipped = 1")
  }

  static func get(_ params: KeyParams, _ context: QueryContext) throws -> Sender {
    guard let sender = try find(params.key, context.tx) else { throw missing(params.key) }
    return sender
  }

  static func find(_ key: Slug, _ tx: Transaction) throws -> Sender? {
    try tx.first("SELECT \(sql: columns) FROM sender WHERE key = \(key)", map: sender)
  }

  static func missing(_ key: Slug) -> ServiceError {
    .notFound("there is no sender \(key)")
  }

  private static let columns: SQL = "key, name, address, reply_to, postal_address, version"

  private static func sender(_ row: borrowing Row) -> Sender {
    Sender(
      key: row["key"], name: row["name"], address: row["address"], replyTo: row["reply_to"],
      postalAddress: row["postal_address"], version: row["version"])
  }

  static func list(_ params: ListParams, _ context: QueryContext) throws -> Page<Sender> {
    let size = try Paging.size(params.limit)
    let items = try context.tx.read(
      """
      SELECT \(sql: columns) FROM sender WHERE key > \(params.after ?? "")
      ORDER BY key LIMIT \(size + 1)
      """, map: sender)
    return Paging.page(items, size: size, next: \.key.wire)
  }

  static func delete(_ params: DeleteParams, _ context: Context) throws -> Deleted {
    guard let sender = try find(params.key, context.tx) else { throw missing(params.key) }
    try Versions.check(params.version, against: sender.version, of: "sender \(params.key)")
    guard sender.key != standard else {
      throw ServiceError.rejected("the sender default cannot be deleted: messages rely on it")
    }
    let campaign: String? = try context.tx.scalar(
      """
      SELECT key FROM heard_campaign WHERE sender = \(sender.key)
        AND state <> \(Campaign.State.stopped) ORDER BY key LIMIT 1
      """)
    if let campaign {
      throw ServiceError.rejected("the campaign \(campaign) uses the sender \(sender.key)")
    }
    try context.tx.write("DELETE FROM sender WHERE key = \(sender.key)")
    try context.emit(NotificationsEvents.SenderDeleted(key: sender.key), subject: sender.key.wire)
    return Deleted(key: sender.key)
  }

  /// Puts the sender of the configuration where nobody has put another.
  static func ship(_ mailbox: Mailbox, _ context: Context) throws {
    guard let address = try? EmailAddress(wire: mailbox.address) else {
      throw ServiceError.rejected("the default sender \(mailbox.address) is not an email address")
    }
    let name = mailbox.name ?? mailbox.address
    let current = try find(standard, context.tx)
    let isOurs: Bool =
      try context.tx.scalar("SELECT shipped FROM sender WHERE key = \(standard)") ?? true
    guard isOurs, current?.name != name || current?.address != address else { return }
    let version = (current?.version ?? 0) + 1
    try keep(
      Sender(key: standard, name: name, address: address, version: version), shipped: true, context)
  }
}
