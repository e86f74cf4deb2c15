public import Wire

/// A day on the calendar, wherever one is; on the wire `2026-12-25`. Rule `date`.
///
/// Kept as the day's number, so that days can be counted; ``Timestamp`` knows the calendar.
public struct CalendarDate: WireText, Comparable {
  /// Days since 1970-01-01.
  public let day: Int

  private static let millisecondsPerDay: Int64 = 86_400_000

  /// A day by its number.
  public init(day: Int) {
    self.day = day
  }

  public init(wire: String) throws(Rejection) {
    guard wire.utf8.count == 10, let midnight = try? Timestamp(wire: wire + "T00:00:00Z") else {
      throw Rejection(rule: "date", message: "must be a day such as 2026-12-25")
    }
    day = Int(midnight.milliseconds / Self.millisecondsPerDay)
  }

  public var wire: String {
    String(Timestamp(milliseconds: Int64(day) * Self.millisecondsPerDay).wire.prefix(10))
  }

  /// The day of the week; 1970-01-01 was a Thursday.
  public var weekday: Weekday {
    let sinceMonday = (day + 3) % 7
    return Weekday.allCases[sinceMonday < 0 ? sinceMonday + 7 : sinceMonday]
  }

  public static var placeholder: CalendarDate { CalendarDate(day: 0) }

  public static var schema: Schema { .string(format: "date", example: "2026-12-25") }

  public static func < (left: CalendarDate, right: CalendarDate) -> Bool { left.day < right.day }
}
