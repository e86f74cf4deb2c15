import Foundation
import Store
import TestSupport
import Testing

@Suite(.databases) struct CheckpointerTests {
  @Test func `the log moves into the file and starts over`() throws {
    let connection = try Shelf.writer(.sqlite)
    let store = try TestDatabases.location(.sqlite).store
    let checkpointer = try #require(try store.openCheckpointer())
    try connection.transact(write: true) { tx in
      for number in 0..<1_000 { try tx.write(Shelf.insert("\(number)")) }
    }
    let before = try checkpointer.run()
    #expect(before.pages > 10)
    #expect(before.moved == before.pages)
    try connection.transact(write: true) { tx in try tx.write(Shelf.insert("one more")) }
    #expect(try checkpointer.run().pages < before.pages)
  }

  @Test func `a reader's moment is left alone`() throws {
    let connection = try Shelf.writer(.sqlite)
    let store = try TestDatabases.location(.sqlite).store
    let checkpointer = try #require(try store.openCheckpointer())
    let reader = try Shelf.reader(.sqlite)
    try reader.transact(write: false) { _ in
      #expect(try Shelf.ids(reader).isEmpty)
      try connection.transact(write: true) { tx in try tx.write(Shelf.insert("a")) }
      let progress = try checkpointer.run()
      #expect(progress.moved < progress.pages)
      #expect(try Shelf.ids(reader).isEmpty)
    }
    let progress = try checkpointer.run()
    #expect(progress.moved == progress.pages)
  }

  @Test(.enabled(if: Dialect.available.contains(.postgres)))
  func `a server needs none`() throws {
    let store = try TestDatabases.location(.postgres).store
    #expect(try store.openCheckpointer() == nil)
  }
}
