#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// An IP address of either version; an IPv4 address is kept as its IPv4-mapped IPv6 address
/// (RFC 4291, 2.5.5.2), so that both spellings of it are the same one.
package struct IPAddress: Sendable, Hashable {
  fileprivate let high: UInt64
  fileprivate let low: UInt64

  private init(high: UInt64, low: UInt64) {
    (self.high, self.low) = (high, low)
  }

  /// Reads the textual form; no port, no brackets, no zone.
  package init?(_ text: String) {
    var four = in_addr()
    var six = in6_addr()
    if inet_pton(AF_INET, text, &four) == 1 {
      self.init(high: 0, low: 0xFFFF_0000_0000 | UInt64(UInt32(bigEndian: four.s_addr)))
    } else if inet_pton(AF_INET6, text, &six) == 1 {
      let bytes = withUnsafeBytes(of: &six) { Array($0) }
      self.init(high: Self.word(bytes[..<8]), low: Self.word(bytes[8...]))
    } else {
      return nil
    }
  }

  private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Whether this is an IPv4 address.
  var isFour: Bool { high == 0 && low >> 32 == 0xFFFF }

  /// What belongs to one customer of a provider: an IPv4 address, or the /64 of an IPv6 address, in
  /// which anybody has addresses without number (RFC 6177).
  var network: IPAddress { isFour ? self : IPAddress(high: high, low: 0) }

  /// Whether it never leaves this machine.
  package var isLoopback: Bool { AddressRange.loopback.contains { $0.contains(self) } }

  /// Whether it is this machine's or of a private network.
  package var isNearby: Bool { isLoopback || AddressRange.nearby.contains { $0.contains(self) } }
}

extension IPAddress: CustomStringConvertible {
  /// As it is written today: `10.0.0.1`, `2001:db8::1` (RFC 5952).
  package var description: String {
    var bytes = [high.bigEndian, low.bigEndian].withUnsafeBytes { Array($0) }
    if isFour { bytes = Array(bytes.suffix(4)) }
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    inet_ntop(isFour ? AF_INET : AF_INET6, bytes, &text, socklen_t(text.count))
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
  }
}

/// A block of addresses in CIDR notation (RFC 4632): `10.0.0.0/8`, `fd00::/8`, or one address.
package struct AddressRange: Sendable, Hashable {
  private let base: IPAddress
  /// Of the 128 bits.
  private let prefix: Int

  package init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let base = IPAddress(String(parts[0])) else { return nil }
    self.base = base
    guard parts.count == 2 else {
      prefix = 128
      return
    }
    let width = base.isFour ? 32 : 128
    guard let length = Int(parts[1]), (0...width).contains(length) else { return nil }
    prefix = length + 128 - width
  }

  func contains(_ address: IPAddress) -> Bool {
    let highMask = prefix >= 64 ? UInt64.max : ~(UInt64.max >> UInt64(prefix))
    let lowMask = prefix <= 64 ? 0 : ~(UInt64.max >> UInt64(prefix - 64))
    return (base.high ^ address.high) & highMask == 0 && (base.low ^ address.low) & lowMask == 0
  }

  static let loopback = ["127.0.0.0/8", "::1"].compactMap(AddressRange.init)

  /// Private, shared and link-local networks (RFC 1918, 6598, 3927, 4193, 4291).
  static let nearby = [
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16",
    "fc00::/7", "fe80::/10",
  ].compactMap(AddressRange.init)
}
