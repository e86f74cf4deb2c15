import CPostgres

/// One answer of PostgreSQL, and the row of it that is being read.
final class PostgresRows: RowCells {
  let columns: ColumnNames
  var row: Int32 = 0
  private let kinds: [PostgresKind?]
  private let statement: PostgresStatement
  private let result: OpaquePointer

  /// Takes over the answer.
  init(_ result: OpaquePointer, of statement: PostgresStatement) {
    self.result = result
    self.statement = statement
    guard PQresultStatus(result) == PGRES_TUPLES_OK else {
      (columns, kinds) = (ColumnNames([]), [])
      return
    }
    (columns, kinds) = statement.describe(result)
  }

  var text: String { statement.text }
  var count: Int32 { PQntuples(result) }
  /// What was done, in PostgreSQL's words: `COMMIT`, `INSERT 0 1`.
  var command: String { String(cString: PQcmdStatus(result)) }

  var succeeded: Bool {
    let status = PQresultStatus(result)
    return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK
  }

  /// The error it is; being skipped because of an earlier one is none.
  var failure: StoreError? {
    if PQresultStatus(result) == PGRES_FATAL_ERROR {
      let state = rapport_pq_sqlstate(result).map { String(cString: $0) } ?? "08000"
      let sentence = rapport_pq_message(result).map { String(cString: $0) } ?? "no answer"
      return StoreError(sqlState: state, "\(sentence), in: \(statement.text)")
    }
    guard let odd = kinds.firstIndex(of: nil) else { return nil }
    return .other("column \(odd) has a type outside the subset, in: \(statement.text)")
  }

  func type(at index: Int32) -> SQLType? {
    guard PQgetisnull(result, row, index) == 0 else { return nil }
    switch kinds[Int(index)] {
    case .bool, .int2, .int4, .int8: return .integer
    case .float4, .float8: return .real
    case .text, .varchar, .name: return .text
    case .bytea: return .blob
    case .numeric: return PostgresNumeric(bytes(at: index)).isWhole ? .integer : .real
    case .void, nil: return nil
    }
  }

  func integer(at index: Int32) -> Int64 {
    let bytes = bytes(at: index)
    if kinds[Int(index)] == .numeric { return PostgresNumeric(bytes).integer }
    guard let first = bytes.first else { return 0 }
    let sign: Int64 = bytes.count > 1 && first >= 0x80 ? -1 : 0
    return bytes.reduce(sign) { $0 << 8 | Int64($1) }
  }

  func real(at index: Int32) -> Double {
    let bytes = bytes(at: index)
    switch kinds[Int(index)] {
    case .numeric: return PostgresNumeric(bytes).real
    case .float4: return Double(Float(bitPattern: UInt32(truncatingIfNeeded: integer(at: index))))
    default: return Double(bitPattern: UInt64(bitPattern: integer(at: index)))
    }
  }

  func bytes(at index: Int32) -> UnsafeRawBufferPointer {
    let start = UnsafeRawPointer(PQgetvalue(result, row, index))
    return UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row, index)))
  }

  deinit {
    PQclear(result)
  }
}

/// PostgreSQL's exact decimal, which `SUM` and `AVG` of whole numbers give: four numbers of 16 bits
/// (digits, weight, sign, places after the point), then groups of four decimal digits.
struct PostgresNumeric {
  private let words: [Int]

  init(_ bytes: UnsafeRawBufferPointer) {
    words = stride(from: 0, to: bytes.count - 1, by: 2).map {
      Int(bytes[$0]) << 8 | Int(bytes[$0 + 1])
    }
  }

  private var weight: Int { Int(Int16(truncatingIfNeeded: words[1])) }
  private var isNegative: Bool { words[2] == 0x4000 }

  /// Whether it has no places after the point and fits 64 bits for certain.
  var isWhole: Bool { words[3] == 0 && weight < 4 }

  var integer: Int64 {
    let size = (0...max(0, weight)).reduce(Int64(0)) { sum, group in
      sum * 10_000 + Int64(4 + group < words.count ? words[4 + group] : 0)
    }
    return isNegative ? -size : size
  }

  var real: Double {
    var size = 0.0
    for digits in words.dropFirst(4).reversed() { size = size / 10_000 + Double(digits) }
    for _ in 0..<max(0, weight) { size *= 10_000 }
    for _ in 0..<max(0, -weight) { size /= 10_000 }
    return isNegative ? -size : size
  }
}
