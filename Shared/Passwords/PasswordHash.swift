import CSodium
import Foundation

/// A password as it may be kept: Argon2id (RFC 9106) with a salt of its own, by libsodium.
///
/// It must be slow and hungry, or a stolen database is a list of passwords: one takes 64 MiB and
/// about a tenth of a second. It therefore never runs in the engine's loop.
///
///     let kept = PasswordHash(of: "correct horse battery staple").text
///     PasswordHash(text: kept).matches("correct horse battery staple")   // true
package struct PasswordHash: Sendable, Hashable {
  /// `$argon2id$v=19$m=65536,t=2,p=1$…`: whoever checks a password finds the costs here.
  package let text: String

  package init(text: String) {
    self.text = text
  }

  /// Hashes a password. Letters that look the same are the same, however they were typed (NFC,
  /// RFC 8265).
  package init(of password: String) {
    Self.start
    let letters = Self.letters(password)
    var text = [CChar](repeating: 0, count: Int(rapport_sodium_password_bytes))
    let failed = rapport_sodium_hash(&text, letters, UInt64(letters.utf8.count))
    precondition(failed == 0, "there is no memory to hash a password")
    self.text = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
  }

  /// Whether it is the hash of this password; false for a text that is no hash.
  package func matches(_ password: String) -> Bool {
    Self.start
    let letters = Self.letters(password)
    return crypto_pwhash_str_verify(text, letters, UInt64(letters.utf8.count)) == 0
  }

  /// The hash of 32 random bytes that nobody has kept: checking against it takes as long as against
  /// any, so that time does not tell which accounts there are.
  package static let decoy = PasswordHash(
    text: "$argon2id$v=19$m=65536,t=2,p=1$JPIp450M0BzEZ+9vNSSKKg"
      + "$GpEpFGZgbl5g35JcHdrNU6xhdVMdpJ4PzGTgLUlu4SI")

  private static func letters(_ password: String) -> String {
    password.precomposedStringWithCanonicalMapping
  }

  /// Makes the library ready, once.
  private static let start: Void = precondition(sodium_init() >= 0, "libsodium does not start")
}
