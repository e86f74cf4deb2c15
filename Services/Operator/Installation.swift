import Access
import ArgumentParser
import Client
import Foundation
import Models
import Wire

/// Which installation a command talks to: flags first, then the environment.
struct InstallationOptions: ParsableArguments {
  @Option(help: "Where the services are (RAPPORT_HOST; 127.0.0.1).")
  var host: String?

  @Option(help: "What is added to every port (RAPPORT_PORT_OFFSET; 0).")
  var portOffset: Int?

  @Option(
    help: "The key to call with (RAPPORT_KEY; the operator's in the keys folder, if there is one).",
    completion: .file())
  var keyFile: String?

  func installation() throws(Failure) -> Installation {
    try Installation(
      host: host, portOffset: portOffset, keyFile: keyFile,
      environment: ProcessInfo.processInfo.environment)
  }
}

/// The services of one installation, each with a client.
struct Installation: Sendable {
  let addresses: Addresses
  private let clients: [String: Client]

  /// - Throws: when the environment's port offset is no number, or the key file is none.
  init(
    host: String?, portOffset: Int?, keyFile: String? = nil, environment: [String: String]
  ) throws(Failure) {
    var found = try Self.addresses(host: host, portOffset: portOffset, environment)
    found.key = try Self.key(keyFile, environment)
    addresses = found
    let addresses = addresses
    clients = Dictionary(
      uniqueKeysWithValues: Suite.members.map { member in
        (member.name, Client(addresses.address(of: member), service: member.name))
      })
  }

  /// Where the services are: `RAPPORT_FORMS_HOST` and its like say where a single one is.
  static func addresses(
    host: String?, portOffset: Int?, _ environment: [String: String]
  ) throws(Failure) -> Addresses {
    let offset = environment["RAPPORT_PORT_OFFSET"] ?? "0"
    guard let portOffset = portOffset ?? Int(offset) else {
      throw Failure(EX_CONFIG, "RAPPORT_PORT_OFFSET must be a whole number, not \(offset).")
    }
    var addresses = Addresses(
      host: host ?? environment["RAPPORT_HOST"] ?? "127.0.0.1", portOffset: portOffset)
    for member in Suite.members where host == nil {
      addresses.hosts[member.name] = environment["RAPPORT_\(member.name.uppercased())_HOST"]
    }
    return addresses
  }

  /// The key to call with: the one that is named, or the operator's own where there are keys.
  private static func key(
    _ file: String?, _ environment: [String: String]
  ) throws(Failure) -> KeyFile? {
    let own = KeyFolder.find(environment)?.keyFile(of: "operator")
    guard let path = file ?? environment["RAPPORT_KEY"] ?? own else { return nil }
    do throws(KeyFault) {
      return try KeyFile(file: path)
    } catch {
      throw Failure(error)
    }
  }

  /// The client of a service of the suite.
  subscript(service: String) -> Client {
    guard let client = clients[service] else {
      preconditionFailure("the suite has no service \(service)")
    }
    return client
  }

  /// Calls a method at the service that has it.
  func call<M: Method>(
    _ method: M.Type, _ params: M.Params, key: String? = nil, timeout: Period = .seconds(10),
    after: [String: Int64] = [:]
  ) async throws(ServiceError) -> Called<M.Result> {
    guard let owner = Suite.owner(ofMethod: M.name) else {
      preconditionFailure("no one service of the suite has \(M.name)")
    }
    return try await self[owner.name].call(
      method, params, key: key, timeout: timeout, after: after)
  }
}
