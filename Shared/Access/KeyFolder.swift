import Wire

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Where an installation keeps its keys, and who needs which of them.
///
///     public/ring       the clients' public keys and rights: read by services, see `KeyRing`
///     public/servers    the services' public keys, a JSON object by name
///     forms/server      the secret that the forms service answers with: read by it alone
///     forms/key         what it shows to the other services, see `KeyFile`: likewise
///     gateway/key       what the gateway shows
///     operator/key      what `rapport` shows on this machine
///
/// Files have mode 0600, folders 0700. A container gets `public` and its own folder, read-only, and
/// cannot read anybody else's secrets.
package struct KeyFolder: Sendable, Hashable {
  package let path: String

  package init(_ path: String) {
    self.path = path
  }

  /// The folder that the environment names: `RAPPORT_KEYS`, or `keys` in the data folder if it is
  /// there.
  package static func find(_ environment: [String: String]) -> KeyFolder? {
    if let path = environment["RAPPORT_KEYS"], !path.isEmpty { return KeyFolder(path) }
    let folder = KeyFolder("\(environment["RAPPORT_DATA"] ?? "./data")/keys")
    return folder.isThere ? folder : nil
  }

  package var isThere: Bool { FileManager.default.fileExists(atPath: path) }

  package var ring: String { "\(path)/public/ring" }
  var servers: String { "\(path)/public/servers" }

  /// Where a process keeps what it shows to servers.
  package func keyFile(of process: String) -> String { "\(path)/\(process)/key" }

  func serverFile(of service: String) -> String { "\(path)/\(service)/server" }

  /// What a service needs to let others in.
  package func serverKeys(of service: String) throws(KeyFault) -> ServerKeys {
    let file = serverFile(of: service)
    guard let bytes = try PrivateFile.read(file) else {
      throw KeyFault("\(file) is not there: make it with `rapport keys init`")
    }
    let secret = String(decoding: bytes, as: UTF8.self).filter { $0 != "\n" }
    guard Key.isKey(secret) else {
      throw KeyFault("\(file) is no secret key: put it back from a backup, or rotate it")
    }
    return ServerKeys(secret: secret, ring: ring)
  }
}

/// What a service lets clients in with.
package struct ServerKeys: Sendable {
  /// Its own secret key.
  package let secret: String
  /// The file that says whom it knows; see `KeyRing`.
  package let ring: String

  package init(secret: String, ring: String) {
    (self.secret, self.ring) = (secret, ring)
  }
}
