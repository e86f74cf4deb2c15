import Engine
import Models
import Store
import Wire

/// The way out and its state. A provider that cannot be reached, or refuses our login, is left alone
/// for a while that grows with each failure; messages wait meanwhile and pay nothing.
struct Providers: Sendable {
  let outbound: any Outbound

  var answers: [Answers] {
    [
      .query(NotificationsAPI.ListProviders.self, Self.list),
      .command(NotificationsAPI.PauseProvider.self, Self.pause),
      .command(NotificationsAPI.ResumeProvider.self, Self.resume),
      .command(NotificationsAPI.TestProvider.self, test),
    ]
  }

  static let nextTry = TimerName<Slug>("provider.nextTry")
  static let whenResumed = Timing.when(nextTry) { key, context in
    if let provider = try find(key, context.tx), provider.state == .paused,
      provider.pausedUntil != nil
    {
      try activate(key, failures: provider.failures, context)
    }
    return .done
  }

  /// Enters the provider of the configuration.
  static func ship(_ outbound: any Outbound, _ context: Context) throws {
    try context.tx.write(
      """
      INSERT INTO provider (key, kind, state, failures)
      VALUES (\(outbound.provider), \(outbound.kind), \(Provider.State.active), 0)
      ON CONFLICT DO NOTHING
      """)
  }

  static func list(_ params: ListParams, _ context: QueryContext) throws -> Page<Provider> {
    let size = try Paging.size(params.limit)
    let items = try context.tx.read(
      """
      SELECT \(sql: columns) FROM provider WHERE key > \(params.after ?? "")
      ORDER BY key LIMIT \(size + 1)
      """, map: provider)
    return Paging.page(items, size: size, next: \.key.wire)
  }

  static func pause(
    _ params: NotificationsAPI.PauseProvider.Params, _ context: Context
  ) throws -> Provider {
    let violations = TextRule.line("/reason", params.reason, longest: 200)
    guard violations.isEmpty else { throw ServiceError.invalid(violations) }
    let provider = try known(params.key, context.tx)
    try hold(
      provider.key, reason: params.reason, until: nil, failures: provider.failures, context)
    return try known(params.key, context.tx)
  }

  static func resume(_ params: KeyParams, _ context: Context) throws -> Provider {
    let provider = try known(params.key, context.tx)
    if provider.state == .paused { try activate(provider.key, failures: 0, context) }
    return try known(params.key, context.tx)
  }

  private func test(
    _ params: NotificationsAPI.TestProvider.Params, _ context: Context
  ) throws -> MessageRecord {
    let provider = try Self.known(params.key, context.tx)
    guard provider.key == outbound.provider else {
      throw ServiceError.rejected("the provider \(provider.key) is not in use")
    }
    let request: MessageRequestID = context.newID()
    let letter = try Intake.take(
      MessageRequest(
        request: request, class: .transactional, template: "system.test",
        recipient: Recipient(email: params.to), dedupeKey: request.wire,
        data: ["provider": .string(provider.key.wire)]), context)
    return letter.record(attempts: [])
  }

  // MARK: State

  static func isActive(_ key: Slug, _ tx: Transaction) throws -> Bool {
    try find(key, tx).map { $0.state == .active } ?? false
  }

  /// Somebody answered: what went wrong before is over.
  static func succeeded(_ key: Slug, _ tx: Transaction) throws {
    try tx.write("UPDATE provider SET failures = 0 WHERE key = \(key) AND failures > 0")
  }

  /// It cannot be used now; the next try comes later each time.
  static func failed(_ key: Slug, _ reason: String, _ context: Context) throws {
    // Several workers may learn of one failure; a person's own pause stays.
    guard let provider = try find(key, context.tx), provider.state == .active else { return }
    let failures = provider.failures + 1
    let until = context.now + BackOff.provider(after: failures, jitter: .drawn(from: context))
    try hold(key, reason: reason, until: until, failures: failures, context)
    try context.schedule(nextTry, for: key.wire, at: until, key)
  }

  private static func hold(
    _ key: Slug, reason: String, until: Timestamp?, failures: Int, _ context: Context
  ) throws {
    try context.tx.write(
      """
      UPDATE provider SET state = \(Provider.State.paused), reason = \(reason),
        paused_until = \(until), failures = \(failures)
      WHERE key = \(key)
      """)
    try context.emit(
      NotificationsEvents.ProviderPaused(provider: key, reason: reason, until: until),
      subject: key.wire)
  }

  private static func activate(_ key: Slug, failures: Int, _ context: Context) throws {
    try context.tx.write(
      """
      UPDATE provider SET state = \(Provider.State.active), reason = NULL, paused_until = NULL,
        failures = \(failures)
      WHERE key = \(key)
      """)
    try context.emit(NotificationsEvents.ProviderResumed(provider: key), subject: key.wire)
    context.wake(Delivery.name)
  }

  private static func known(_ key: Slug, _ tx: Transaction) throws -> Provider {
    guard let provider = try find(key, tx) else {
      throw ServiceError.notFound("there is no provider \(key)")
    }
    return provider
  }

  private static func find(_ key: Slug, _ tx: Transaction) throws -> Provider? {
    try tx.first("SELECT \(sql: columns) FROM provider WHERE key = \(key)", map: provider)
  }

  private static let columns: SQL = """
    key, kind, state, reason, paused_until, failures,
    (SELECT count(*) FROM message WHERE ready = 1) AS waiting
    """

  private static func provider(_ row: borrowing Row) -> Provider {
    Provider(
      key: row["key"], kind: row["kind"], state: row["state"], reason: row["reason"],
      pausedUntil: row["paused_until"], failures: row["failures"], waiting: row["waiting"])
  }
}
