package import Store
package import Wire

// How Wire's values stand in a column: text as their wire form, times and durations as milliseconds.

extension Timestamp: SQLConvertible {
  package static var sqlType: SQLType { .integer }
  package var sqlValue: SQLValue { .integer(milliseconds) }
  package static func decode(_ column: SQLColumn) -> Timestamp? {
    column.integer.map(Timestamp.init(milliseconds:))
  }
}

extension Period: SQLConvertible {
  package static var sqlType: SQLType { .integer }
  package var sqlValue: SQLValue { .integer(milliseconds) }
  package static func decode(_ column: SQLColumn) -> Period? {
    column.integer.map(Period.init(milliseconds:))
  }
}

extension WireText where Self: SQLConvertible {
  package static var sqlType: SQLType { .text }
  package var sqlValue: SQLValue { .text(wire) }
  package static func decode(_ column: SQLColumn) -> Self? {
    column.text.flatMap { try? Self(wire: $0) }
  }
}

extension ID: SQLConvertible {}
extension Slug: SQLConvertible {}
extension EmailAddress: SQLConvertible {}
extension PhoneNumber: SQLConvertible {}

extension RawJSON: SQLConvertible {
  package static var sqlType: SQLType { .text }
  package var sqlValue: SQLValue { .utf8(bytes) }
  package static func decode(_ column: SQLColumn) -> RawJSON? {
    column.bytes.map(RawJSON.init(bytes:))
  }
}

extension RawJSON {
  /// A whole value as a column keeps it.
  package init(keeping value: some Encodable) throws {
    self.init(bytes: try JSONCoding.encode(value))
  }

  /// The value that was kept; members of a newer release are passed over.
  package func kept<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
    try JSONCoding.decode(Value.self, from: bytes, mode: .lenient)
  }
}

extension JSON: SQLConvertible {
  package static var sqlType: SQLType { .text }
  package var sqlValue: SQLValue {
    // A dynamic value holds nothing that JSON cannot write but a number that is none.
    guard let bytes = try? JSONCoding.encode(self) else { return .null }
    return .utf8(bytes)
  }
  package static func decode(_ column: SQLColumn) -> JSON? {
    column.bytes.flatMap { try? JSONCoding.decode(JSON.self, from: $0, mode: .lenient) }
  }
}
