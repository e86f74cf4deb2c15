/// A UUID version 7 (RFC 9562): milliseconds since 1970, then randomness.
///
/// Ids made from it sort by time, which keeps the newest rows together in an index. The module has
/// no clock and no dice: both come from the caller, so that a replayed handler makes the same id.
public struct UUIDv7: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The first eight bytes, big-endian.
  public let high: UInt64
  /// The last eight bytes, big-endian.
  public let low: UInt64

  /// Makes a version 7 UUID. Uses 48 bits of `milliseconds` and 74 bits of `random`.
  public init(milliseconds: Int64, random: (UInt64, UInt64)) {
    let time = UInt64(truncatingIfNeeded: milliseconds) & 0xFFFF_FFFF_FFFF
    high = time << 16 | 0x7000 | random.0 & 0x0FFF
    low = random.1 & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
  }

  /// Takes 128 bits as they are, of whatever version: TypeIDs may hold any UUID.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Reads the 8-4-4-4-12 form, either case; nil for anything else.
  public init?(_ text: String) {
    var digits: [UInt8] = []
    for (index, byte) in text.utf8.enumerated() {
      let dash = index == 8 || index == 13 || index == 18 || index == 23
      if dash != (byte == UInt8(ascii: "-")) { return nil }
      if !dash { digits.append(byte) }
    }
    guard digits.count == 32, let high = Self.number(digits[..<16]),
      let low = Self.number(digits[16...])
    else { return nil }
    self.init(high: high, low: low)
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    for byte in digits {
      guard let digit = hexDigit(byte) else { return nil }
      value = value << 4 | UInt64(digit)
    }
    return value
  }

  /// The sixteen bytes, in network order.
  public var bytes: [UInt8] {
    [high, low].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * $0)) }
    }
  }

  /// The moment it was made, in milliseconds since 1970.
  public var milliseconds: Int64 { Int64(high >> 16) }

  /// The 8-4-4-4-12 form, lower case.
  public var description: String {
    String(unsafeUninitializedCapacity: 36) { buffer in
      var (high, low) = (high, low)
      for position in 0..<36 {
        if position == 8 || position == 13 || position == 18 || position == 23 {
          buffer[position] = UInt8(ascii: "-")
        } else {
          buffer[position] = lowerHex(UInt8(truncatingIfNeeded: high >> 60))
          (high, low) = (high << 4 | low >> 60, low << 4)
        }
      }
      return 36
    }
  }

  /// Order of the bytes, which is order in time.
  public static func < (left: Self, right: Self) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }
}

/// The value of one hexadecimal digit of either case.
@inline(__always)
func hexDigit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case 0x30...0x39: byte - 0x30
  case 0x41...0x46: byte - 0x41 + 10
  case 0x61...0x66: byte - 0x61 + 10
  default: nil
  }
}

/// The lower-case digit of a value below sixteen.
@inline(__always)
func lowerHex(_ value: UInt8) -> UInt8 {
  value < 10 ? 0x30 + value : 0x61 + value - 10
}
