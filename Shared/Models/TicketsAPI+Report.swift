public import Wire

extension TicketsAPI {
  public enum Report: Method {
    public static let name = "tickets.report"
    public static let summary = "Counts tickets, reply and resolution times and satisfaction."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.staff, .frontend, .observer]
    public static let errors: [ServiceError.Kind] = [.invalid]

    public enum GroupBy: String, WireEnum { case day, queue, assignee, channel }

    public struct Params: Codable, Sendable {
      public var from: Timestamp
      /// Not included; at most 366 days after `from`.
      public var to: Timestamp
      /// Where days begin, by its IANA name; `UTC` if absent.
      public var timeZone: String?
      public var groupBy: GroupBy?

      public init(
        from: Timestamp, to: Timestamp, timeZone: String? = nil, groupBy: GroupBy? = nil
      ) {
        (self.from, self.to, self.timeZone, self.groupBy) = (from, to, timeZone, groupBy)
      }
    }
    public typealias Result = TicketReport
  }
}
