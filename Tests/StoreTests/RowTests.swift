import Store
import TestSupport
import Testing

@Suite(.databases) struct RowTests {
  @Test(arguments: Dialect.available)
  func `columns are found by name and by place`(dialect: Dialect) throws {
    let tx = try Shelf.transaction(dialect)
    try tx.write(Shelf.insert("a", pages: 12))
    let book = try #require(
      try tx.first("SELECT id, pages, weight FROM book") { row -> (String, Int, Double?, Int) in
        (row["id"], row["pages"], row["weight"], row[1])
      })
    #expect(book == ("a", 12, nil, 12))
  }

  @Test(arguments: Dialect.available)
  func `rows come in order and stop where the closure throws`(dialect: Dialect) throws {
    struct Enough: Error {}
    let tx = try Shelf.transaction(dialect)
    for id in ["a", "b", "c"] { try tx.write(Shelf.insert(id)) }
    var seen: [String] = []
    #expect(throws: Enough.self) {
      try tx.connection.read("SELECT id FROM book ORDER BY id", limit: .max) { row in
        seen.append(row["id"])
        if seen.count == 2 { throw Enough() }
      }
    }
    #expect(seen == ["a", "b"])
    #expect(try Shelf.ids(tx.connection) == ["a", "b", "c"])
  }

  @Test(arguments: Dialect.available)
  func `a row's closure may read, even by the same statement`(dialect: Dialect) throws {
    let tx = try Shelf.transaction(dialect)
    for id in ["a", "b", "c"] { try tx.write(Shelf.insert(id)) }
    func after(_ id: String) throws -> [String] {
      try tx.read("SELECT id FROM book WHERE id > \(id) ORDER BY id") { row in
        let id: String = row["id"]
        return id + "(" + (try after(id)).joined(separator: " ") + ")"
      }
    }
    #expect(try after("") == ["a(b(c()) c())", "b(c())", "c()"])
  }

  @Test(arguments: Dialect.available)
  func `first, scalar and exists say when there is nothing`(dialect: Dialect) throws {
    let tx = try Shelf.transaction(dialect)
    #expect(try tx.first("SELECT id FROM book") { row -> String in row[0] } == nil)
    #expect(try tx.scalar("SELECT id FROM book", as: String.self) == nil)
    #expect(try !tx.exists("SELECT id FROM book WHERE id = \("a")"))
    try tx.write(Shelf.insert("a"))
    #expect(try tx.first("SELECT id FROM book") { row -> String in row[0] } == "a")
    #expect(try tx.scalar("SELECT pages FROM book", as: Int.self) == nil)
    #expect(try tx.exists("SELECT id FROM book WHERE id = \("a")"))
  }

  @Test(arguments: Dialect.available)
  func `an insert tells whether the row was new`(dialect: Dialect) throws {
    let tx = try Shelf.transaction(dialect)
    func insert(_ id: String) throws -> String? {
      try tx.scalar(
        "INSERT INTO author (id) VALUES (\(id)) ON CONFLICT DO NOTHING RETURNING id")
    }
    #expect(try insert("a") == "a")
    #expect(try insert("a") == nil)
    #expect(try insert("b") == "b")
  }
}
