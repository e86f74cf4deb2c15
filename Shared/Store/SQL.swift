/// One SQL statement together with its values, written by string interpolation.
///
/// It exists so that a value can never become SQL: the text comes from literals in the source alone
/// (`StaticString`), and whatever is interpolated is bound.
///
/// ```swift
/// try tx.write("UPDATE ticket SET status = \(status) WHERE id = \(id)")
/// let open: SQL = "status <> \(Status.closed)"
/// let some: SQL = "SELECT id FROM ticket WHERE \(sql: open) AND queue IN (\(list: queues))"
/// ```
///
/// Building one costs two small arrays: the text is put together only when a connection meets the
/// statement for the first time (see ``Shape``).
package struct SQL: ExpressibleByStringInterpolation, Sendable {
  /// The statement without its values: what prepared statements are cached by.
  var shape = Shape()
  /// The values in the order of their placeholders.
  var values: [SQLValue] = []

  /// A statement, or a part of one, without values.
  package init(stringLiteral text: StaticString) {
    shape.append(text)
  }

  /// A statement, or a part of one, with values.
  package init(stringInterpolation: StringInterpolation) {
    self = stringInterpolation.sql
  }

  private init() {}

  /// Collects literals and values as the compiler hands them over.
  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var sql = SQL()

    /// Called by the compiler.
    package init(literalCapacity: Int, interpolationCount: Int) {
      sql.shape.reserve(2 * interpolationCount + 1)
      sql.values.reserveCapacity(interpolationCount)
    }

    /// Called by the compiler; only literals of the source can be a `StaticString`.
    package mutating func appendLiteral(_ literal: StaticString) {
      sql.shape.append(literal)
    }

    /// Binds a value.
    package mutating func appendInterpolation<Value: SQLEncodable>(_ value: Value) {
      sql.shape.appendPlaceholders(1, of: Value.sqlType)
      sql.values.append(value.sqlValue)
    }

    /// Binds a value, or NULL for `nil`.
    package mutating func appendInterpolation<Value: SQLEncodable>(_ value: Value?) {
      sql.shape.appendPlaceholders(1, of: Value.sqlType)
      sql.values.append(value?.sqlValue ?? .null)
    }

    /// Binds the members of an `IN (…)`. An empty list finds nothing.
    ///
    /// The last value is repeated up to the next power of two, so that lists of many lengths share
    /// few prepared statements; it fits `IN` and nothing else.
    package mutating func appendInterpolation<Value: SQLEncodable>(list values: [Value]) {
      guard let last = values.last else {
        sql.shape.append(Value.sqlType.noRows)
        return
      }
      var count = 1
      while count < values.count { count *= 2 }
      sql.shape.appendPlaceholders(count, of: Value.sqlType)
      for value in values { sql.values.append(value.sqlValue) }
      for _ in values.count..<count { sql.values.append(last.sqlValue) }
    }

    /// Splices another statement or part, text and values.
    package mutating func appendInterpolation(sql other: SQL) {
      sql.append(other)
    }
  }

  fileprivate mutating func append(_ other: SQL) {
    shape.append(other.shape)
    values += other.values
  }
}

extension [SQL] {
  /// The parts one after another: `conditions.joined(separator: " AND ")`.
  ///
  /// Of no parts it is empty, so start a list of conditions with one that always holds (`"1 = 1"`).
  package func joined(separator: SQL) -> SQL {
    guard var result = first else { return "" }
    for part in dropFirst() {
      result.append(separator)
      result.append(part)
    }
    return result
  }
}
