import Engine
import Models
import Store
import Wire

/// What somebody sent in, as it is kept.
struct Submission {
  enum State: String, SQLConvertible {
    /// There is nothing left to do about it.
    case accepted
    /// Waits for the click.
    case pending
    case confirmed
    /// The click never came; what was filled in is forgotten.
    case expired
  }

  let id: SubmissionID
  let form: Slug
  let formVersion: Int
  let contact: ContactID?
  var state: State
  let values: [String: JSON]
  let topics: [Slug]
  let language: String?
  let source: SubmissionContext?
  let receivedAt: Timestamp
  var expiresAt: Timestamp?
  var confirmedAt: Timestamp?
  /// Where a confirmation went, in the spelling that recognises people.
  var mailedTo: String?

  static func find(_ id: SubmissionID, _ tx: Transaction) throws -> Submission? {
    try tx.first(
      """
      SELECT id, form, form_version, contact, state, answers, topics, language, source,
        received_at, expires_at, confirmed_at, mailed_to
      FROM submission WHERE id = \(id)
      """
    ) { row in
      Submission(
        id: row["id"], form: row["form"], formVersion: row["form_version"],
        contact: row["contact"], state: row["state"],
        values: try (row["answers"] as RawJSON).kept(),
        topics: try (row["topics"] as RawJSON).kept(), language: row["language"],
        source: try (row["source"] as RawJSON?)?.kept(), receivedAt: row["received_at"],
        expiresAt: row["expires_at"], confirmedAt: row["confirmed_at"],
        mailedTo: row["mailed_to"])
    }
  }

  func insert(_ tx: Transaction) throws {
    let mailedAt = mailedTo == nil ? nil : receivedAt
    try tx.write(
      """
      INSERT INTO submission (id, form, form_version, contact, state, answers, topics, language,
        source, received_at, expires_at, mailed_to, mailed_at)
      VALUES (\(id), \(form), \(formVersion), \(contact), \(state), \(JSON.object(values)),
        \(try RawJSON(keeping: topics)), \(language), \(try source.map(RawJSON.init(keeping:))),
        \(receivedAt), \(expiresAt), \(mailedTo), \(mailedAt))
      """)
    guard state == .pending, let contact else { return }
    for topic in topics {
      try tx.write(
        "INSERT INTO pending (submission, contact, topic) VALUES (\(id), \(contact), \(topic))")
    }
  }

  /// The topics that its click would still subscribe to.
  func awaited(_ tx: Transaction) throws -> [Slug] {
    let left: Set<Slug> = Set(
      try tx.read("SELECT topic FROM pending WHERE submission = \(id)") { $0["topic"] })
    return topics.filter(left.contains)
  }

  func confirm(at moment: Timestamp, _ tx: Transaction) throws {
    try tx.write("DELETE FROM pending WHERE submission = \(id)")
    try tx.write(
      """
      UPDATE submission SET state = \(State.confirmed), confirmed_at = \(moment) WHERE id = \(id)
      """)
  }

  func expire(_ tx: Transaction) throws {
    try tx.write("DELETE FROM pending WHERE submission = \(id)")
    try tx.write(
      """
      UPDATE submission SET state = \(State.expired), answers = '{}', source = NULL
      WHERE id = \(id)
      """)
  }

  /// How many confirmations went to an address since a moment.
  static func mails(to address: String, since moment: Timestamp, _ tx: Transaction) throws -> Int {
    try tx.scalar(
      "SELECT count(*) FROM submission WHERE mailed_to = \(address) AND mailed_at > \(moment)") ?? 0
  }
}
