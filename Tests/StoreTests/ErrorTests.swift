import Foundation
import Store
import TestSupport
import Testing

@Suite(.databases) struct ErrorTests {
  private static let broken: [(StoreError.Constraint, SQL)] = [
    (.unique, "INSERT INTO author (id) VALUES ('known')"),
    (.unique, "INSERT INTO book (id, title) VALUES ('new', 'Title of known')"),
    (.notNull, "INSERT INTO book (id, title) VALUES ('new', NULL)"),
    (.check, "INSERT INTO book (id, title, pages) VALUES ('new', 'New', 0)"),
    (.foreignKey, "INSERT INTO book (id, title, author) VALUES ('new', 'New', 'nobody')"),
  ]

  @Test(arguments: Dialect.available, broken.indices)
  func `a broken rule is named`(dialect: Dialect, index: Int) throws {
    let (expected, sql) = Self.broken[index]
    let connection = try Shelf.writer(dialect)
    let error = #expect(throws: StoreError.self) {
      try connection.transact(write: true) { tx in
        try tx.write("INSERT INTO author (id) VALUES ('known')")
        try tx.write(Shelf.insert("known"))
        try tx.write(sql)
      }
    }
    guard case .constraint(expected, let sentence) = error else {
      Issue.record("\(expected) expected, got \(String(describing: error))")
      return
    }
    #expect(sentence.contains("INSERT INTO"))
  }

  @Test(arguments: Dialect.available)
  func `a sentence quotes no values`(dialect: Dialect) throws {
    let connection = try Shelf.writer(dialect)
    let secret = "ada@example.org"
    let error = #expect(throws: StoreError.self) {
      try connection.transact(write: true) { tx in
        for _ in 1...2 { try tx.write("INSERT INTO author (id) VALUES (\(secret))") }
      }
    }
    #expect(error?.description.contains(secret) == false)
  }

  @Test(arguments: Dialect.available)
  func `nonsense is a mistake with the statement in its sentence`(dialect: Dialect) throws {
    let connection = try Shelf.writer(dialect)
    for nonsense: SQL in ["SELEC 1", "SELECT nothing FROM book", "SELECT \"nothing\" FROM book"] {
      let error = #expect(throws: StoreError.self) {
        try connection.transact(write: true) { tx in try tx.exists(nonsense) }
      }
      guard case .other(let sentence) = error else {
        Issue.record("got \(String(describing: error))")
        return
      }
      #expect(sentence.contains("SELEC"))
    }
  }

  @Test(arguments: Dialect.available)
  func `a reader cannot write`(dialect: Dialect) throws {
    _ = try Shelf.writer(dialect)
    let reader = try Shelf.reader(dialect)
    let error = #expect(throws: StoreError.self) {
      try reader.transact(write: false) { tx in
        try tx.write(Shelf.insert("a"))
      }
    }
    guard case .readOnly = error else {
      Issue.record("got \(String(describing: error))")
      return
    }
  }

  @Test(arguments: Dialect.available)
  func `two statements in one are refused`(dialect: Dialect) throws {
    let connection = try Shelf.writer(dialect)
    #expect(throws: StoreError.self) { try connection.define("DROP TABLE book; DROP TABLE author") }
  }

  @Test func `a second writer of a file is turned away`() throws {
    let store = try TestDatabases.location(.sqlite).store
    var first: (any Connection)? = try store.openWriter()
    let error = #expect(throws: StoreError.self) { try store.openWriter() }
    guard case .inUse = error else {
      Issue.record("got \(String(describing: error))")
      return
    }
    try first?.define("CREATE TABLE kept (id TEXT)")
    first = nil
    _ = try store.openWriter()
  }

  @Test func `a new file is its owner's alone`() throws {
    let connection = try Shelf.writer(.sqlite)
    try connection.transact(write: true) { tx in try tx.write(Shelf.insert("a")) }
    for name in ["test.db", "test.db-wal", "test.db.lock"] {
      let path = try TestDatabases.folder() + "/" + name
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o600, "\(name)")
    }
  }

  @Test func `a full disk is told`() throws {
    let connection = try Shelf.writer(.sqlite)
    try connection.define("PRAGMA max_page_count = 30")
    let error = #expect(throws: StoreError.self) {
      try connection.transact(write: true) { tx in
        for number in 1...100 {
          let cover = [UInt8](repeating: 1, count: 4_000)
          try tx.write(
            """
            INSERT INTO book (id, title, cover) VALUES (\("\(number)"), \("\(number)"), \(cover))
            """)
        }
      }
    }
    guard case .full = error else {
      Issue.record("got \(String(describing: error))")
      return
    }
    #expect(try Shelf.ids(connection).isEmpty)
  }

  @Test func `a file that is no database is told`() throws {
    let path = try TestDatabases.folder() + "/test.db"
    try String(repeating: "no database ", count: 1_000).write(
      toFile: path, atomically: true, encoding: .utf8)
    let error = #expect(throws: StoreError.self) {
      try StoreLocation.sqlite(path: path).store.openWriter()
    }
    guard case .corrupt = error else {
      Issue.record("got \(String(describing: error))")
      return
    }
  }

  @Test(arguments: [
    StoreLocation.sqlite(path: "/nowhere/at/all.db"),
    .postgres(url: "postgresql:///postgres?host=/nowhere", schema: "test"),
    .postgres(url: "postgresql:///postgres?host=/nowhere", schema: "no\"word"),
  ])
  func `a database that cannot be reached is told`(location: StoreLocation) throws {
    let opened = [{ try location.store.openWriter() }, { try location.store.openReader() }]
    for open in opened {
      let error = #expect(throws: StoreError.self) { _ = try open() }
      guard case .cannotOpen = error else {
        Issue.record("got \(String(describing: error))")
        return
      }
    }
  }

  @Test(.enabled(if: Dialect.available.contains(.postgres)))
  func `a lost connection is told`() throws {
    let connection = try Shelf.writer(.postgres)
    try connection.begin(write: true)
    let process: Int = try #require(try Transaction(connection).scalar("SELECT pg_backend_pid()"))
    let other = try Shelf.reader(.postgres)
    #expect(
      try Transaction(other).scalar("SELECT pg_terminate_backend(CAST(\(process) AS INT))") == true)
    let error = #expect(throws: StoreError.self) { try Shelf.ids(connection) }
    guard case .lost = error else {
      Issue.record("got \(String(describing: error))")
      return
    }
    #expect(!connection.transactionLives)
    try? connection.rollback()
  }
}
