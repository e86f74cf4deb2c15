/// What kinds of values a column can hold; the same four in both databases.
package enum SQLType: UInt8, Sendable {
  /// 64 bits: counts, milliseconds, booleans as 0 and 1.
  case integer
  /// A double.
  case real
  /// UTF-8, compared byte by byte.
  case text
  /// Bytes.
  case blob

  /// What stands in `IN (…)` for a list without members: a column of this type without rows.
  var noRows: StaticString {
    switch self {
    case .integer: "SELECT CAST(NULL AS BIGINT) WHERE 1 = 0"
    case .real: "SELECT CAST(NULL AS DOUBLE PRECISION) WHERE 1 = 0"
    case .text: "SELECT CAST(NULL AS TEXT) WHERE 1 = 0"
    case .blob: "SELECT NULL WHERE 1 = 0"
    }
  }
}

/// A value on its way into a statement.
package enum SQLValue: Sendable, Hashable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  /// Text that is already there as UTF-8 bytes, such as encoded JSON: bound without a `String`.
  case utf8([UInt8])
  case blob([UInt8])
}

/// A type whose values can be bound in ``SQL``.
///
/// ```swift
/// extension Timestamp: SQLEncodable {
///   package static var sqlType: SQLType { .integer }
///   package var sqlValue: SQLValue { .integer(milliseconds) }
/// }
/// ```
///
/// Enums with raw values get both members for free.
package protocol SQLEncodable {
  /// What the values are, also when one is `nil`: PostgreSQL asks before it knows the value.
  static var sqlType: SQLType { get }
  /// The value to bind.
  var sqlValue: SQLValue { get }
}

/// A type whose values can be read from a ``Row``.
package protocol SQLDecodable {
  /// The value in the column, or `nil` if it is none of this type (NULL is one only of an optional).
  static func decode(_ column: SQLColumn) -> Self?
}

/// A type that goes both ways.
package typealias SQLConvertible = SQLEncodable & SQLDecodable

extension Int64: SQLConvertible {
  package static var sqlType: SQLType { .integer }
  package var sqlValue: SQLValue { .integer(self) }
  package static func decode(_ column: SQLColumn) -> Int64? { column.integer }
}

extension Int: SQLConvertible {
  package static var sqlType: SQLType { .integer }
  package var sqlValue: SQLValue { .integer(Int64(self)) }
  package static func decode(_ column: SQLColumn) -> Int? { column.integer.map(Int.init) }
}

/// Stored as 0 and 1.
extension Bool: SQLConvertible {
  package static var sqlType: SQLType { .integer }
  package var sqlValue: SQLValue { .integer(self ? 1 : 0) }
  package static func decode(_ column: SQLColumn) -> Bool? { column.integer.map { $0 != 0 } }
}

extension Double: SQLConvertible {
  package static var sqlType: SQLType { .real }
  package var sqlValue: SQLValue { .real(self) }
  package static func decode(_ column: SQLColumn) -> Double? { column.real }
}

extension String: SQLConvertible {
  package static var sqlType: SQLType { .text }
  package var sqlValue: SQLValue { .text(self) }
  package static func decode(_ column: SQLColumn) -> String? { column.text }
}

/// Bound as a blob; read from blobs and from the UTF-8 of texts.
extension [UInt8]: SQLConvertible {
  package static var sqlType: SQLType { .blob }
  package var sqlValue: SQLValue { .blob(self) }
  package static func decode(_ column: SQLColumn) -> [UInt8]? { column.bytes }
}

/// `nil` is NULL.
extension Optional: SQLEncodable where Wrapped: SQLEncodable {
  package static var sqlType: SQLType { Wrapped.sqlType }
  package var sqlValue: SQLValue { self?.sqlValue ?? .null }
}

extension Optional: SQLDecodable where Wrapped: SQLDecodable {
  package static func decode(_ column: SQLColumn) -> Wrapped?? {
    column.isNull ? .some(nil) : Wrapped.decode(column).map(Optional.some)
  }
}

extension SQLEncodable where Self: RawRepresentable, RawValue: SQLEncodable {
  /// That of the raw value.
  package static var sqlType: SQLType { RawValue.sqlType }
  /// The raw value.
  package var sqlValue: SQLValue { rawValue.sqlValue }
}

extension SQLDecodable where Self: RawRepresentable, RawValue: SQLDecodable {
  /// By the raw value.
  package static func decode(_ column: SQLColumn) -> Self? {
    RawValue.decode(column).flatMap(Self.init)
  }
}
