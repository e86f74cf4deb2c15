import Store
import TestSupport
import Testing

@Suite(.databases) struct TransactionTests {
  @Test(arguments: Dialect.available)
  func `a commit lasts and a rollback leaves nothing`(dialect: Dialect) throws {
    let connection = try Shelf.writer(dialect)
    #expect(!connection.transactionLives)
    try connection.begin(write: true)
    #expect(connection.transactionLives)
    try connection.write(Shelf.insert("kept"))
    try connection.commit()
    #expect(!connection.transactionLives)
    try connection.begin(write: true)
    try connection.write(Shelf.insert("lost"))
    try connection.rollback()
    #expect(!connection.transactionLives)
    try connection.rollback()
    #expect(try Shelf.ids(try Shelf.reader(dialect)) == ["kept"])
  }

  @Test(arguments: Dialect.available)
  func `a savepoint is kept or undone by itself`(dialect: Dialect) throws {
    let connection = try Shelf.writer(dialect)
    try connection.transact(write: true) { tx in
      for id in ["a", "b", "c"] {
        try connection.savepoint()
        try tx.write(Shelf.insert(id))
        id == "b" ? try connection.rollbackToSavepoint() : try connection.release()
      }
    }
    #expect(try Shelf.ids(connection) == ["a", "c"])
  }

  @Test(arguments: Dialect.available)
  func `savepoints nest`(dialect: Dialect) throws {
    let connection = try Shelf.writer(dialect)
    try connection.transact(write: true) { tx in
      try connection.savepoint()
      try tx.write(Shelf.insert("outer"))
      try connection.savepoint()
      try tx.write(Shelf.insert("inner"))
      try connection.rollbackToSavepoint()
      #expect(try Shelf.ids(connection) == ["outer"])
      try connection.savepoint()
      try tx.write(Shelf.insert("second"))
      try connection.release()
      try connection.release()
    }
    #expect(try Shelf.ids(connection) == ["outer", "second"])
  }

  @Test(arguments: Dialect.available)
  func `a failed write fails its handler and nobody else`(dialect: Dialect) throws {
    let connection = try Shelf.writer(dialect)
    try connection.transact(write: true) { tx in
      for id in ["a", "a", "b"] {
        try connection.savepoint()
        do {
          try tx.write(Shelf.insert(id))
          try tx.write("UPDATE book SET pages = \(3) WHERE id = \(id)")
          try connection.release()
        } catch let error as StoreError {
          guard case .constraint(.unique, let sentence) = error else { throw error }
          #expect(sentence.contains("INSERT INTO book"))
          #expect(connection.transactionLives)
          try connection.rollbackToSavepoint()
        }
      }
      #expect(try tx.scalar("SELECT SUM(pages) FROM book") == 6)
    }
    #expect(try Shelf.ids(connection) == ["a", "b"])
  }

  @Test(arguments: Dialect.available)
  func `the error of a write surfaces at the next read or when it is settled`(
    dialect: Dialect
  ) throws {
    let connection = try Shelf.writer(dialect)
    let endings: [(any Connection) throws -> Void] = [
      { _ = try Shelf.ids($0) }, { try $0.settle() }, { try $0.commit() },
    ]
    for end in endings {
      try connection.begin(write: true)
      #expect(throws: StoreError.self) {
        try connection.write("INSERT INTO author (id) VALUES (\(String?.none))")
        try connection.write("INSERT INTO author (id) VALUES (\("b"))")
        try end(connection)
      }
      try connection.rollback()
    }
    #expect(try Transaction(connection).scalar("SELECT COUNT(*) FROM author") == 0)
  }

  @Test(arguments: Dialect.available)
  func `a statement that failed to prepare does so again`(dialect: Dialect) throws {
    let connection = try Shelf.writer(dialect)
    for _ in 1...2 {
      #expect(throws: StoreError.self) {
        try connection.transact(write: true) { tx in
          try tx.write("INSERT INTO nowhere (id) VALUES (\(1))")
          try tx.write(Shelf.insert("never"))
        }
      }
    }
    try connection.transact(write: true) { tx in try tx.write(Shelf.insert("a")) }
    #expect(try Shelf.ids(connection) == ["a"])
  }

  @Test(arguments: Dialect.available)
  func `thousands of writes wait for nothing and all arrive`(dialect: Dialect) throws {
    let connection = try Shelf.writer(dialect)
    try connection.transact(write: true) { tx in
      for number in 0..<3_000 { try tx.write(Shelf.insert("\(number)", pages: number + 1)) }
    }
    #expect(
      try Transaction(connection).scalar("SELECT SUM(pages) FROM book") == 3_000 * 3_001 / 2)
  }

  @Test(arguments: Dialect.available)
  func `a reader sees one moment`(dialect: Dialect) throws {
    let writer = try Shelf.writer(dialect)
    let reader = try Shelf.reader(dialect)
    try writer.transact(write: true) { tx in try tx.write(Shelf.insert("a")) }
    try reader.transact(write: false) { _ in
      #expect(try Shelf.ids(reader) == ["a"])
      try writer.transact(write: true) { tx in try tx.write(Shelf.insert("b")) }
      #expect(try Shelf.ids(reader) == ["a"])
    }
    #expect(try Shelf.ids(reader) == ["a", "b"])
  }

  @Test(arguments: Dialect.available)
  func `rows are locked where the database needs it`(dialect: Dialect) throws {
    let connection = try Shelf.writer(dialect)
    try connection.transact(write: true) { tx in
      try tx.write(Shelf.insert("a"))
      let id: String? = try tx.scalar("SELECT id FROM book WHERE id = 'a'\(sql: dialect.rowLock)")
      #expect(id == "a")
    }
  }

  @Test(arguments: Dialect.available)
  func `more statements than are kept still work`(dialect: Dialect) throws {
    let tx = try Shelf.transaction(dialect)
    for _ in 1...2 {
      var sum: SQL = "0"
      for number in 0..<600 {
        sum = "\(sql: sum) + 1"
        #expect(try tx.scalar("SELECT \(sql: sum)") == number + 1)
      }
      try tx.write(Shelf.insert("written"))
      try tx.write("DELETE FROM book")
      try tx.connection.commit()
      try tx.connection.begin(write: true)
    }
  }
}
