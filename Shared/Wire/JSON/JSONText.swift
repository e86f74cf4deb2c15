import Glibc

/// The letters of JSON: finding, checking and translating pieces of text, byte by byte.
enum JSONText {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080

  /// The first byte from `start` on that a string cannot hold as it is: a quote, a backslash, a
  /// control character, and on request one outside ASCII. The end of the text if there is none.
  /// Eight bytes a step, by the usual arithmetic on whole words.
  @inline(__always)
  static func nextSpecial(
    in text: UnsafeBufferPointer<UInt8>, from start: Int, stopAtNonASCII: Bool
  ) -> Int {
    var at = start
    let raw = UnsafeRawBufferPointer(text)
    while at + 8 <= text.count {
      let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt64.self))
      let quote = word ^ (ones &* 0x22)
      let backslash = word ^ (ones &* 0x5C)
      var found = (quote &- ones) & ~quote | (backslash &- ones) & ~backslash
      found |= (word &- ones &* 0x20) & ~word
      if stopAtNonASCII { found |= word }
      found &= highs
      if found != 0 { return at + found.trailingZeroBitCount / 8 }
      at += 8
    }
    while at < text.count {
      let byte = text[at]
      if byte == 0x22 || byte == 0x5C || byte < 0x20 || stopAtNonASCII && byte >= 0x80 {
        return at
      }
      at += 1
    }
    return at
  }

  /// Whether a part of the text has exactly these bytes.
  @inline(__always)
  static func matches(
    _ content: Range<Int>, of text: UnsafeBufferPointer<UInt8>,
    _ wanted: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    guard content.count == wanted.count else { return false }
    guard let start = text.baseAddress, let other = wanted.baseAddress else { return true }
    return memcmp(start + content.lowerBound, other, wanted.count) == 0
  }

  /// How many bytes the scalar outside ASCII at `at` has; zero if it is not well-formed UTF-8
  /// (Unicode 15, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF).
  static func scalarLength(in text: UnsafeBufferPointer<UInt8>, at: Int) -> Int {
    let rest = text.count - at
    let second = rest > 1 ? text[at + 1] : 0
    switch text[at] {
    case 0xC2...0xDF:
      return isTail(second) ? 2 : 0
    case 0xE0...0xEF:
      guard rest > 2, isTail(second), isTail(text[at + 2]) else { return 0 }
      if text[at] == 0xE0, second < 0xA0 { return 0 }
      if text[at] == 0xED, second > 0x9F { return 0 }
      return 3
    case 0xF0...0xF4:
      guard rest > 3, isTail(second), isTail(text[at + 2]), isTail(text[at + 3]) else { return 0 }
      if text[at] == 0xF0, second < 0x90 { return 0 }
      if text[at] == 0xF4, second > 0x8F { return 0 }
      return 4
    default:
      return 0
    }
  }

  private static func isTail(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

  /// The value of four hexadecimal digits at `at`.
  static func codeUnit(in text: UnsafeBufferPointer<UInt8>, at: Int) -> UInt32? {
    guard at + 4 <= text.count else { return nil }
    var unit: UInt32 = 0
    for offset in 0..<4 {
      guard let digit = hexDigit(text[at + offset]) else { return nil }
      unit = unit << 4 | UInt32(digit)
    }
    return unit
  }

  /// The string that a content with escapes stands for. The content has been parsed before.
  static func unescaped(_ content: Slice<UnsafeBufferPointer<UInt8>>) -> String {
    let text = UnsafeBufferPointer(rebasing: content)
    return String(unsafeUninitializedCapacity: text.count) { buffer in
      var (at, length) = (0, 0)
      while at < text.count {
        if text[at] == UInt8(ascii: "\\") {
          for byte in UTF8.encode(scalar(in: text, after: &at)) ?? UTF8.encodedReplacementCharacter
          {
            buffer[length] = byte
            length += 1
          }
        } else {
          buffer[length] = text[at]
          length += 1
          at += 1
        }
      }
      return length
    }
  }

  /// The scalar of the escape at `at`; moves past it. No escape is shorter than its scalar.
  private static func scalar(
    in text: UnsafeBufferPointer<UInt8>, after at: inout Int
  ) -> Unicode.Scalar {
    let letter = text[at + 1]
    at += 2
    switch letter {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "b"): return "\u{08}"
    case UInt8(ascii: "f"): return "\u{0C}"
    case UInt8(ascii: "u"): break
    default: return Unicode.Scalar(letter)
    }
    let unit = codeUnit(in: text, at: at) ?? 0xFFFD
    at += 4
    guard unit & 0xFC00 == 0xD800, let low = codeUnit(in: text, at: at + 2) else {
      return Unicode.Scalar(unit) ?? "\u{FFFD}"
    }
    at += 6
    return Unicode.Scalar(0x10000 + (unit & 0x3FF) << 10 + low & 0x3FF) ?? "\u{FFFD}"
  }

  /// The nearest Double of a number that has been parsed before.
  static func double(_ content: Slice<UnsafeBufferPointer<UInt8>>) -> Double {
    Double(String(decoding: UnsafeBufferPointer(rebasing: content), as: UTF8.self)) ?? .nan
  }

  /// Sign and magnitude of a plain number; nil above 64 bits.
  static func integer(
    _ content: Slice<UnsafeBufferPointer<UInt8>>
  ) -> (negative: Bool, magnitude: UInt64)? {
    let negative = content.first == UInt8(ascii: "-")
    let digits = negative ? content.dropFirst() : content
    var magnitude: UInt64 = 0
    for byte in digits {
      let (product, large) = magnitude.multipliedReportingOverflow(by: 10)
      let (sum, larger) = product.addingReportingOverflow(UInt64(byte &- 0x30))
      if large || larger { return nil }
      magnitude = sum
    }
    return (negative, magnitude)
  }
}
