/// The contract of one event: the data of a fact, as a type.
///
///     public struct TicketOpened: Event {
///       public static let type = "tickets.ticket.opened"
///       public static let summary = "A ticket was opened."
///       public static let personal = ["/requester/email", "/body"]
///       public var ticket: ID<Ticket>
///       …
///     }
///
/// Data only ever grows: new members are optional, unknown ones are ignored. A changed meaning is a
/// new type (`….v2`).
public protocol Event: Codable, Sendable, SendableMetatype {
  /// `service.noun.pastVerb`, the CloudEvents type and the prefix that subscribers filter by.
  static var type: String { get }
  /// One sentence for documents and the tail of the log.
  static var summary: String { get }
  /// Which members are personal data, as JSON Pointers (RFC 6901) into the data; `*` stands for
  /// every item of a list or every value of a dictionary. Erasure nulls them, AsyncAPI marks them.
  static var personal: [String] { get }
  /// How long the log keeps the data; nil for as long as there is a log. Past it the envelope stays,
  /// so that numbers have no gaps, and nobody can derive anything from the event any more: only for
  /// what no projection is made from.
  static var retention: Period? { get }
}

extension Event {
  /// Nothing personal.
  public static var personal: [String] { [] }

  /// As long as there is a log.
  public static var retention: Period? { nil }
}
