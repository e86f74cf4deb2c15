import Access
package import Client
package import Logging
import Models

/// How one gateway is set up, read from its environment.
///
/// | variable | meaning | default |
/// |---|---|---|
/// | `RAPPORT_HTTP_HOST`, `RAPPORT_HTTP_PORT` | where to listen | `127.0.0.1`, 8080 + offset |
/// | `RAPPORT_PORT_OFFSET` | added to every port | 0 |
/// | `RAPPORT_HOST`, `RAPPORT_FORMS_HOST` … | where the services are | `127.0.0.1` |
/// | `RAPPORT_PUBLIC_URL` | what visitors see | scheme and host of the request |
/// | `RAPPORT_HTTP_CONNECTIONS` | how many connections at once | 512 |
/// | `RAPPORT_CAPTURE_MAIL` | `1`: show captured mail | off |
/// | `RAPPORT_KEYS` | the folder of the installation's keys | `keys` in `RAPPORT_DATA`, if it is there |
/// | `RAPPORT_KEYS_FILE` | keys of `/rpc` | none: nobody may call |
/// | `RAPPORT_LOG_LEVEL` | `debug`, `info`, `warning` … | `info` |
/// | `RAPPORT_TRUSTED_PROXIES` | whose `X-Forwarded-*` counts | nobody's |
package struct GatewaySettings: Sendable {
  package var host = "127.0.0.1"
  package var port = 8080
  /// By the service's name.
  package var services: [String: ServiceAddress] = [:]
  /// Without a slash at its end.
  package var publicURL: String?
  package var capturesMail = false
  package var keys = KeyRing()
  package var proxies = TrustedProxies()
  package var limits = EdgeLimits()
  package var logLevel = Logger.Level.info

  package init() {}

  /// Whether visitors come by https.
  var isSecure: Bool { publicURL?.hasPrefix("https://") == true }

  /// Reads the environment.
  ///
  /// - Parameter readFile: the bytes of a file; nil if it cannot be read.
  package init(
    environment: [String: String], readFile: (String) -> [UInt8]?
  ) throws(ConfigurationFault) {
    let offset = try Self.number("RAPPORT_PORT_OFFSET", in: environment, 0...50_000) ?? 0
    host = environment["RAPPORT_HTTP_HOST"] ?? host
    port = try Self.number("RAPPORT_HTTP_PORT", in: environment, 0...65_535) ?? 8080 + offset
    services = Self.services(environment, offset, try Self.key(environment, readFile))
    publicURL = try Self.publicURL(environment["RAPPORT_PUBLIC_URL"])
    limits.connections =
      try Self.number("RAPPORT_HTTP_CONNECTIONS", in: environment, 16...100_000)
      ?? limits.connections
    capturesMail = try Self.flag("RAPPORT_CAPTURE_MAIL", in: environment)
    logLevel = try Self.logLevel(environment["RAPPORT_LOG_LEVEL"])
    if let list = environment["RAPPORT_TRUSTED_PROXIES"] { proxies = try TrustedProxies(list) }
    if let path = environment["RAPPORT_KEYS_FILE"] {
      guard let bytes = readFile(path) else {
        throw ConfigurationFault("RAPPORT_KEYS_FILE names \(path), which cannot be read.")
      }
      keys = try KeyRing(file: path, bytes)
    }
  }

  /// What the gateway shows to the services.
  private static func key(
    _ environment: [String: String], _ readFile: (String) -> [UInt8]?
  ) throws(ConfigurationFault) -> KeyFile? {
    guard let path = KeyFolder.find(environment)?.keyFile(of: "gateway") else { return nil }
    guard let bytes = readFile(path) else {
      throw ConfigurationFault("The gateway's key \(path) cannot be read: see `rapport keys init`.")
    }
    do throws(KeyFault) {
      return try KeyFile(parsing: bytes, of: path)
    } catch {
      throw ConfigurationFault("\(error.sentence).")
    }
  }

  private static func services(
    _ environment: [String: String], _ offset: Int, _ key: KeyFile?
  ) -> [String: ServiceAddress] {
    let names = Suite.members.map(\.name)
    let hosts = names.reduce(into: [:]) { hosts, name in
      hosts[name] = environment["RAPPORT_\(name.uppercased())_HOST"]
    }
    let addresses = Addresses(
      host: environment["RAPPORT_HOST"] ?? "127.0.0.1", portOffset: offset, hosts: hosts,
      key: key)
    return names.reduce(into: [:]) { $0[$1] = addresses[$1] }
  }

  private static func number(
    _ name: String, in environment: [String: String], _ range: ClosedRange<Int>
  ) throws(ConfigurationFault) -> Int? {
    guard let text = environment[name] else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw ConfigurationFault(
        "\(name) is \(text); it must be \(range.lowerBound) to \(range.upperBound).")
    }
    return number
  }

  private static func flag(
    _ name: String, in environment: [String: String]
  ) throws(ConfigurationFault) -> Bool {
    switch environment[name] {
    case nil, "", "0": return false
    case "1": return true
    case let text?: throw ConfigurationFault("\(name) is \(text); it must be 1 or 0.")
    }
  }

  private static func logLevel(_ text: String?) throws(ConfigurationFault) -> Logger.Level {
    guard let level = Logger.Level(rawValue: text ?? "info") else {
      let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
      throw ConfigurationFault("RAPPORT_LOG_LEVEL is \(text ?? ""); it must be one of \(levels).")
    }
    return level
  }

  private static func publicURL(_ text: String?) throws(ConfigurationFault) -> String? {
    guard let text else { return nil }
    let url = text.hasSuffix("/") ? String(text.dropLast()) : text
    guard WebAddress.isWeb(url), !url.contains("?"), !url.contains("#") else {
      throw ConfigurationFault(
        "RAPPORT_PUBLIC_URL is \(text); it must be like https://forms.example.com.")
    }
    return url
  }
}

/// Why a gateway cannot be set up, in one sentence for whoever set it up.
package struct ConfigurationFault: Error, Equatable {
  package let sentence: String

  init(_ sentence: String) {
    self.sentence = sentence
  }
}
