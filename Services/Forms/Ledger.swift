import Engine
import Models
import Store
import Wire

/// The consent ledger: lines are only ever added.
///
/// A line's payload is the record as JSON, kept to the byte because the chain runs over it. Contact,
/// topic, act and time stand beside it as columns, for looking up.
enum Ledger {
  static let checks = [
    Check("the consent ledger") { tx in
      let flaw = try verify(from: Chain.Position(), limit: .max, tx).flaw
      return flaw.map { ["line \($0.sequence) \($0.reason)"] } ?? []
    }
  ]

  /// Adds a line at the end of the chain.
  static func append(_ record: ConsentRecord, _ context: Context) throws {
    let payload = try RawJSON(keeping: record)
    let nonce = context.randomBytes(32)
    let last = try end(context.tx)
    let digest = Chain.digest(nonce: nonce, payload: payload.bytes)
    try context.tx.write(
      """
      INSERT INTO consent (sequence, id, contact, topic, act, at, payload, nonce, digest, hash)
      VALUES (\(last.sequence + 1), \(record.id), \(record.contact), \(record.topic),
        \(record.act), \(record.at), \(payload), \(nonce), \(digest),
        \(Chain.link(last.hash, digest)))
      """)
  }

  /// Where the chain ends.
  static func end(_ tx: Transaction) throws -> Chain.Position {
    try tx.first("SELECT sequence, hash FROM consent ORDER BY sequence DESC LIMIT 1") { row in
      Chain.Position(sequence: row["sequence"], hash: row["hash"])
    } ?? Chain.Position()
  }

  /// The last thing that was said about a topic, by the time it was said.
  static func last(
    of contact: ContactID, on topic: Slug, _ tx: Transaction
  ) throws -> (act: ConsentAct, at: Timestamp)? {
    try tx.first(
      """
      SELECT act, at FROM consent WHERE contact = \(contact) AND topic = \(topic)
      ORDER BY at DESC, sequence DESC LIMIT 1
      """
    ) { row in (row["act"], row["at"]) }
  }

  /// A contact's lines below a sequence, newest first. Erased ones are gone.
  static func lines(
    of contact: ContactID, on topic: Slug?, below: Int64, limit: Int, _ tx: Transaction
  ) throws -> [FormsAPI.ListConsents.Line] {
    let only: SQL = topic.map { "AND topic = \($0)" } ?? ""
    return try tx.read(
      """
      SELECT sequence, hash, payload FROM consent
      WHERE contact = \(contact) AND sequence < \(below) AND payload IS NOT NULL \(sql: only)
      ORDER BY sequence DESC LIMIT \(limit)
      """
    ) { row in
      FormsAPI.ListConsents.Line(
        sequence: row["sequence"], hash: (row["hash"] as [UInt8]).hexadecimal,
        consent: try (row["payload"] as RawJSON).kept())
    }
  }

  /// Checks the lines after a position: each against its hash, and each column against its payload.
  ///
  /// - Returns: how far the ledger is as it was written, and the first flaw, if there is one.
  static func verify(
    from start: Chain.Position, limit: Int, _ tx: Transaction
  ) throws -> (through: Chain.Position, flaw: Chain.Flaw?) {
    let lines = try tx.read(
      """
      SELECT sequence, id, contact, topic, act, at, payload, nonce, digest, hash FROM consent
      WHERE sequence > \(start.sequence) ORDER BY sequence LIMIT \(limit)
      """
    ) { row in
      (
        line: Chain.Line(
          sequence: row["sequence"], payload: row["payload"], nonce: row["nonce"],
          digest: row["digest"], hash: row["hash"]),
        columns: Columns(
          id: row["id"], contact: row["contact"], topic: row["topic"], act: row["act"],
          at: row["at"])
      )
    }
    var position = start
    do throws(Chain.Flaw) {
      for (line, columns) in lines {
        let next = try Chain.position(after: position, over: line)
        guard columns.match(line.payload) else {
          throw Chain.Flaw(sequence: line.sequence, reason: "is filed under something else")
        }
        position = next
      }
      return (position, nil)
    } catch {
      return (position, error)
    }
  }

  /// The position after a line that was checked before.
  static func position(at sequence: Int64, _ tx: Transaction) throws -> Chain.Position? {
    if sequence == 0 { return Chain.Position() }
    return try tx.first("SELECT hash FROM consent WHERE sequence = \(sequence)") { row in
      Chain.Position(sequence: sequence, hash: row["hash"])
    }
  }

  /// What a line is looked up by.
  private struct Columns {
    let id: ConsentID
    let contact: ContactID
    let topic: Slug
    let act: ConsentAct
    let at: Timestamp

    /// An erased payload cannot contradict them.
    func match(_ payload: [UInt8]?) -> Bool {
      guard let payload else { return true }
      guard let record = try? RawJSON(bytes: payload).kept(as: ConsentRecord.self) else {
        return false
      }
      return record.id == id && record.contact == contact && record.topic == topic
        && record.act == act && record.at == at
    }
  }
}
