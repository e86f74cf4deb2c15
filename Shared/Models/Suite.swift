public import Wire

/// The services that make up the suite: the one table that says who answers and tells what, and
/// on which ports.
///
/// Everything that reaches all services (the gateway, the operators' command, documents) goes
/// through it; adding a service means adding a row.
public enum Suite {
  /// One service.
  public struct Member: Sendable {
    /// Its name: the first part of its event types.
    public let name: String
    /// The port of its ROUTER socket.
    public let requestsPort: Int
    /// The port of its XPUB socket.
    public let eventsPort: Int
    /// What it answers, beside what every service does.
    public let methods: [any Method.Type]
    /// What it tells of.
    public let events: [any Event.Type]
  }

  public static let members: [Member] = [
    Member(
      name: "forms", requestsPort: 7101, eventsPort: 7102,
      methods: FormsAPI.all, events: FormsEvents.all),
    Member(
      name: "tickets", requestsPort: 7201, eventsPort: 7202,
      methods: TicketsAPI.all, events: TicketsEvents.all),
    Member(
      name: "campaigns", requestsPort: 7301, eventsPort: 7302,
      methods: CampaignsAPI.all, events: CampaignsEvents.all),
    Member(
      name: "notifications", requestsPort: 7401, eventsPort: 7402,
      methods: NotificationsAPI.all, events: NotificationsEvents.all),
  ]

  /// The service of that name.
  public static func member(named name: String) -> Member? {
    members.first { $0.name == name }
  }

  /// The one service that has a method; nil for an unknown one and for those that every service
  /// has.
  public static func owner(ofMethod name: String) -> Member? {
    members.first { member in member.methods.contains { $0.name == name } }
  }

  /// Which service has which method.
  public static var directory: [String: String] {
    Dictionary(
      members.flatMap { member in member.methods.map { ($0.name, member.name) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// The ports of all services, by name.
  public static var ports: [String: (requests: Int, events: Int)] {
    Dictionary(
      uniqueKeysWithValues: members.map { ($0.name, ($0.requestsPort, $0.eventsPort)) })
  }

  /// The release, the same for every process of the suite.
  public static let version = "0.1.0"
}
