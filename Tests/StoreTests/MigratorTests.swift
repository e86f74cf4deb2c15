import Store
import TestSupport
import Testing

@Suite(.databases) struct MigratorTests {
  private static let first = Migration(
    version: 1, name: "one", statements: ["CREATE TABLE one (id TEXT PRIMARY KEY)"])
  private static let second = Migration(
    version: 2, name: "two", statements: ["ALTER TABLE one ADD COLUMN size INTEGER"])

  private func migrate(_ dialect: Dialect, _ migrations: [Migration]) throws {
    let store = try TestDatabases.location(dialect).store
    try Migrator.migrate(store, owner: "test", migrations, now: 5)
  }

  private func versions(_ dialect: Dialect) throws -> [Int] {
    let reader = try TestDatabases.location(dialect).store.openReader()
    return try Transaction(reader).read("SELECT version FROM schema_migration ORDER BY version") {
      $0["version"]
    }
  }

  @Test(arguments: Dialect.available)
  func `what is missing is applied once`(dialect: Dialect) throws {
    try migrate(dialect, [Self.first])
    try migrate(dialect, [Self.first, Self.second])
    try migrate(dialect, [Self.first, Self.second])
    #expect(try versions(dialect) == [1, 2])
  }

  @Test(arguments: Dialect.available)
  func `owners count apart`(dialect: Dialect) throws {
    let store = try TestDatabases.location(dialect).store
    try Migrator.migrate(store, owner: "test", [Self.first], now: 5)
    let another = Migration(version: 1, name: "own", statements: ["CREATE TABLE own (id TEXT)"])
    try Migrator.migrate(store, owner: "other", [another], now: 5)
    #expect(try versions(dialect) == [1, 1])
  }

  @Test(arguments: Dialect.available)
  func `a failure leaves the database as it was`(dialect: Dialect) throws {
    let broken = Migration(
      version: 2, name: "broken",
      statements: ["CREATE TABLE half (id TEXT)", "CREATE TABLE one (id TEXT)"])
    #expect(throws: StoreError.self) { try migrate(dialect, [Self.first, broken]) }
    #expect(throws: StoreError.self) { try versions(dialect) }
    try migrate(dialect, [Self.first, Self.second])
    #expect(try versions(dialect) == [1, 2])
  }

  @Test(arguments: Dialect.available)
  func `an edited migration is refused`(dialect: Dialect) throws {
    try migrate(dialect, [Self.first])
    let edited = Migration(
      version: 1, name: "one", statements: ["CREATE TABLE one (id TEXT PRIMARY KEY, x TEXT)"])
    let error = #expect(throws: StoreError.self) { try migrate(dialect, [edited]) }
    guard case .editedMigration(let sentence) = error else {
      Issue.record("got \(String(describing: error))")
      return
    }
    #expect(sentence.hasPrefix("migration 1 (one) of test"))
  }

  @Test(arguments: Dialect.available)
  func `a newer release may add, and is refused once it removes`(dialect: Dialect) throws {
    try migrate(dialect, [Self.first, Self.second])
    try migrate(dialect, [Self.first])
    let third = Migration(
      version: 3, name: "three", statements: ["ALTER TABLE one DROP COLUMN size"], readableFrom: 3)
    try migrate(dialect, [Self.first, Self.second, third])
    let error = #expect(throws: StoreError.self) {
      try migrate(dialect, [Self.first, Self.second])
    }
    guard case .newerRelease(let sentence) = error else {
      Issue.record("got \(String(describing: error))")
      return
    }
    #expect(sentence.contains("needs version 3, this release knows up to 2"))
  }

  @Test(.enabled(if: Dialect.available.contains(.postgres)))
  func `instances that start together take turns`() async throws {
    let store = try TestDatabases.location(.postgres).store
    try await withThrowingTaskGroup { group in
      for _ in 1...4 {
        group.addTask {
          try Migrator.migrate(store, owner: "test", [Self.first, Self.second], now: 5)
        }
      }
      try await group.waitForAll()
    }
    #expect(try versions(.postgres) == [1, 2])
  }
}
