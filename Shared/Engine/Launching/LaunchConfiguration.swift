import Access
import Configuration
import Store

/// How a process of the suite is set up: flags first, then the environment.
///
/// `--port-offset 10` and `RAPPORT_PORT_OFFSET=10` mean the same; a flag wins. Every key works both
/// ways, and the README lists them.
package struct LaunchConfiguration: Sendable {
  private let reader: ConfigReader
  /// The service's name and ports.
  package let plan: LaunchPlan

  init(_ plan: LaunchPlan) {
    self.plan = plan
    reader = ConfigReader(providers: [
      CommandLineArgumentsProvider(),
      EnvironmentVariablesProvider().prefixKeys(with: "rapport"),
    ])
  }

  /// A value by its key in lower camel case, nil when it is not set or empty.
  package func text(_ key: String) -> String? {
    guard let text = reader.string(forKey: ConfigKey([key])), !text.isEmpty else { return nil }
    return text
  }

  /// Whether a switch is on: `1`, `true` or `yes`.
  package func isOn(_ key: String) -> Bool {
    ["1", "true", "yes"].contains(text(key)?.lowercased() ?? "")
  }

  /// A whole number.
  ///
  /// - Throws: ``LaunchError/configuration(_:)`` when the value is none.
  package func number(_ key: String) throws -> Int? {
    guard let text = text(key) else { return nil }
    guard let number = Int(text) else {
      throw LaunchError.configuration("\(key) must be a whole number, not \(text)")
    }
    return number
  }
}

extension LaunchConfiguration {
  /// The folder that holds databases and the secret; made when it is absent.
  var dataFolder: String { text("data") ?? "./data" }

  /// Where the service keeps its state: its own SQLite file, or its own schema in PostgreSQL.
  func location() throws -> StoreLocation {
    guard let url = text("database") else {
      return .sqlite(path: "\(dataFolder)/\(plan.name).db")
    }
    guard url.hasPrefix("postgres://") || url.hasPrefix("postgresql://") else {
      throw LaunchError.configuration("database must be a postgresql:// URL, not \(url)")
    }
    return .postgres(url: url, schema: plan.name)
  }

  /// The installation's keys: those it is told of, or those in the data folder. Without either
  /// there are none, and only this machine may come near.
  private var keys: KeyFolder? {
    if let path = text("keys") { return KeyFolder(path) }
    let folder = KeyFolder("\(dataFolder)/keys")
    return folder.isThere ? folder : nil
  }

  /// What this service lets others in with.
  func serverKeys() throws -> ServerKeys? {
    try keys?.serverKeys(of: plan.name)
  }

  /// Where this service listens: the loopback interface, unless there are keys or it is told
  /// otherwise on purpose.
  func ownEndpoints() throws -> Endpoints {
    let host = text("bind") ?? "127.0.0.1"
    let isLoopback = host.hasPrefix("127.") || ["localhost", "[::1]"].contains(host)
    guard isLoopback || keys != nil || isOn("insecure") else {
      throw LaunchError.configuration(
        "binding to \(host) without keys lets anybody on that network in: make keys with "
          + "`rapport keys init`, or set insecure to insist")
    }
    return try endpoints(of: plan.name, host: host)
  }

  /// Where the other services are reached, and with which keys.
  func others() throws -> [String: Endpoints] {
    let file = try keys.map { try KeyFile(file: $0.keyFile(of: plan.name)) }
    var others: [String: Endpoints] = [:]
    for name in plan.ports.keys where name != plan.name {
      let host = text("\(name)Host") ?? text("host") ?? "127.0.0.1"
      others[name] = try endpoints(of: name, host: host)
      others[name]?.keys = file?[name]
    }
    return others
  }

  private func endpoints(of name: String, host: String) throws -> Endpoints {
    guard let ports = plan.ports[name] else {
      preconditionFailure("the suite has no service \(name)")
    }
    let offset = try number("portOffset") ?? 0
    return Endpoints(
      requests: "tcp://\(host):\(ports.requests + offset)",
      events: "tcp://\(host):\(ports.events + offset)")
  }

  /// What the service itself needs to know.
  ///
  /// - Throws: when the secret cannot be had.
  package func settings() throws -> ServiceSettings {
    let gateway = 8080 + (try number("portOffset") ?? 0)
    let url = text("publicUrl") ?? "http://127.0.0.1:\(gateway)"
    let secret = try Secret.load(from: text("secretFile") ?? "\(dataFolder)/secret")
    return ServiceSettings(
      publicURL: url.hasSuffix("/") ? String(url.dropLast()) : url, secret: secret)
  }
}

/// What a service's executable says of itself.
package struct LaunchPlan: Sendable {
  package let name: String
  package let version: String
  /// The ports of all services, by name, before the offset.
  package let ports: [String: (requests: Int, events: Int)]
  /// Which service has which method.
  package let directory: [String: String]

  package init(
    name: String, version: String, ports: [String: (requests: Int, events: Int)],
    directory: [String: String]
  ) {
    (self.name, self.version) = (name, version)
    (self.ports, self.directory) = (ports, directory)
  }
}
