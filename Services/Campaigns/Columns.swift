import Engine
import Models
import Store
import Wire

// How the words of this service stand in a column: enumerations as their raw value, whole values as
// JSON text.

extension Campaign.State: SQLConvertible {}
extension Enrolment.State: SQLConvertible {}
extension Channel: SQLConvertible {}
extension MessageClass: SQLConvertible {}
extension MessageStatus: SQLConvertible {}
extension Identity.Kind: SQLConvertible {}
extension DeclineReason: SQLConvertible {}
extension Catalogue.Noun: SQLConvertible {}

extension RawJSON {
  /// A value as a column keeps it.
  init(keeping value: some Encodable) throws {
    self.init(bytes: try JSONCoding.encode(value))
  }

  /// The value that was kept; members of a newer release are passed over.
  func kept<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
    try JSONCoding.decode(Value.self, from: bytes, mode: .lenient)
  }
}
