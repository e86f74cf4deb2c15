import Engine
import Models
import Store
import Wire

/// The ledger of messages: one row each, for ever, whatever becomes of it.
enum Ledger {
  /// Enters a message, unless its source has asked for it before.
  static func add(_ request: MessageRequest, from source: String, _ context: Context) throws
    -> Letter?
  {
    let letter = Letter(
      id: context.newID(), source: source, request: request, contact: request.recipient.contact,
      address: request.recipient.email?.wire, topic: request.topic, status: .planned,
      created: context.now, updated: context.now, origin: context.origin)
    let added: String? = try context.tx.scalar(
      """
      INSERT INTO message (id, source, dedupe_key, request, template, campaign, contact, address,
        address_key, topic, status, ready, rank, attempts, created, updated, origin)
      VALUES (\(letter.id), \(source), \(request.dedupeKey), \(try Kept.text(request)),
        \(request.template), \(request.campaign), \(letter.contact), \(letter.address),
        \(letter.address.map(AddressKey.of)), \(letter.topic), \(letter.status), 0,
        \(Letter.rank(of: request.class)), 0, \(letter.created), \(letter.updated),
        \(try Kept.text(letter.origin)))
      ON CONFLICT DO NOTHING RETURNING id
      """)
    return added == nil ? nil : letter
  }

  static func find(_ id: MessageID, _ tx: Transaction) throws -> Letter? {
    try tx.first("SELECT \(sql: Letter.columns) FROM message WHERE id = \(id)", map: Letter.init)
  }

  /// Writes down what may change; a body that is written once is kept by ``keepBody(of:_:)``.
  static func keep(_ letter: Letter, _ context: Context) throws {
    try context.tx.write(
      """
      UPDATE message SET contact = \(letter.contact), address = \(letter.address),
        address_key = \(letter.address.map(AddressKey.of)), topic = \(letter.topic),
        status = \(letter.status), ready = \(letter.isReady), due = \(letter.due),
        attempts = \(letter.attempts), seen = \(try letter.seen.map(Kept.text)),
        decision = \(try letter.decision.map(Kept.text)), reason = \(letter.reason),
        updated = \(context.now), handed_over = \(letter.handedOver)
      WHERE id = \(letter.id)
      """)
  }

  static func keepBody(of letter: Letter, _ context: Context) throws {
    try context.tx.write(
      """
      UPDATE message SET subject = \(letter.body?.subject), text = \(letter.body?.text),
        html = \(letter.body?.html)
      WHERE id = \(letter.id)
      """)
  }

  /// The most urgent messages whose turn has come, marked as claimed. `due` is never null where
  /// `ready` is 1.
  static func claim(_ limit: Int, _ context: Context) throws -> [Letter] {
    let letters = try context.tx.read(
      """
      SELECT \(sql: Letter.columns) FROM message WHERE ready = 1
      ORDER BY rank, due, id LIMIT \(limit)
      """, map: Letter.init)
    return try letters.map { letter in
      var letter = letter
      letter.status = .claimed
      letter.isReady = false
      try keep(letter, context)
      return letter
    }
  }

  /// Messages in one of these states, oldest first.
  static func all(in statuses: [MessageStatus], limit: Int, _ tx: Transaction) throws -> [Letter] {
    try tx.read(
      """
      SELECT \(sql: Letter.columns) FROM message WHERE status IN (\(list: statuses))
      ORDER BY id LIMIT \(limit)
      """, map: Letter.init)
  }

  /// Adds a line about a try to hand it over.
  static func note(_ attempt: MessageAttempt, of letter: Letter, _ tx: Transaction) throws {
    try tx.write(
      """
      INSERT INTO attempt (message, number, at, provider, outcome, answer)
      SELECT \(letter.id), coalesce(max(number), 0) + 1, \(attempt.at), \(attempt.provider),
        \(attempt.outcome), \(attempt.answer)
      FROM attempt WHERE message = \(letter.id)
      """)
  }

  static func attempts(of ids: [MessageID], _ tx: Transaction) throws -> [MessageID:
    [MessageAttempt]]
  {
    let rows: [(MessageID, MessageAttempt)] = try tx.read(
      """
      SELECT message, at, provider, outcome, answer FROM attempt WHERE message IN (\(list: ids))
      ORDER BY message, number
      """
    ) { row in
      let attempt = MessageAttempt(
        at: row["at"], provider: row["provider"], outcome: row["outcome"], answer: row["answer"])
      return (row["message"], attempt)
    }
    return Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1) }
  }
}
