/// A moment, in milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// In the database it is the number; on the wire it is RFC 3339 in UTC, always with three decimals,
/// so that texts sort as moments do: `2026-01-02T03:04:05.678Z`. On input any offset is accepted
/// and digits past the millisecond are dropped. The module has no clock; see the Engine's.
public struct Timestamp: WireText, Comparable, CustomStringConvertible {
  /// Milliseconds since 1970.
  public var milliseconds: Int64

  /// A moment by its number.
  public init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// Reads RFC 3339. Rule `timestamp`.
  public init(wire: String) throws(Rejection) {
    var wire = wire
    guard let moment = wire.withUTF8({ Timestamp(rfc3339: $0) }) else { throw Self.rejection }
    self = moment
  }

  static let rejection = Rejection(
    rule: "timestamp", message: "must be an RFC 3339 time such as 2026-01-02T03:04:05.678Z")

  /// RFC 3339, UTC, milliseconds. A moment outside the years 0 to 9999 is written as the nearest
  /// moment inside.
  public var wire: String {
    String(unsafeUninitializedCapacity: Self.wireLength) { write(to: $0) }
  }

  /// The wire form.
  public var description: String { wire }

  /// 1970-01-01T00:00:00.000Z.
  public static var placeholder: Timestamp { Timestamp(milliseconds: 0) }

  /// A string of format `date-time`.
  public static var schema: Schema { .string(format: "date-time") }

  /// Order in time.
  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// The moment a period later; stays at the end of time rather than wrap.
  public static func + (moment: Timestamp, period: Period) -> Timestamp {
    let (sum, overflow) = moment.milliseconds.addingReportingOverflow(period.milliseconds)
    return Timestamp(milliseconds: overflow ? (period.milliseconds < 0 ? .min : .max) : sum)
  }

  /// The moment a period earlier; stays at the end of time rather than wrap.
  public static func - (moment: Timestamp, period: Period) -> Timestamp {
    let (rest, overflow) = moment.milliseconds.subtractingReportingOverflow(period.milliseconds)
    return Timestamp(milliseconds: overflow ? (period.milliseconds < 0 ? .max : .min) : rest)
  }

  /// Milliseconds from the right moment to the left one.
  public static func - (left: Timestamp, right: Timestamp) -> Int64 {
    let (rest, overflow) = left.milliseconds.subtractingReportingOverflow(right.milliseconds)
    return overflow ? (left < right ? .min : .max) : rest
  }
}
