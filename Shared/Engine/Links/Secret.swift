import Crypto

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The installation's secret: 32 random bytes in a file that all services share.
///
/// Keys for links are derived from it, one a purpose (HKDF-SHA-256, RFC 5869), so that who can open
/// one kind of link cannot forge another.
package struct Secret: Sendable {
  private let keys: [UInt8: SymmetricKey]
  private let current: UInt8

  /// - Parameter keys: by key id; links of old ids keep opening, new ones are made with the highest.
  package init(keys: [UInt8: [UInt8]]) {
    precondition(!keys.isEmpty, "an installation has at least one secret")
    self.keys = keys.mapValues { SymmetricKey(data: $0) }
    current = keys.keys.max() ?? 0
  }

  /// Reads the file, making it with mode 0600 when it is absent; several processes may do so at once.
  ///
  /// Each line is a key id (0–255), a space and 64 hexadecimal digits.
  package static func load(from path: String) throws -> Secret {
    if !FileManager.default.fileExists(atPath: path) { try create(path) }
    let text = try String(contentsOfFile: path, encoding: .utf8)
    var keys: [UInt8: [UInt8]] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: " ")
      guard parts.count == 2, let id = UInt8(parts[0]), let key = bytes(hex: parts[1]),
        key.count == 32
      else { throw SecretError.malformed(path) }
      keys[id] = key
    }
    guard !keys.isEmpty else { throw SecretError.malformed(path) }
    return Secret(keys: keys)
  }

  /// Writes beside the file and links it into place: whoever comes first wins, nobody sees half.
  private static func create(_ path: String) throws {
    var generator = SystemRandomNumberGenerator()
    let key = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    let own = path + "." + String(UInt64.random(in: .min ... .max), radix: 36)
    let line =
      "1 "
      + key.map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }
      .joined() + "\n"
    guard
      FileManager.default.createFile(
        atPath: own, contents: Data(line.utf8), attributes: [.posixPermissions: 0o600])
    else { throw SecretError.unwritable(path) }
    defer { try? FileManager.default.removeItem(atPath: own) }
    do {
      try FileManager.default.linkItem(atPath: own, toPath: path)
    } catch {
      guard FileManager.default.fileExists(atPath: path) else { throw SecretError.unwritable(path) }
    }
  }

  private static func bytes(hex: Substring) -> [UInt8]? {
    let digits = hex.compactMap { $0.hexDigitValue.map(UInt8.init) }
    guard digits.count == hex.count, digits.count.isMultiple(of: 2) else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  /// The key for one purpose, under one key id.
  func key(_ id: UInt8, for purpose: String) -> SymmetricKey? {
    keys[id].map {
      HKDF<SHA256>.deriveKey(
        inputKeyMaterial: $0, info: Data("rapport link \(purpose)".utf8), outputByteCount: 32)
    }
  }

  /// The id that new links are made with.
  var currentID: UInt8 { current }
}

/// Why the installation's secret cannot be had.
package enum SecretError: Error, CustomStringConvertible {
  case malformed(String)
  case unwritable(String)

  package var description: String {
    switch self {
    case .malformed(let path):
      "the secret file \(path) is damaged: put it back from a backup, links depend on it"
    case .unwritable(let path): "the secret file \(path) cannot be written"
    }
  }
}
