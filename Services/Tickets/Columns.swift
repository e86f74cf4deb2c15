package import Models
package import Store
import Wire

// How the domain's own values stand in a column.

extension TicketStatus: SQLConvertible {}
extension TicketChannel: SQLConvertible {}
extension TicketEntry.Kind: SQLConvertible {}

/// By rank, so that it sorts.
extension TicketPriority: SQLConvertible {
  private static let ranking: [TicketPriority] = [.low, .normal, .high, .urgent]

  package static var sqlType: SQLType { .integer }
  package var sqlValue: SQLValue { .integer(Int64(Self.ranking.firstIndex(of: self) ?? 1)) }
  package static func decode(_ column: SQLColumn) -> TicketPriority? {
    column.integer.map { Self.ranking.indices.contains(Int($0)) ? Self.ranking[Int($0)] : .other }
  }
}

extension OpeningHours: SQLConvertible {
  package static var sqlType: SQLType { .text }
  package var sqlValue: SQLValue {
    // Texts and lists of texts: nothing in it that JSON could not write.
    guard let bytes = try? JSONCoding.encode(self) else { return .null }
    return .utf8(bytes)
  }
  package static func decode(_ column: SQLColumn) -> OpeningHours? {
    column.bytes.flatMap { try? JSONCoding.decode(OpeningHours.self, from: $0, mode: .lenient) }
  }
}
