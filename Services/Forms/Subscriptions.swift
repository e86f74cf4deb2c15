import Engine
import Models
import Store
import Wire

/// What people are subscribed to: derived from the ledger and from what waits for a click, shown and
/// changed by the link of a mail or by those at work.
struct Subscriptions {
  let secret: Secret

  var answers: [Answers] {
    [
      .query(FormsAPI.GetSubscriptions.self, get),
      .command(FormsAPI.SetSubscriptions.self, set),
    ]
  }

  func get(
    _ params: FormsAPI.GetSubscriptions.Params, _ context: QueryContext
  ) throws -> FormsAPI.Subscriptions {
    let reader = try reader(
      token: params.token, person: try params.personIfNamed(), caller: context.caller,
      now: context.now, context.tx)
    return try view(of: reader, caller: context.caller, context.tx)
  }

  func set(
    _ params: FormsAPI.SetSubscriptions.Params, _ context: Context
  ) throws -> FormsAPI.Subscriptions {
    let reader = try reader(
      token: params.token, person: try params.personIfNamed(), caller: context.caller,
      now: context.now, context.tx)
    let current = try Self.of(reader.contact, context.tx)
    let violations = SubscriptionRules.violations(
      of: params, hasTopicOfMail: reader.topic != nil,
      allowed: try allowed(reader, current, params, context.tx))
    guard violations.isEmpty else { throw ServiceError.invalid(violations) }
    for change in try wishes(params, reader, current, context.tx) {
      let state = current.first { $0.topic == change.topic }?.state
      if change.subscribed, state != .subscribed {
        try subscribe(change, reader, params, context)
      } else if !change.subscribed, state != .unsubscribed {
        try unsubscribe(change, reader, params, context)
      }
    }
    return try view(of: reader, caller: context.caller, context.tx)
  }

  /// Whose subscriptions are asked for, and how we know that the caller may.
  private struct Reader {
    let contact: ContactID
    /// Of the mail whose link was used.
    var topic: Slug?
    var message: MessageID?
    var hasToken = false
  }

  private func reader(
    token: String?, person: Person?, caller: Caller, now: Timestamp, _ tx: Transaction
  ) throws -> Reader {
    switch (token, person) {
    case (let token?, nil): return try reader(token, now: now, tx)
    case (nil, let person?):
      guard caller.isTrusted else {
        throw ServiceError.forbidden("Subscriptions are shown by the link of a mail.")
      }
      return Reader(contact: try People.known(person, tx).id)
    case (nil, nil), (_?, _?):
      throw ServiceError.invalid([
        Violation(path: "", rule: "oneOf", message: "must have either a token or a person")
      ])
    }
  }

  private func reader(_ token: String, now: Timestamp, _ tx: Transaction) throws -> Reader {
    let claim = try secret.open(token, purpose: LinkPurpose.subscriptions.rawValue, now: now)
    guard let contact = try? ContactID(wire: claim.subject), try People.find(contact, tx) != nil
    else { throw ServiceError.rejected("This link is not valid.") }
    return Reader(
      contact: contact, topic: claim.topic,
      message: claim.message.flatMap { try? MessageID(wire: $0) }, hasToken: true)
  }

  /// By a link only what is shown there can be changed; those at work may name any topic.
  private func allowed(
    _ reader: Reader, _ current: [Subscription], _ params: FormsAPI.SetSubscriptions.Params,
    _ tx: Transaction
  ) throws -> Set<Slug> {
    if reader.hasToken { return Set(current.map(\.topic) + [reader.topic].compactMap(\.self)) }
    return try Topics.existing((params.changes ?? []).map(\.topic), tx)
  }

  private func wishes(
    _ params: FormsAPI.SetSubscriptions.Params, _ reader: Reader, _ current: [Subscription],
    _ tx: Transaction
  ) throws -> [SubscriptionChange] {
    if let changes = params.changes { return changes }
    if params.oneClick != nil {
      return [reader.topic].compactMap(\.self).map {
        SubscriptionChange(topic: $0, subscribed: false)
      }
    }
    // Everything includes what never needed a consent.
    let unasked = try Topics.withoutConsent(tx).map(\.key)
    return Set(current.map(\.topic) + unasked).sorted().map {
      SubscriptionChange(topic: $0, subscribed: false)
    }
  }

  private func subscribe(
    _ change: SubscriptionChange, _ reader: Reader, _ params: FormsAPI.SetSubscriptions.Params,
    _ context: Context
  ) throws {
    let topic = try Topics.known(change.topic, context.tx)
    // A browser's word for what it showed proves nothing.
    let shown = context.caller.isTrusted ? change.wording : nil
    _ = try Consents.grant(
      Consents.Grant(
        contact: reader.contact, topic: topic.key,
        wording: shown ?? "Subscribe me to \(topic.name).", at: context.now,
        origin: reader.hasToken ? .form : .api, proof: proof(reader, params, context)),
      context)
  }

  private func unsubscribe(
    _ change: SubscriptionChange, _ reader: Reader, _ params: FormsAPI.SetSubscriptions.Params,
    _ context: Context
  ) throws {
    let withdrawal = Consents.Withdrawal(
      contact: reader.contact, topic: change.topic, origin: reader.hasToken ? .form : .api,
      proof: proof(reader, params, context), reason: params.reason, message: reader.message)
    try Consents.withdraw(withdrawal, context)
    try Withdrawals.preserve(withdrawal, context)
  }

  private func proof(
    _ reader: Reader, _ params: FormsAPI.SetSubscriptions.Params, _ context: Context
  ) -> ConsentProof {
    let usual =
      if params.oneClick == true { "one-click link" } else if reader.hasToken {
        "subscriptions page"
      } else { "api" }
    return ConsentProof(
      ip: params.context?.ip, source: params.context?.url ?? usual,
      agent: params.context?.userAgent ?? context.caller.actor)
  }

  private func view(
    of reader: Reader, caller: Caller, _ tx: Transaction
  ) throws -> FormsAPI.Subscriptions {
    FormsAPI.Subscriptions(
      topics: try Self.of(reader.contact, tx), topic: reader.topic,
      contact: caller.isTrusted ? reader.contact : nil)
  }
}

extension Subscriptions {
  /// A contact's topics, by key.
  static func of(_ contact: ContactID, _ tx: Transaction) throws -> [Subscription] {
    try tx.read(
      """
      SELECT s.topic AS topic, t.name AS name, s.state AS state, s.since AS since
      FROM subscription s JOIN topic t ON t.key = s.topic
      WHERE s.contact = \(contact) ORDER BY s.topic
      """
    ) { row in
      Subscription(
        topic: row["topic"], name: row["name"], state: row["state"], since: row["since"])
    }
  }

  /// Those of the topics that the contact is subscribed to, in the order given.
  static func subscribed(
    _ contact: ContactID, to topics: [Slug], _ tx: Transaction
  ) throws -> [Slug] {
    let held = Set(try of(contact, tx).filter { $0.state == .subscribed }.map(\.topic))
    return topics.filter(held.contains)
  }

  /// Brings a subscription up to date after something was said, or waits, or waits no longer.
  static func derive(_ contact: ContactID, _ topic: Slug, _ context: Context) throws {
    let tx = context.tx
    let last = try Ledger.last(of: contact, on: topic, tx)
    let isAwaited = try tx.exists(
      "SELECT 1 FROM pending WHERE contact = \(contact) AND topic = \(topic)")
    guard let state = SubscriptionRules.state(last: last?.act, isAwaited: isAwaited) else {
      try tx.write("DELETE FROM subscription WHERE contact = \(contact) AND topic = \(topic)")
      return
    }
    let since = state == .pending ? context.now : last?.at ?? context.now
    try tx.write(
      """
      INSERT INTO subscription (contact, topic, state, since)
      VALUES (\(contact), \(topic), \(state), \(since))
      ON CONFLICT (contact, topic) DO UPDATE SET state = excluded.state, since = excluded.since
      WHERE subscription.state <> excluded.state
      """)
  }
}
