import Models
import Store
import Wire

// How the words of this service stand in a column: enumerations as their raw value, whole values as
// JSON text.

extension LawfulBasis: SQLConvertible {}
extension Tracking: SQLConvertible {}
extension ConsentAct: SQLConvertible {}
extension Identity.Kind: SQLConvertible {}
extension Subscription.State: SQLConvertible {}

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
