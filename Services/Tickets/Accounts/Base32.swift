/// Base32 (RFC 4648, section 6) without padding: what people type from a screen.
package enum Base32 {
  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".unicodeScalars)

  package static func encode(_ bytes: [UInt8]) -> String {
    var text = String.UnicodeScalarView()
    var (pending, count): (UInt32, UInt32) = (0, 0)
    for byte in bytes {
      pending = pending << 8 | UInt32(byte)
      count += 8
      while count >= 5 {
        count -= 5
        text.append(letters[Int(pending >> count & 31)])
      }
    }
    if count > 0 { text.append(letters[Int(pending << (5 - count) & 31)]) }
    return String(text)
  }
}
