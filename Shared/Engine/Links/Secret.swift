import Access
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

  /// Reads the file, making it when it is absent; see ``SecretFile``.
  package static func load(from path: String) throws -> Secret {
    Secret(keys: try SecretFile.load(path))
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
