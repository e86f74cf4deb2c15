import Glibc

/// An IPv4 or IPv6 address.
package struct IPAddress: Hashable, Sendable {
  private let bytes: [UInt8]

  /// Reads `192.0.2.1` or `2001:db8::1`; nil for anything else.
  package init?(_ text: String) {
    var four = in_addr()
    var six = in6_addr()
    if inet_pton(AF_INET, text, &four) == 1 {
      bytes = withUnsafeBytes(of: &four, Array.init)
    } else if inet_pton(AF_INET6, text, &six) == 1 {
      bytes = withUnsafeBytes(of: &six, Array.init)
    } else {
      return nil
    }
  }

  /// Whether it is this machine itself: 127.0.0.0/8 or ::1.
  package var isLoopback: Bool {
    bytes.count == 4
      ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
  }

  /// The name whose PTR records name this address: `1.2.0.192.in-addr.arpa` (RFC 1035, section
  /// 3.5), or one nibble a label under `ip6.arpa` (RFC 3596, section 2.5).
  package var reverseName: String {
    guard bytes.count == 16 else {
      return bytes.reversed().map(String.init).joined(separator: ".") + ".in-addr.arpa"
    }
    let nibbles = bytes.reversed().flatMap { [$0 & 15, $0 >> 4] }
    return nibbles.map { String($0, radix: 16) }.joined(separator: ".") + ".ip6.arpa"
  }
}
