extension Timestamp {
  /// Length of the wire form: `2026-01-02T03:04:05.678Z`.
  static let wireLength = 24
  private static let millisecondsPerDay: Int64 = 86_400_000
  /// 0000-01-01T00:00:00.000Z and 9999-12-31T23:59:59.999Z.
  private static let writable: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999

  /// Writes the wire form at the start of the buffer, which holds at least `wireLength` bytes.
  func write(to buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
    let moment = min(max(milliseconds, Self.writable.lowerBound), Self.writable.upperBound)
    var rest = Int(moment % Self.millisecondsPerDay)
    var days = Int(moment / Self.millisecondsPerDay)
    if rest < 0 {
      rest += Int(Self.millisecondsPerDay)
      days -= 1
    }
    let date = CivilDate(daysSince1970: days)
    let seconds = rest / 1000
    var digits = FixedDigits(buffer)
    digits.put(date.year / 100, date.year % 100)
    digits.put("-", date.month)
    digits.put("-", date.day)
    digits.put("T", seconds / 3600)
    digits.put(":", seconds / 60 % 60)
    digits.put(":", seconds % 60)
    digits.put(".", rest % 1000 / 10)
    buffer[22] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
    buffer[23] = UInt8(ascii: "Z")
    return Self.wireLength
  }

  /// Reads RFC 3339: any offset, either case of `T` and `Z`, any number of decimals. A leap second
  /// (`:60`) is the second after it, as POSIX counts.
  init?(rfc3339 text: UnsafeBufferPointer<UInt8>) {
    guard text.count >= 20, text.count <= 64,
      text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"), text[10] | 0x20 == 0x74,
      text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
      let century = twoDigits(text, 0), let year = twoDigits(text, 2),
      let month = twoDigits(text, 5), let day = twoDigits(text, 8),
      let hour = twoDigits(text, 11), let minute = twoDigits(text, 14),
      let second = twoDigits(text, 17)
    else { return nil }
    let date = CivilDate(year: century * 100 + year, month: month, day: day)
    guard date.isValid, hour < 24, minute < 60, second <= 60 else { return nil }
    var at = 19
    guard let fraction = Self.fraction(text, &at), let offset = Self.offset(text, at) else {
      return nil
    }
    let seconds = ((date.daysSince1970 * 24 + hour) * 60 + minute - offset) * 60 + second
    milliseconds = Int64(seconds) * 1000 + Int64(fraction)
  }

  /// Milliseconds of the decimals at `at`, if there are any; moves past them.
  private static func fraction(_ text: UnsafeBufferPointer<UInt8>, _ at: inout Int) -> Int? {
    guard text[at] == UInt8(ascii: ".") else { return 0 }
    at += 1
    let start = at
    var value = 0
    while at < text.count, let digit = decimalDigit(text[at]) {
      if at - start < 3 { value = value * 10 + digit }
      at += 1
    }
    guard at > start, at < text.count else { return nil }
    for _ in 0..<max(0, 3 - (at - start)) { value *= 10 }
    return value
  }

  /// Minutes east of UTC.
  private static func offset(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int? {
    if text[at] | 0x20 == 0x7A { return at + 1 == text.count ? 0 : nil }
    guard text[at] == UInt8(ascii: "+") || text[at] == UInt8(ascii: "-"),
      text.count == at + 6, text[at + 3] == UInt8(ascii: ":"),
      let hours = twoDigits(text, at + 1), let minutes = twoDigits(text, at + 4),
      hours < 24, minutes < 60
    else { return nil }
    let total = hours * 60 + minutes
    return text[at] == UInt8(ascii: "-") ? -total : total
  }
}

/// Writes numbers of two digits one after the other.
private struct FixedDigits {
  private let buffer: UnsafeMutableBufferPointer<UInt8>
  private var at = 0

  init(_ buffer: UnsafeMutableBufferPointer<UInt8>) { self.buffer = buffer }

  mutating func put(_ first: Int, _ second: Int) {
    pair(first)
    pair(second)
  }

  mutating func put(_ mark: Unicode.Scalar, _ value: Int) {
    buffer[at] = UInt8(ascii: mark)
    at += 1
    pair(value)
  }

  private mutating func pair(_ value: Int) {
    buffer[at] = 0x30 + UInt8(truncatingIfNeeded: value / 10)
    buffer[at + 1] = 0x30 + UInt8(truncatingIfNeeded: value % 10)
    at += 2
  }
}

/// The value of one decimal digit.
@inline(__always)
func decimalDigit(_ byte: UInt8) -> Int? {
  let value = byte &- 0x30
  return value < 10 ? Int(value) : nil
}

/// The value of two decimal digits.
@inline(__always)
private func twoDigits(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int? {
  guard let tens = decimalDigit(text[at]), let ones = decimalDigit(text[at + 1]) else {
    return nil
  }
  return tens * 10 + ones
}
