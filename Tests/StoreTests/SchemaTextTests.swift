import Testing

@testable import Store

@Suite struct SchemaTextTests {
  @Test(arguments: [
    (
      "CREATE TABLE a (text TEXT PRIMARY KEY, n INTEGER, b BLOB, r REAL)",
      #"CREATE TABLE a (text TEXT COLLATE "C" PRIMARY KEY, n BIGINT, b BYTEA, r DOUBLE PRECISION)"#
    ),
    (
      "INSERT INTO a VALUES ('the INTEGER ''TEXT''')",
      "INSERT INTO a VALUES ('the INTEGER ''TEXT''')"
    ),
    (#"CREATE INDEX "TEXT" ON a (n)"#, #"CREATE INDEX "TEXT" ON a (n)"#),
    ("UPDATE a SET text = CAST(n AS TEXT)", "UPDATE a SET text = CAST(n AS TEXT)"),
    (
      "CREATE TABLE b (n INTEGER PRIMARY KEY) WITHOUT ROWID",
      "CREATE TABLE b (n BIGINT PRIMARY KEY)  "
    ),
    ("UPDATE a SET text = 'never closed", "UPDATE a SET text = 'never closed"),
  ])
  func `types are translated for PostgreSQL`(statement: String, expected: String) {
    #expect(SchemaText.translate(statement, for: .postgres) == expected)
  }

  @Test(arguments: [
    ("CREATE TABLE a (n BIGINT)", "CREATE TABLE a (n INTEGER) STRICT"),
    (
      "CREATE TABLE a (n INTEGER PRIMARY KEY) WITHOUT ROWID",
      "CREATE TABLE a (n INTEGER PRIMARY KEY) WITHOUT ROWID, STRICT"
    ),
    ("CREATE INDEX a_n ON a (n)", "CREATE INDEX a_n ON a (n)"),
  ])
  func `tables are strict in SQLite`(statement: String, expected: String) {
    #expect(SchemaText.translate(statement, for: .sqlite) == expected)
  }
}
