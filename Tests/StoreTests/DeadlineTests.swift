import Foundation
import Store
import Synchronization
import TestSupport
import Testing

@Suite(.databases) struct DeadlineTests {
  @Test(arguments: Dialect.available)
  func `a query past its deadline is interrupted`(dialect: Dialect) throws {
    let connection = try Shelf.writer(dialect)
    try connection.begin(write: true)
    try connection.savepoint()
    try connection.write(Shelf.insert("a"))
    connection.deadline(milliseconds: 20)
    expectInterrupted { _ = try Transaction(connection).exists(Shelf.endless) }
    // What comes after it is too late as well, but for the way back.
    expectInterrupted { _ = try Shelf.ids(connection) }
    expectInterrupted { try connection.write(Shelf.insert("b")) }
    #expect(connection.transactionLives)
    try connection.rollbackToSavepoint()
    connection.deadline(milliseconds: nil)
    try connection.write(Shelf.insert("c"))
    try connection.commit()
    #expect(try Shelf.ids(connection) == ["c"])
  }

  @Test(arguments: Dialect.available)
  func `an interrupted write may end the transaction, and the driver knows`(
    dialect: Dialect
  ) throws {
    let connection = try Shelf.writer(dialect)
    try connection.begin(write: true)
    try connection.write(Shelf.insert("before"))
    try connection.savepoint()
    connection.deadline(milliseconds: 20)
    expectInterrupted {
      try connection.write(
        "INSERT INTO book (id, title) SELECT 'x', 'X' WHERE 0 < (\(sql: Shelf.endless))")
      try connection.release()
    }
    connection.deadline(milliseconds: nil)
    #expect(connection.transactionLives == (dialect == .postgres))
    if connection.transactionLives {
      try connection.rollbackToSavepoint()
      #expect(try Shelf.ids(connection) == ["before"])
    }
    try connection.rollback()
    #expect(try Shelf.ids(connection).isEmpty)
    try connection.transact(write: true) { tx in try tx.write(Shelf.insert("after")) }
    #expect(try Shelf.ids(connection) == ["after"])
  }

  @Test(arguments: Dialect.available)
  func `an interrupter stops one connection and no other`(dialect: Dialect) throws {
    _ = try Shelf.writer(dialect)
    let reader = try Shelf.reader(dialect)
    let other = try Shelf.reader(dialect)
    let interrupter = reader.interrupter
    let finished = Flag()
    Thread.detachNewThread {
      // It reaches only what runs, so it tries until it has reached something.
      while !finished.value.load(ordering: .acquiring) { interrupter.interrupt() }
    }
    expectInterrupted { _ = try Transaction(reader).exists(Shelf.endless) }
    #expect(try Shelf.ids(other).isEmpty)
    finished.value.store(true, ordering: .releasing)
  }

  private final class Flag: Sendable {
    let value = Atomic(false)
  }

  @Test(arguments: Dialect.available)
  func `an interrupter outlives its connection`(dialect: Dialect) throws {
    let interrupter = try Shelf.writer(dialect).interrupter
    interrupter.interrupt()
  }

  private func expectInterrupted(
    _ body: () throws -> Void, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: StoreError.self, sourceLocation: sourceLocation) { try body() }
    guard case .interrupted = error else {
      Issue.record("got \(String(describing: error))", sourceLocation: sourceLocation)
      return
    }
  }
}
