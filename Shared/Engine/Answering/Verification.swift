import Crypto
import Store
import Wire

/// Looks for damage, and tells by a digest whether what is derived is what the logs say.
enum Verification {
  static let answers: [Answers] = [
    .query(EveryService.Verify.self, verify).within(milliseconds: 600_000)
  ]

  static func verify(
    _: EveryService.Verify.Params, _ context: QueryContext
  ) throws -> EveryService.Verify.Result {
    let (engine, tx) = (context.engine, context.tx)
    var result = EveryService.Verify.Result(flaws: [], checked: [], derived: [], at: [:])
    let own = engine.checks.map { (what: $0.what, flaws: $0.flaws) }
    for (what, flaws) in [("the database", database), ("the log", log)] + own {
      result.checked.append(what)
      result.flaws += try flaws(tx).map { "\(what): \($0)" }
    }
    result.derived = try engine.projections.map { try digest(of: $0, tx) }
    for (log, sequence) in try tx.read(
      "SELECT log, sequence FROM engine_cursor ORDER BY service",
      map: { ($0["log"] as String, $0["sequence"] as Int64) })
    { result.at[log] = sequence }
    return result
  }

  /// Pages, indexes and references. PostgreSQL looks after its own.
  private static func database(_ tx: Transaction) throws -> [String] {
    guard tx.dialect == .sqlite else { return [] }
    let pages: [String] = try tx.read("PRAGMA integrity_check") { $0[0] }
    let references = try tx.read("PRAGMA foreign_key_check") { row in
      "a row of \(row[0] as String) refers to one of \(row[2] as String) that is not there"
    }
    return pages.filter { $0 != "ok" } + references
  }

  /// Numbered from 1 to its head without a gap.
  private static func log(_ tx: Transaction) throws -> [String] {
    let head: Int64 = try tx.scalar("SELECT head FROM engine_log WHERE one = 1") ?? 0
    let (count, last): (Int64, Int64?) =
      try tx.first("SELECT count(*) AS count, max(sequence) AS last FROM engine_event") {
        ($0["count"], $0["last"])
      } ?? (0, nil)
    var flaws: [String] = []
    if (last ?? 0) != head { flaws.append("its head is \(head), its last event \(last ?? 0)") }
    if count != head { flaws.append("it has \(count) events where there should be \(head)") }
    return flaws
  }

  /// SHA-256 of each row, added up: the order of rows does not matter, their number does.
  private static func digest(
    of projection: Projection, _ tx: Transaction
  ) throws -> EveryService.Verify.Result.Table {
    var (rows, sum): (Int64, [UInt64]) = (0, [0, 0, 0, 0])
    try tx.connection.read(
      "SELECT * FROM \(sql: projection.table) WHERE \(sql: projection.condition)", limit: .max
    ) { row in
      rows += 1
      for (index, word) in hash(of: row).enumerated() { sum[index] &+= word }
    }
    let bytes = sum.flatMap { word in withUnsafeBytes(of: word.bigEndian) { Array($0) } }
    return EveryService.Verify.Result.Table(
      name: projection.name, rows: rows, digest: bytes.hexadecimal)
  }

  private static func hash(of row: borrowing Row) -> [UInt64] {
    var hash = SHA256()
    for index in 0..<row.count {
      let column = row.column(index)
      // Type and length stand before the value, so that no two rows read the same.
      let bytes =
        column.integer.map { Array("\($0)".utf8) } ?? column.real.map { Array("\($0)".utf8) }
        ?? column.bytes ?? []
      hash.update(data: Array("\(column.isNull ? "-" : "+")\(bytes.count) ".utf8) + bytes)
    }
    return hash.finalize().withUnsafeBytes { bytes in
      (0..<4).map { bytes.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self).bigEndian }
    }
  }
}
