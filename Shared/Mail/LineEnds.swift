/// The two line ends a mail meets: LF inside, CRLF on the wire. A lone CR counts as a line end too,
/// so that nothing in a text can look like one to one server and not to the next.
enum LineEnds {
  /// The bytes with every line end as LF.
  static func lf(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    rewrite(bytes, end: [0x0A])
  }

  /// The bytes with every line end as CRLF.
  static func crlf(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    rewrite(bytes, end: [0x0D, 0x0A])
  }

  private static func rewrite(_ bytes: some Sequence<UInt8>, end: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.underestimatedCount)
    var previous: UInt8 = 0
    for byte in bytes {
      switch byte {
      case 0x0D: result += end
      case 0x0A: if previous != 0x0D { result += end }
      default: result.append(byte)
      }
      previous = byte
    }
    return result
  }
}
