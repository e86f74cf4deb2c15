import Wire

/// A key as its holder keeps it: a pair of its own, and the servers it may believe.
///
/// It is one JSON object, the only thing that a frontend needs to be let in:
///
///     {"name": "shop", "public": "…", "secret": "…",
///      "servers": {"forms": "…", "tickets": "…", "campaigns": "…", "notifications": "…"}}
///
/// Keys are Z85 text of 40 characters, as every ZeroMQ binding wants them. The file is a secret:
/// mode 0600, and never in a repository.
public struct KeyFile: Codable, Sendable, Hashable, CustomStringConvertible {
  /// The name that stands in the ring.
  public let name: String
  public let `public`: String
  public let secret: String
  /// The public keys of the services, by name.
  public let servers: [String: String]

  public init(name: String, public: String, secret: String, servers: [String: String]) {
    (self.name, self.public, self.secret, self.servers) = (name, `public`, secret, servers)
  }

  /// Reads the file.
  public init(file path: String) throws(KeyFault) {
    guard let bytes = try PrivateFile.read(path) else {
      throw KeyFault("the key file \(path) is not there")
    }
    try self.init(parsing: bytes, of: path)
  }

  /// Reads what a file holds; `path` is for the sentence.
  public init(parsing bytes: [UInt8], of path: String) throws(KeyFault) {
    do throws(ServiceError) {
      // Another release may say more.
      self = try JSONCoding.decode(Self.self, from: bytes, mode: .lenient)
    } catch {
      throw KeyFault("\(path) is no key file: \(error.message)")
    }
    let keys = [`public`, secret] + servers.values
    guard keys.allSatisfy(Key.isKey) else {
      throw KeyFault("\(path) is no key file: a key is Z85 text of 40 characters")
    }
  }

  /// What to show to a service and to expect of it; nil for one whose key it does not have.
  public subscript(service: String) -> CurveKeys? {
    servers[service].map { CurveKeys(server: $0, public: `public`, secret: secret) }
  }

  /// The file's text: one line.
  package var text: [UInt8] {
    get throws(KeyFault) {
      guard let bytes = try? JSONCoding.encode(self) else {
        throw KeyFault("the key \(name) cannot be written as JSON")
      }
      return bytes + [0x0A]
    }
  }

  /// Without the secret, so that no log ever shows it.
  public var description: String { "KeyFile(name: \(name), public: \(`public`))" }
}

extension KeyFile {
  /// Writes it where only its owner may read it.
  package func write(to path: String) throws(KeyFault) {
    try PrivateFile.write(try text, to: path)
  }
}
