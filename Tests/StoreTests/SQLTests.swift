import Testing

@testable import Store

@Suite struct SQLTests {
  @Test func `values become placeholders and never text`() {
    let name = "Robert'); DROP TABLE student;--"
    let sql: SQL = "SELECT id FROM student WHERE name = \(name) AND year = \(2)"
    #expect(sql.shape.text(for: .sqlite) == "SELECT id FROM student WHERE name = ? AND year = ?")
    #expect(
      sql.shape.text(for: .postgres) == "SELECT id FROM student WHERE name = $1 AND year = $2")
    #expect(sql.values == [.text(name), .integer(2)])
    #expect(sql.shape.types == [.text, .integer])
  }

  @Test func `a nil keeps its type`() {
    let none: Int64? = nil
    let sql: SQL = "SELECT \(none)"
    #expect(sql.values == [.null])
    #expect(sql.shape.types == [.integer])
  }

  @Test func `a splice brings its text and its values`() {
    let open: SQL = "status <> \("closed")"
    let sql: SQL = "SELECT 1 FROM ticket WHERE \(sql: open) AND queue = \("default")"
    #expect(
      sql.shape.text(for: .postgres)
        == "SELECT 1 FROM ticket WHERE status <> $1 AND queue = $2")
    #expect(sql.values == [.text("closed"), .text("default")])
  }

  @Test func `conditions are joined`() {
    let conditions: [SQL] = ["a = \(1)", "b = \(2)", "c"]
    let sql: SQL = "SELECT 1 WHERE \(sql: conditions.joined(separator: " AND "))"
    #expect(sql.shape.text(for: .sqlite) == "SELECT 1 WHERE a = ? AND b = ? AND c")
    let nothing: [SQL] = []
    #expect(nothing.joined(separator: ",").shape.text(for: .sqlite) == "")
  }

  @Test(arguments: [(1, "(?)"), (2, "(?,?)"), (3, "(?,?,?,?)"), (5, "(?,?,?,?,?,?,?,?)")])
  func `a list is padded to a power of two`(count: Int, text: String) {
    let sql: SQL = "(\(list: Array(1...count)))"
    #expect(sql.shape.text(for: .sqlite) == text)
    #expect(Set(sql.values).count == count)
    #expect(sql.values.count == sql.shape.types.count)
  }

  @Test func `one place in the source has one shape`() {
    func sql(_ value: Int) -> SQL { "SELECT \(value)" }
    let another: SQL = "SELECT 1, \(1)"
    #expect(sql(1).shape == sql(2).shape)
    #expect(sql(1).shape.hashValue == sql(2).shape.hashValue)
    #expect(sql(1).shape != another.shape)
  }

  @Test func `lists of other lengths have other shapes`() {
    func sql(_ values: [Int]) -> SQL { "IN (\(list: values))" }
    #expect(sql([1, 2, 3]).shape == sql([1, 2, 3, 4]).shape)
    #expect(sql([1, 2]).shape != sql([1, 2, 3]).shape)
  }
}
