import Crypto

/// One-time codes of an authenticator: HOTP (RFC 4226) over time (TOTP, RFC 6238) with SHA-1, six
/// digits and 30 seconds, which is what every authenticator takes for granted.
package enum OneTimeCode {
  /// How long one code holds, in milliseconds.
  package static let step: Int64 = 30_000
  /// How many steps a clock may be ahead or behind.
  private static let slack: Int64 = 1

  /// The code of a counter.
  package static func code(_ secret: [UInt8], counter: UInt64, digits: Int = 6) -> String {
    let message = withUnsafeBytes(of: counter.bigEndian) { Array($0) }
    let tag = Array(
      HMAC<Insecure.SHA1>.authenticationCode(for: message, using: SymmetricKey(data: secret)))
    let offset = Int(tag[tag.count - 1] & 0xF)
    let truncated =
      tag[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
    let modulus = (0..<digits).reduce(UInt32(1)) { power, _ in power * 10 }
    let text = String(truncated % modulus)
    return String(repeating: "0", count: digits - text.utf8.count) + text
  }

  /// The step that a code is of, if it holds now and no code of that step or a later one was used.
  package static func match(
    _ code: String, _ secret: [UInt8], at milliseconds: Int64, after used: Int64
  ) -> Int64? {
    let typed = Array(code.utf8.filter { $0 != UInt8(ascii: " ") })
    let now = milliseconds / step
    var found: Int64?
    // Looked at in full each time, so that the time it takes tells nothing.
    for counter in (now - slack)...(now + slack) where counter > used {
      let wanted = Array(self.code(secret, counter: UInt64(max(0, counter))).utf8)
      if areEqual(wanted, typed) { found = counter }
    }
    return found
  }

  /// Compares to the last byte.
  static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
