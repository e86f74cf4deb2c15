import Store
import TestSupport
import Testing

@Suite(.databases) struct ValueTests {
  private enum Format: String, SQLConvertible {
    case paper, audio
  }

  @Test(arguments: Dialect.available)
  func `every type comes back as it went in`(dialect: Dialect) throws {
    let tx = try Shelf.transaction(dialect)
    func back<Value: SQLConvertible & Equatable>(_ value: Value) throws -> Bool {
      try tx.first("SELECT \(value) AS value") { $0["value"] } == value
    }
    #expect(try back(Int64.min))
    #expect(try back(Int.max))
    #expect(try back(-1))
    #expect(try back(true))
    #expect(try back(false))
    #expect(try back(-0.1))
    #expect(try back(Double.greatestFiniteMagnitude))
    #expect(try back(""))
    #expect(try back("Grüße, 世界 👋"))
    #expect(try back([UInt8]()))
    #expect(try back([UInt8](0...255)))
    #expect(try back([UInt8](repeating: 7, count: 300_000)))
    #expect(try back(Format.audio))
    #expect(try back(Int?.none))
    #expect(try back(String?.some("there")))
  }

  @Test(arguments: Dialect.available)
  func `bytes of a text are text`(dialect: Dialect) throws {
    struct Encoded: SQLEncodable {
      static var sqlType: SQLType { .text }
      var sqlValue: SQLValue { .utf8(Array(#"{"a":1}"#.utf8)) }
    }
    let tx = try Shelf.transaction(dialect)
    #expect(try tx.scalar("SELECT \(Encoded())") == #"{"a":1}"#)
    #expect(try tx.scalar("SELECT \(Encoded())") == Array(#"{"a":1}"#.utf8))
  }

  @Test(arguments: Dialect.available)
  func `sums, averages, counts and comparisons are numbers`(dialect: Dialect) throws {
    let tx = try Shelf.transaction(dialect)
    for (id, pages) in [("a", 100), ("b", 20_001), ("c", 9_999)] {
      try tx.write(Shelf.insert(id, pages: pages))
    }
    #expect(try tx.scalar("SELECT SUM(pages) FROM book") == 30_100)
    #expect(try tx.scalar("SELECT -SUM(pages) FROM book") == -30_100)
    let average: Double = try #require(try tx.scalar("SELECT AVG(pages) FROM book"))
    #expect(abs(average - 10_033.333_333) < 0.001)
    #expect(try tx.scalar("SELECT AVG(pages) / 1000000 FROM book", as: Double.self)! < 0.010_034)
    #expect(try tx.scalar("SELECT COUNT(*) FROM book") == 3)
    #expect(try tx.scalar("SELECT 2 > 1") == true)
    #expect(try tx.scalar("SELECT MAX(pages) FROM book WHERE id = 'none'", as: Int.self) == nil)
  }

  @Test(arguments: Dialect.available)
  func `texts compare byte by byte`(dialect: Dialect) throws {
    let connection = try Shelf.writer(dialect)
    try connection.transact(write: true) { tx in
      for id in ["b", "B", "ä", "a", "_"] { try tx.write(Shelf.insert(id)) }
    }
    #expect(try Shelf.ids(connection) == ["B", "_", "a", "b", "ä"])
  }

  @Test(arguments: Dialect.available)
  func `an optional filter may be nil`(dialect: Dialect) throws {
    let tx = try Shelf.transaction(dialect)
    try tx.write(Shelf.insert("a", pages: 1))
    try tx.write(Shelf.insert("b", pages: 2))
    func count(_ pages: Int?) throws -> Int? {
      try tx.scalar("SELECT COUNT(*) FROM book WHERE \(pages) IS NULL OR pages = \(pages)")
    }
    #expect(try count(nil) == 2)
    #expect(try count(2) == 1)
  }

  @Test(arguments: Dialect.available)
  func `a list finds its members and an empty one nothing`(dialect: Dialect) throws {
    let tx = try Shelf.transaction(dialect)
    for id in ["a", "b", "c", "d"] { try tx.write(Shelf.insert(id, pages: 7)) }
    func count(_ ids: [String]) throws -> Int? {
      try tx.scalar("SELECT COUNT(*) FROM book WHERE id IN (\(list: ids))")
    }
    #expect(try count(["a", "c", "d"]) == 3)
    #expect(try count([]) == 0)
    let pages: [Int] = []
    #expect(try tx.scalar("SELECT COUNT(*) FROM book WHERE pages NOT IN (\(list: pages))") == 4)
  }

  @Test(arguments: Dialect.available)
  func `a wrong type is refused`(dialect: Dialect) throws {
    let connection = try Shelf.writer(dialect)
    #expect(throws: StoreError.self) {
      try connection.transact(write: true) { tx in
        try tx.write("INSERT INTO book (id, title, pages) VALUES ('a', 'A', \("many"))")
      }
    }
  }
}
