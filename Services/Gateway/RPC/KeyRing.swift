import Crypto
import Wire

/// The keys that programs call with over HTTP.
///
/// Kept in a file of its own, as JSON:
///
///     [{"name": "shop", "kind": "server", "sha256": "9f86d0…"},
///      {"name": "site", "kind": "site", "key": "pk_…", "origins": ["https://www.example.com"]}]
///
/// A server key is a secret. A site key stands in a page for anybody to read: it may do what
/// browsers may, and only from pages of its origins.
package struct KeyRing: Sendable {
  private let keys: [Key]

  struct Key: Sendable {
    let name: String
    let kind: Kind
    let origins: Set<String>
    fileprivate let digest: [UInt8]
  }

  enum Kind: String, WireEnum { case site, server }

  /// No keys: nobody may call.
  package init() {
    keys = []
  }

  /// Reads the file.
  package init(file path: String, _ bytes: [UInt8]) throws(ConfigurationFault) {
    do throws(ServiceError) {
      keys = try JSONCoding.decode([Entry].self, from: bytes, mode: .strict).map(\.key)
    } catch {
      throw ConfigurationFault("RAPPORT_KEYS_FILE names \(path), which is faulty: \(error.message)")
    }
    let flaws = Self.flaws(keys)
    guard flaws.isEmpty else {
      throw ConfigurationFault("RAPPORT_KEYS_FILE names \(path), which is faulty: \(flaws[0])")
    }
  }

  /// What reads well and makes no sense.
  private static func flaws(_ keys: [Key]) -> [String] {
    keys.flatMap { key -> [String] in
      var flaws: [String] = []
      if key.digest.isEmpty {
        flaws.append("\(key.name) needs either a key of 16 characters or more, or its sha256.")
      }
      if key.kind == .site, key.origins.isEmpty {
        flaws.append("\(key.name) is a site key and needs origins.")
      }
      if (try? Slug(wire: key.name)) == nil {
        flaws.append("\(key.name) is no name: a-z 0-9 . _ - only.")
      }
      return flaws
    }
  }

  /// The key that a caller shows. Digests are compared, each to its last byte, so that the time it
  /// takes says nothing about the key.
  func key(_ shown: String) -> Key? {
    let digest = Array(SHA256.hash(data: Array(shown.utf8)))
    var found: Key?
    for key in keys where Self.areEqual(key.digest, digest) { found = key }
    return found
  }

  private static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }

  /// Whether any site key is for pages of this origin.
  func knows(origin: String) -> Bool {
    keys.contains { $0.kind == .site && $0.origins.contains(origin.lowercased()) }
  }
}

/// A key as it stands in the file.
private struct Entry: Decodable {
  let name: String
  let kind: KeyRing.Kind
  let plain: String?
  let sha256: String?
  let origins: [String]?

  private enum CodingKeys: String, CodingKey {
    case name, kind, sha256, origins
    case plain = "key"
  }

  var key: KeyRing.Key {
    KeyRing.Key(
      name: name, kind: kind, origins: Set((origins ?? []).map { $0.lowercased() }),
      digest: digest)
  }

  /// Empty where the entry does not hold exactly one of key and digest.
  private var digest: [UInt8] {
    switch (plain, sha256) {
    case (let plain?, nil) where plain.utf8.count >= 16:
      return Array(SHA256.hash(data: Array(plain.utf8)))
    case (nil, let sha256?):
      let digits = sha256.compactMap(\.hexDigitValue)
      guard sha256.utf8.count == 64, digits.count == 64 else { return [] }
      return stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    default: return []
    }
  }
}
