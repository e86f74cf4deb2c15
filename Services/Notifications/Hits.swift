import Engine
import Models
import Store
import Wire

/// Opens and clicks: recorded raw, judged a moment later when it shows whether all links were
/// followed at once.
///
/// What a topic does not allow is not recorded; where only sums are allowed, neither the address of
/// the visitor is kept nor the contact told.
struct Hits: Sendable {
  let links: Links

  var answers: [Answers] { [.command(NotificationsAPI.RecordHit.self, record)] }

  static let judge = TimerName<MessageID>("hits.judge")
  static let whenJudged = Timing.when(judge) { message, context in
    try judgeAll(of: message, context)
    return .done
  }

  /// More hits of one message than this are nobody's interest, and the method is open to all.
  private static let most = 100

  private func record(
    _ params: NotificationsAPI.RecordHit.Params, _ context: Context
  ) throws -> NotificationsAPI.RecordHit.Result {
    let (id, link) = try links.hit(params.kind, params.token, now: context.now)
    guard let letter = try Ledger.find(id, context.tx) else {
      throw ServiceError.rejected("This link is not valid.")
    }
    let urls = letter.body?.html.map { HTMLLinks.all(in: $0) } ?? []
    let url = link.flatMap { urls.indices.contains($0) ? urls[$0] : nil }
    if params.kind == .click, url == nil {
      throw ServiceError.rejected("This link leads nowhere any more.")
    }
    let tracking = try Audience.tracking(of: letter.topic, context.tx)
    if letter.isTracked(tracking) {
      try keep(params, link, of: letter, tracking, context)
    }
    return .init(url: url)
  }

  private func keep(
    _ params: NotificationsAPI.RecordHit.Params, _ link: Int?, of letter: Letter,
    _ tracking: Tracking, _ context: Context
  ) throws {
    let count: Int =
      try context.tx.scalar("SELECT count(*) FROM hit WHERE message = \(letter.id)") ?? 0
    guard count < Self.most else { return }
    let at = min(params.at ?? context.now, context.now)
    try context.tx.write(
      """
      INSERT INTO hit (message, number, kind, link, at, method, user_agent, ip)
      VALUES (\(letter.id), \(count + 1), \(params.kind), \(link), \(at), \(params.method),
        \(params.userAgent.map { String($0.prefix(300)) }),
        \(tracking == .individual ? params.ip : nil))
      """)
    try context.schedule(
      Self.judge, for: letter.id.wire, at: context.now + HitRules.burst, letter.id)
  }

  // MARK: Judging

  private struct Recorded {
    let number: Int
    let hit: HitRules.Hit
    let machine: Bool?
  }

  private static func judgeAll(of message: MessageID, _ context: Context) throws {
    guard let letter = try Ledger.find(message, context.tx) else { return }
    var rows = try rows(of: message, context.tx)
    let hits = rows.map(\.hit)
    let tracking = try Audience.tracking(of: letter.topic, context.tx)
    for (index, row) in rows.enumerated() where row.machine == nil {
      let judgement = HitRules.judge(row.hit, handedOver: letter.handedOver, among: hits)
      try context.tx.write(
        """
        UPDATE hit SET machine = \(judgement.machine), rule = \(judgement.rule),
          rules_version = \(HitRules.version)
        WHERE message = \(message) AND number = \(row.number)
        """)
      // Told once: the second look at a mail is no second reader.
      let isNews = !rows.contains {
        $0.machine == judgement.machine && $0.hit.kind == row.hit.kind
          && $0.hit.link == row.hit.link
      }
      rows[index] = Recorded(number: row.number, hit: row.hit, machine: judgement.machine)
      if isNews { try tell(row.hit, judgement.machine, letter, tracking, context) }
    }
  }

  private static func rows(of message: MessageID, _ tx: Transaction) throws -> [Recorded] {
    try tx.read(
      """
      SELECT number, kind, link, at, method, user_agent, machine FROM hit
      WHERE message = \(message) ORDER BY number
      """
    ) { row in
      let hit = HitRules.Hit(
        kind: row["kind"], link: row["link"], at: row["at"], method: row["method"],
        userAgent: row["user_agent"])
      return Recorded(number: row["number"], hit: hit, machine: row["machine"])
    }
  }

  private static func tell(
    _ hit: HitRules.Hit, _ machine: Bool, _ letter: Letter, _ tracking: Tracking,
    _ context: Context
  ) throws {
    var fact = letter.fact
    if tracking != .individual { (fact.contact, fact.enrolment) = (nil, nil) }
    let contact = fact.contact?.wire
    switch hit.kind {
    case .open, .other:
      try context.emit(
        NotificationsEvents.MessageOpened(message: fact, machine: machine),
        subject: letter.id.wire, contact: contact)
    case .click:
      let urls = letter.body?.html.map { HTMLLinks.all(in: $0) } ?? []
      guard let link = hit.link, urls.indices.contains(link) else { return }
      try context.emit(
        NotificationsEvents.MessageClicked(message: fact, machine: machine, url: urls[link]),
        subject: letter.id.wire, contact: contact)
    }
  }
}
