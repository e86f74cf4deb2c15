public import Access
public import Models

/// The address book of one installation: where each of its services is.
///
///     let addresses = Addresses(portOffset: 1000)
///     let tickets = Client(addresses["tickets"]!, service: "tickets")
///
/// The ports are those of ``Suite`` plus the offset, which lets several installations share a
/// machine.
public struct Addresses: Sendable, Hashable {
  /// Where services are that have no host of their own.
  public var host: String
  public var portOffset: Int
  /// The hosts of single services, by name, for networks where each has one.
  public var hosts: [String: String]
  /// The key to call with; nil where there is no encryption.
  public var key: KeyFile?

  public init(
    host: String = "127.0.0.1", portOffset: Int = 0, hosts: [String: String] = [:],
    key: KeyFile? = nil
  ) {
    (self.host, self.portOffset, self.hosts, self.key) = (host, portOffset, hosts, key)
  }

  /// The address of a service; nil if the suite has none of that name.
  public subscript(service: String) -> ServiceAddress? {
    Suite.member(named: service).map(self.address)
  }

  /// The address of a member of the suite.
  public func address(of member: Suite.Member) -> ServiceAddress {
    let host = hosts[member.name] ?? host
    return ServiceAddress(
      requests: "tcp://\(host):\(member.requestsPort + portOffset)",
      events: "tcp://\(host):\(member.eventsPort + portOffset)",
      keys: key?[member.name])
  }
}
