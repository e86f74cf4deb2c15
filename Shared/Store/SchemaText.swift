/// Turns a schema statement of the portable subset into one database's own words.
///
/// Only words in capitals outside quotes are types, so that a column may be called `text`.
enum SchemaText {
  static func translate(_ statement: String, for dialect: Dialect) -> String {
    switch dialect {
    case .sqlite: strict(rewrite(statement) { word, _ in word == "BIGINT" ? "INTEGER" : nil })
    case .postgres: rewrite(statement, postgresWord)
    }
  }

  /// Adds `STRICT` to a table of SQLite.
  private static func strict(_ statement: String) -> String {
    guard statement.hasPrefix("CREATE TABLE"), let last = statement.last else { return statement }
    return statement + (last == ")" ? " STRICT" : ", STRICT")
  }

  private static func postgresWord(_ word: Substring, after previous: Substring) -> String? {
    switch word {
    case "INTEGER": "BIGINT"
    case "BLOB": "BYTEA"
    case "REAL": "DOUBLE PRECISION"
    // A cast names a type and can have no collation.
    case "TEXT": previous == "AS" ? nil : "TEXT COLLATE \"C\""
    case "WITHOUT", "ROWID": ""
    default: nil
    }
  }

  /// Offers each word outside quotes, with the one before it, and puts in what comes back.
  private static func rewrite(
    _ statement: String, _ replacement: (Substring, Substring) -> String?
  ) -> String {
    var result = ""
    var previous: Substring = ""
    var rest = Substring(statement)
    while let first = rest.first {
      let length: Int
      if first == "'" || first == "\"" {
        length =
          (rest.dropFirst().firstIndex(of: first).map {
            rest.distance(from: rest.startIndex, to: $0) + 1
          }) ?? rest.count
        result += rest.prefix(length)
      } else if isWord(first) {
        let word = rest.prefix(while: isWord)
        length = word.count
        result += replacement(word, previous) ?? String(word)
        previous = word
      } else {
        length = 1
        result.append(first)
      }
      rest = rest.dropFirst(length)
    }
    return result
  }

  private static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }
}
