import Engine
import Models
import Store
import Wire

/// The ledger as people at work use it: look a message up, take it back, try it again, and hear from
/// outside what became of it.
struct Messages: Sendable {
  let composition: Composition

  var answers: [Answers] {
    [
      .query(NotificationsAPI.GetMessage.self, get),
      .query(NotificationsAPI.ListMessages.self, Self.list),
      .command(NotificationsAPI.CancelMessage.self, Self.cancel),
      .command(NotificationsAPI.RetryMessage.self, Self.retry),
      .command(NotificationsAPI.ReportDelivery.self, Self.report),
    ]
  }

  private func get(
    _ params: NotificationsAPI.MessageParams, _ context: QueryContext
  ) throws -> MessageRecord {
    let letter = try Self.known(params.message, context.tx)
    var record = try Self.record(letter, context.tx)
    record.body = try letter.body.map { try body($0, of: letter, context) }
    return record
  }

  /// Captured mail is shown exactly as it would have gone. An admin follows the links of other mail
  /// too, but without detours and pixel: who looks at the ledger is not the reader.
  private func body(
    _ written: WrittenBody, of letter: Letter, _ context: QueryContext
  ) throws -> MessageBody {
    if letter.status == .captured {
      return try composition.body(of: letter, Audience.tracking(of: letter.topic, context.tx))
    }
    let mayFollow = context.caller.scopes.contains(.admin)
    return mayFollow ? try composition.body(of: letter, .none) : MessageBody(naming: written)
  }

  private static func known(_ id: MessageID, _ tx: Transaction) throws -> Letter {
    guard let letter = try Ledger.find(id, tx) else {
      throw ServiceError.notFound("there is no message \(id)")
    }
    return letter
  }

  private static func record(_ letter: Letter, _ tx: Transaction) throws -> MessageRecord {
    letter.record(attempts: try Ledger.attempts(of: [letter.id], tx)[letter.id] ?? [])
  }

  private static func list(
    _ params: NotificationsAPI.ListMessages.Params, _ context: QueryContext
  ) throws -> Page<MessageRecord> {
    let size = try Paging.size(params.limit)
    let letters = try context.tx.read(
      """
      SELECT \(sql: Letter.columns) FROM message
      WHERE \(sql: try conditions(params, context.tx).joined(separator: " AND "))
      ORDER BY id DESC LIMIT \(size + 1)
      """, map: Letter.init)
    let attempts = try Ledger.attempts(of: letters.map(\.id), context.tx)
    return Paging.page(
      letters.map { $0.record(attempts: attempts[$0.id] ?? []) }, size: size, next: \.id.wire)
  }

  private static func conditions(
    _ params: NotificationsAPI.ListMessages.Params, _ tx: Transaction
  ) throws -> [SQL] {
    var conditions: [SQL] = ["1 = 1"]
    if let person = try params.personIfNamed() {
      let contact = try Audience.contact(of: person, tx)
      let address = params.email.map { AddressKey.of($0.wire) }
      conditions.append("(contact = \(contact) OR address_key = \(address))")
    }
    if let campaign = params.campaign { conditions.append("campaign = \(campaign)") }
    if let template = params.template { conditions.append("template = \(template)") }
    if let status = params.status { conditions.append("status = \(status)") }
    if let from = params.from { conditions.append("created >= \(from)") }
    if let to = params.to { conditions.append("created < \(to)") }
    if let after = params.after { conditions.append("id < \(after)") }
    return conditions
  }

  private static func cancel(
    _ params: NotificationsAPI.CancelMessage.Params, _ context: Context
  ) throws -> MessageRecord {
    var letter = try known(params.message, context.tx)
    switch letter.status {
    case .planned, .claimed, .delayed, .held:
      try Fates.cancel(&letter, params.reason ?? "cancelled by \(context.caller.key)", context)
    case .cancelled: break
    case .handingOver, .accepted, .captured, .denied, .failed, .expired, .unknown, .bounced,
      .complained, .other:
      throw ServiceError.rejected(
        "the message cannot be taken back any more: it is \(letter.status.rawValue)")
    }
    return try record(letter, context.tx)
  }

  private static func retry(
    _ params: NotificationsAPI.MessageParams, _ context: Context
  ) throws -> MessageRecord {
    var letter = try known(params.message, context.tx)
    if let refusal = refusalToRetry(letter) { throw ServiceError.rejected(refusal) }
    letter.attempts = 0
    letter.status = .planned
    try Intake.begin(&letter, context)
    return try record(letter, context.tx)
  }

  /// Why a message is not tried again; nil when it is.
  private static func refusalToRetry(_ letter: Letter) -> String? {
    switch letter.status {
    case .failed, .denied, .bounced: nil
    case .delayed where letter.attempts > 0: nil
    case .unknown where letter.request.class != .marketing: nil
    case .unknown: "the message may have arrived; marketing is never sent twice"
    case .captured: "the message was captured, and what was captured is never sent"
    case .planned, .delayed, .held: "the message waits for its turn already"
    case .claimed, .handingOver, .accepted, .expired, .cancelled, .complained, .other:
      "the message cannot be tried again: it is \(letter.status.rawValue)"
    }
  }

  // MARK: Reports from outside

  private static func report(
    _ params: NotificationsAPI.ReportDelivery.Params, _ context: Context
  ) throws -> MessageRecord {
    var letter = try known(params.message, context.tx)
    switch letter.status {
    case .accepted, .unknown, .bounced, .complained: break
    case .planned, .claimed, .handingOver, .captured, .delayed, .denied, .failed, .expired,
      .cancelled, .held, .other:
      throw ServiceError.rejected(
        "nothing can be reported of a message that is \(letter.status.rawValue)")
    }
    guard try isNews(params, of: letter, context.tx) else { return try record(letter, context.tx) }
    try note(params, of: letter, context)
    let detail = [params.code, params.detail].compactMap(\.self).joined(separator: " ")
    switch params.status {
    case .delivered, .other: break
    case .bounced:
      let judgement = Bounces.judge(params.code)
      try Fates.bounce(
        &letter, permanent: judgement.permanent, detail.isEmpty ? nil : detail, context)
      if judgement.condemnsAddress {
        try condemn(letter, scope: .all, reason: .hardBounce, context)
      }
    case .complained:
      try Fates.complain(&letter, context)
      try condemn(letter, scope: .marketing, reason: .complaint, context)
    }
    return try record(letter, context.tx)
  }

  /// A provider tells the same thing more than once; it happened once.
  private static func isNews(
    _ params: NotificationsAPI.ReportDelivery.Params, of letter: Letter, _ tx: Transaction
  ) throws -> Bool {
    let told = try Ledger.attempts(of: [letter.id], tx)[letter.id] ?? []
    return !told.contains { $0.outcome.rawValue == params.status.rawValue }
  }

  private static func note(
    _ params: NotificationsAPI.ReportDelivery.Params, of letter: Letter, _ context: Context
  ) throws {
    let told = try Ledger.attempts(of: [letter.id], context.tx)[letter.id] ?? []
    let answer = [params.code, params.detail].compactMap(\.self).joined(separator: " ")
    try Ledger.note(
      MessageAttempt(
        at: params.at ?? context.now, provider: told.last?.provider ?? "report",
        outcome: MessageAttempt.Outcome(rawValue: params.status.rawValue) ?? .other,
        answer: answer.isEmpty ? nil : answer),
      of: letter, context.tx)
  }

  /// The address of a message is not written to any more.
  static func condemn(
    _ letter: Letter, scope: SuppressionScope, reason: SuppressionReason, _ context: Context
  ) throws {
    guard let address = letter.address else { return }
    _ = try Suppressions.add(
      .init(address: address, channel: letter.request.channel, scope: scope, reason: reason),
      context)
  }
}

extension Letter {
  /// The message as callers see it, without its words.
  func record(attempts: [MessageAttempt]) -> MessageRecord {
    MessageRecord(
      id: id, request: request, source: source, contact: contact, to: address, topic: topic,
      status: status, createdAt: created, updatedAt: updated,
      dueAt: status == .delayed || status == .planned ? due : nil, decision: decision,
      reason: reason, attempts: attempts)
  }
}
