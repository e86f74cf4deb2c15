/// A length of time in milliseconds; on the wire an ISO 8601 duration such as `P1DT12H`.
///
/// Only weeks, days, hours, minutes and seconds: years and months have no fixed length and are
/// refused (rule `duration`), a day is 24 hours. At most 10 000 years, so that no sum of a time
/// and a period read from the wire overflows.
public struct Period: WireText, Comparable, CustomStringConvertible {
  /// The length. May be negative after arithmetic; the wire form then begins with a minus sign.
  public var milliseconds: Int64

  /// A length by its number.
  public init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// So many milliseconds.
  public static func milliseconds(_ count: Int64) -> Period { Period(milliseconds: count) }
  /// So many seconds.
  public static func seconds(_ count: Int64) -> Period { Period(count, times: 1000) }
  /// So many minutes.
  public static func minutes(_ count: Int64) -> Period { Period(count, times: 60_000) }
  /// So many hours.
  public static func hours(_ count: Int64) -> Period { Period(count, times: 3_600_000) }
  /// So many times 24 hours.
  public static func days(_ count: Int64) -> Period { Period(count, times: 86_400_000) }
  /// So many times seven days.
  public static func weeks(_ count: Int64) -> Period { Period(count, times: 604_800_000) }
  /// No time at all.
  public static let zero = Period(milliseconds: 0)

  /// Stays at the longest period rather than overflow.
  private init(_ count: Int64, times unit: Int64) {
    let (product, overflow) = count.multipliedReportingOverflow(by: unit)
    milliseconds = overflow ? (count < 0 ? .min : .max) : product
  }

  /// Reads an ISO 8601 duration. A decimal fraction is allowed in the seconds.
  public init(wire: String) throws(Rejection) {
    var parser = DurationParser(wire)
    guard let milliseconds = parser.parse() else {
      throw Rejection(
        rule: "duration",
        message: "must be an ISO 8601 duration of weeks, days, hours, minutes or seconds")
    }
    self.milliseconds = milliseconds
  }

  /// The shortest form with the largest units; weeks are written as days.
  public var wire: String {
    if milliseconds == 0 { return "PT0S" }
    var rest = milliseconds.magnitude
    var text = milliseconds < 0 ? "-P" : "P"
    let days = rest / 86_400_000
    rest %= 86_400_000
    if days > 0 { text += "\(days)D" }
    if rest == 0 { return text }
    text += "T"
    if rest >= 3_600_000 { text += "\(rest / 3_600_000)H" }
    if rest % 3_600_000 >= 60_000 { text += "\(rest % 3_600_000 / 60_000)M" }
    let (seconds, fraction) = (rest % 60_000 / 1000, rest % 1000)
    if fraction > 0 {
      text += "\(seconds).\(String(fraction + 1000).dropFirst())S"
    } else if seconds > 0 {
      text += "\(seconds)S"
    }
    return text
  }

  /// The wire form.
  public var description: String { wire }

  /// No time at all.
  public static var placeholder: Period { .zero }

  /// A string of format `duration`.
  public static var schema: Schema {
    .string(format: "duration").described("ISO 8601; no years or months.")
  }

  /// Order of length.
  public static func < (left: Period, right: Period) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// Both lengths together.
  public static func + (left: Period, right: Period) -> Period {
    let (sum, overflow) = left.milliseconds.addingReportingOverflow(right.milliseconds)
    return Period(milliseconds: overflow ? (right.milliseconds < 0 ? .min : .max) : sum)
  }
}

/// Reads `[-]PnWnDTnHnMn.nS`: each unit at most once, in this order, at least one.
private struct DurationParser {
  private var rest: Substring.UTF8View
  private var total: Int64 = 0
  private var parts = 0

  private static let longest: Int64 = 10_000 * 366 * 86_400_000

  init(_ text: String) {
    rest = Substring(text).utf8
  }

  mutating func parse() -> Int64? {
    let negative = take("-")
    guard take("P"), rest.count <= 64 else { return nil }
    guard part("W", 604_800_000), part("D", 86_400_000) else { return nil }
    if take("T") {
      let before = parts
      guard part("H", 3_600_000), part("M", 60_000), seconds(), parts > before else { return nil }
    }
    guard rest.isEmpty, parts > 0, total <= Self.longest else { return nil }
    return negative ? -total : total
  }

  private mutating func take(_ mark: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: mark) else { return false }
    rest.removeFirst()
    return true
  }

  /// Adds `number unit` if that comes next. False if the sum is too large.
  private mutating func part(_ unit: Unicode.Scalar, _ length: Int64) -> Bool {
    let digits = rest.prefix { decimalDigit($0) != nil }
    guard !digits.isEmpty, rest.dropFirst(digits.count).first == UInt8(ascii: unit) else {
      return true
    }
    rest.removeFirst(digits.count + 1)
    guard let count = Int64(String(Substring(digits))) else { return false }
    return add(count, length)
  }

  /// Adds seconds with an optional fraction, cut at the millisecond.
  private mutating func seconds() -> Bool {
    let whole = rest.prefix { decimalDigit($0) != nil }
    let after = rest.dropFirst(whole.count)
    guard !whole.isEmpty, let mark = after.first, mark == 0x2E || mark == 0x2C else {
      return part("S", 1000)
    }
    let decimals = after.dropFirst().prefix { decimalDigit($0) != nil }
    let unit = after.dropFirst(1 + decimals.count)
    guard !decimals.isEmpty, unit.first == UInt8(ascii: "S"),
      let count = Int64(String(Substring(whole)))
    else { return false }
    var fraction: Int64 = 0
    for position in 0..<3 {
      fraction =
        fraction * 10 + Int64(decimals.dropFirst(position).first.flatMap(decimalDigit) ?? 0)
    }
    rest = unit.dropFirst()
    return add(count, 1000) && add(fraction, 1)
  }

  private mutating func add(_ count: Int64, _ length: Int64) -> Bool {
    let (product, overflow) = count.multipliedReportingOverflow(by: length)
    guard !overflow, product <= Self.longest else { return false }
    total += product
    parts += 1
    return true
  }
}
