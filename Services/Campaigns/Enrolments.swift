import Engine
import Models
import Store
import Wire

/// Enrolments as rows, and the list of them.
enum Enrolments {
  static let answers: [Answers] = [.query(CampaignsAPI.ListEnrolments.self, list)]

  static func list(
    _ params: CampaignsAPI.ListEnrolments.Params, _ context: QueryContext
  ) throws -> Page<Enrolment> {
    let size = try Paging.size(params.limit)
    let person = try params.personIfNamed()
    guard params.journey != nil || person != nil else {
      throw ServiceError.invalid([
        Violation(path: "/journey", rule: "required", message: "or a person must be named")
      ])
    }
    var conditions: [SQL] = []
    if let journey = params.journey {
      guard try Journeys.hasExisted(journey, context.tx) else {
        throw ServiceError.notFound("There is no journey \(journey).")
      }
      conditions.append("journey = \(journey)")
    }
    if let person {
      guard let contact = try People.contact(person, context.tx) else { return Page(items: []) }
      conditions.append("contact = \(contact)")
    }
    if let state = params.state { conditions.append("state = \(state)") }
    if let after = try params.after.map(cursor) { conditions.append("id < \(after)") }
    let enrolments = try read(
      """
      WHERE \(sql: conditions.joined(separator: " AND ")) ORDER BY id DESC LIMIT \(size + 1)
      """, context.tx)
    return Paging.page(enrolments, size: size) { $0.id.wire }
  }

  private static func cursor(_ text: String) throws(ServiceError) -> EnrolmentID {
    guard let id = try? EnrolmentID(wire: text) else {
      throw .invalid([
        Violation(path: "/after", rule: "cursor", message: "must be the next of an earlier page")
      ])
    }
    return id
  }

  static func insert(_ enrolment: Enrolment, _ tx: Transaction) throws {
    try tx.write(
      """
      INSERT INTO enrolment
        (id, journey, journey_version, campaign, contact, state, step, started_at, held)
      VALUES (\(enrolment.id), \(enrolment.journey), \(enrolment.journeyVersion),
        \(enrolment.campaign), \(enrolment.contact), \(enrolment.state), \(enrolment.step),
        \(enrolment.startedAt), 0)
      """)
  }

  /// - Parameter isHeld: whether a paused campaign keeps back the message that comes next.
  static func keep(_ enrolment: Enrolment, isHeld: Bool = false, _ tx: Transaction) throws {
    try tx.write(
      """
      UPDATE enrolment SET state = \(enrolment.state), step = \(enrolment.step),
        due_at = \(enrolment.dueAt), finished_at = \(enrolment.finishedAt),
        reason = \(enrolment.reason), held = \(isHeld)
      WHERE id = \(enrolment.id)
      """)
  }

  static func find(_ id: EnrolmentID, _ tx: Transaction) throws -> Enrolment? {
    try read("WHERE id = \(id)", tx).first
  }

  /// Whether a person is or was on a journey.
  static func exists(_ contact: ContactID, on journey: Slug, _ tx: Transaction) throws -> Bool {
    try tx.exists(
      "SELECT 1 FROM enrolment WHERE journey = \(journey) AND contact = \(contact)")
  }

  static func read(_ rest: SQL, _ tx: Transaction) throws -> [Enrolment] {
    try tx.read(
      """
      SELECT id, journey, journey_version, campaign, contact, state, step, started_at, due_at,
        finished_at, reason
      FROM enrolment \(sql: rest)
      """
    ) { row in
      Enrolment(
        id: row["id"], journey: row["journey"], journeyVersion: row["journey_version"],
        campaign: row["campaign"], contact: row["contact"], state: row["state"],
        step: row["step"], startedAt: row["started_at"], dueAt: row["due_at"],
        finishedAt: row["finished_at"], reason: row["reason"])
    }
  }
}

extension Context {
  /// Writes an event about an enrolment, which is about its contact.
  func emit<E: Event>(_ event: E, about enrolment: Enrolment) throws {
    try emit(event, subject: enrolment.id.wire, contact: enrolment.contact.wire)
  }
}
