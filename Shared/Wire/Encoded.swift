/// A value with its JSON, written once and spliced wherever it goes.
///
/// A command that answers with the entity it wrote, tells of it in an event and keeps both pays for
/// one encoding instead of three:
///
///     let ticket = try Encoded(ticket)
///     context.emit(TicketOpened(ticket: ticket, body: body), subject: ticket.value.id.wire)
///     return ticket
///
/// On the wire it is its value and nothing else.
public struct Encoded<Value: Codable & Sendable>: Codable, Sendable {
  public let value: Value
  public let json: RawJSON

  /// - Throws: what the value's own encoding throws; a number that JSON cannot hold, for example.
  public init(_ value: Value) throws {
    self.value = value
    self.json = RawJSON(bytes: try JSONCoding.encode(value))
  }

  public init(from decoder: any Decoder) throws {
    value = try Value(from: decoder)
    json = RawJSON(bytes: try JSONCoding.encode(value))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(json)
  }
}
