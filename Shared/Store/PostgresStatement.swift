import CPostgres

/// A statement that the server keeps prepared under a name.
final class PostgresStatement {
  let name: String
  let text: String
  let types: [SQLType]
  var isPrepared = false
  private var description: (names: ColumnNames, kinds: [PostgresKind?])?

  init(name: String, text: String, types: [SQLType]) {
    self.name = name
    self.text = text
    self.types = types
  }

  /// What its columns are, learnt from its first answer.
  func describe(_ result: OpaquePointer) -> (names: ColumnNames, kinds: [PostgresKind?]) {
    if let description { return description }
    let columns = 0..<PQnfields(result)
    let known = (
      names: ColumnNames(columns.map { String(cString: PQfname(result, $0)) }),
      kinds: columns.map { PostgresKind(rawValue: PQftype(result, $0)) }
    )
    description = known
    return known
  }
}

/// The types of PostgreSQL that answers of the subset have, by their fixed object ids.
enum PostgresKind: Oid {
  case bool = 16
  case bytea = 17
  case name = 19
  case int8 = 20
  case int2 = 21
  case int4 = 23
  case text = 25
  case float4 = 700
  case float8 = 701
  case varchar = 1043
  case numeric = 1700
  case void = 2278
}

extension SQLType {
  /// As what a placeholder is declared.
  var oid: Oid {
    switch self {
    case .integer: PostgresKind.int8.rawValue
    case .real: PostgresKind.float8.rawValue
    case .text: PostgresKind.text.rawValue
    case .blob: PostgresKind.bytea.rawValue
    }
  }
}
