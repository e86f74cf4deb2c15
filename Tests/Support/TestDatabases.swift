import Foundation
package import Store
import Synchronization
package import Testing

extension Dialect {
  /// The databases that tests run on here; without PostgreSQL a line says so.
  package static let available: [Dialect] = {
    if PostgresServer.binaries != nil { return [.sqlite, .postgres] }
    print("PostgreSQL's server is not installed: tests run on SQLite only")
    return [.sqlite]
  }()
}

/// Gives each test case databases of its own, and removes them afterwards.
///
/// ```swift
/// @Suite(.databases) struct QueueTests {
///   @Test(arguments: Dialect.available)
///   func `a ticket is there`(dialect: Dialect) throws {
///     let store = try TestDatabases.location(dialect).store
/// ```
package struct TestDatabases: SuiteTrait, TestTrait, TestScoping {
  /// Tests of a suite each get their own.
  package var isRecursive: Bool { true }

  @TaskLocal private static var current: Scope?
  private static let count = Atomic(0)

  /// Where a database of the running test is; another name is another database.
  package static func location(
    _ dialect: Dialect, named name: String = "test"
  ) throws -> StoreLocation {
    switch dialect {
    case .sqlite: .sqlite(path: try folder() + "/\(name).db")
    case .postgres:
      .postgres(url: try PostgresServer.shared.get().url, schema: try scope().schema(name))
    }
  }

  /// A folder that goes away with the running test.
  package static func folder() throws -> String {
    try scope().folder()
  }

  private static func scope() throws -> Scope {
    try #require(current, "the test needs the trait .databases")
  }

  /// Runs one test case with databases of its own.
  package func provideScope(
    for test: Test, testCase: Test.Case?,
    performing function: @Sendable @concurrent () async throws -> Void
  ) async throws {
    guard testCase != nil else { return try await function() }
    let number = Self.count.add(1, ordering: .relaxed).newValue
    let scope = Scope(number: number)
    defer { scope.remove() }
    try await Self.$current.withValue(scope, operation: function)
  }

  /// What one test case has made.
  private final class Scope: Sendable {
    private let number: Int
    private let schemas = Mutex<Set<String>>([])

    init(number: Int) {
      self.number = number
    }

    private var path: String {
      NSTemporaryDirectory() + "rapport-tests-\(getpid())-\(number)"
    }

    func folder() throws -> String {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      return path
    }

    func schema(_ name: String) -> String {
      let schema = "\(name)_\(number)"
      schemas.withLock { _ = $0.insert(schema) }
      return schema
    }

    func remove() {
      try? FileManager.default.removeItem(atPath: path)
      for schema in schemas.withLock({ $0 }) {
        guard let url = try? PostgresServer.shared.get().url else { return }
        let connection = try? StoreLocation.postgres(url: url, schema: schema).store.openWriter()
        try? connection?.define("DROP SCHEMA \(schema) CASCADE")
      }
    }
  }
}

extension Trait where Self == TestDatabases {
  /// Databases of its own for each test case; see ``TestDatabases``.
  package static var databases: TestDatabases { TestDatabases() }
}
