import Engine
import Models
import Store
import Wire

// How this service's values stand in a column: enumerations by their wire form, what is not searched
// for as JSON.

extension Channel: SQLConvertible {}
extension MessageClass: SQLConvertible {}
extension MessageStatus: SQLConvertible {}
extension MessageAttempt.Outcome: SQLConvertible {}
extension SuppressionScope: SQLConvertible {}
extension SuppressionReason: SQLConvertible {}
extension Provider.Kind: SQLConvertible {}
extension Provider.State: SQLConvertible {}
extension Identity.Kind: SQLConvertible {}
extension LawfulBasis: SQLConvertible {}
extension Tracking: SQLConvertible {}
extension Campaign.State: SQLConvertible {}
extension NotificationsAPI.RecordHit.Kind: SQLConvertible {}

/// Values that are kept as JSON text.
enum Kept {
  static func text(_ value: some Encodable) throws -> String {
    String(decoding: try JSONCoding.encode(value), as: UTF8.self)
  }

  static func value<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
    try JSONCoding.decode(type, from: Array(text.utf8), mode: .lenient)
  }
}

/// Addresses as they are compared: two spellings that differ in case are one mailbox in practice,
/// and a suppression must not be missed for it.
enum AddressKey {
  static func of(_ address: String) -> String {
    address.lowercased()
  }

  static func domain(of address: String) -> String {
    address.lastIndex(of: "@").map { address[address.index(after: $0)...].lowercased() } ?? ""
  }
}
