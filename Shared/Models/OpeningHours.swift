public import Wire

/// When somebody is there: intervals of the week, in one time zone, without the holidays.
///
///     {"timeZone": "Europe/Berlin",
///      "weekly": [{"days": ["monday", "tuesday"], "from": "09:00", "to": "12:30"},
///                 {"days": ["monday"], "from": "13:30", "to": "18:00"}],
///      "holidays": ["2026-12-25"]}
public struct OpeningHours: Codable, Sendable, Hashable {
  /// The same hours on some days of the week.
  public struct Interval: Codable, Sendable, Hashable {
    public var days: [Weekday]
    public var from: ClockTime
    /// `24:00` is the end of the day.
    public var to: ClockTime

    public init(days: [Weekday], from: ClockTime, to: ClockTime) {
      (self.days, self.from, self.to) = (days, from, to)
    }
  }

  /// A name of the IANA time zone database, such as `Europe/Berlin`.
  public var timeZone: String
  /// A day may have several intervals; they do not overlap.
  public var weekly: [Interval]
  /// Days on which nobody is there.
  public var holidays: [CalendarDate]?

  public init(timeZone: String, weekly: [Interval], holidays: [CalendarDate]? = nil) {
    (self.timeZone, self.weekly, self.holidays) = (timeZone, weekly, holidays)
  }
}

/// A day of the week, in the order of ISO 8601.
public enum Weekday: String, WireEnum {
  case monday, tuesday, wednesday, thursday, friday, saturday, sunday
}

/// A time of the day on the wall, `00:00` to `24:00`. Rule `clockTime`.
public struct ClockTime: WireText, Comparable {
  /// Minutes since midnight.
  public let minutes: Int

  /// A time by hour and minute; traps if the clock does not show it.
  public init(_ hour: Int, _ minute: Int = 0) {
    precondition(Self.isShown(hour, minute), "\(hour):\(minute) is no time of the day")
    minutes = hour * 60 + minute
  }

  public init(wire: String) throws(Rejection) {
    let digits = wire.utf8.map { Int($0) - 48 }
    guard digits.count == 5, wire.utf8.dropFirst(2).first == UInt8(ascii: ":"),
      [0, 1, 3, 4].allSatisfy({ (0...9).contains(digits[$0]) }),
      Self.isShown(digits[0] * 10 + digits[1], digits[3] * 10 + digits[4])
    else {
      throw Rejection(rule: "clockTime", message: "must be a time of the day such as 09:30")
    }
    minutes = (digits[0] * 10 + digits[1]) * 60 + digits[3] * 10 + digits[4]
  }

  private static func isShown(_ hour: Int, _ minute: Int) -> Bool {
    (0...23).contains(hour) && (0...59).contains(minute) || (hour, minute) == (24, 0)
  }

  public var wire: String {
    let (hour, minute) = minutes.quotientAndRemainder(dividingBy: 60)
    return "\(hour / 10)\(hour % 10):\(minute / 10)\(minute % 10)"
  }

  public static var placeholder: ClockTime { ClockTime(9) }

  public static var schema: Schema {
    .string(pattern: "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$", example: "09:00")
  }

  public static func < (left: ClockTime, right: ClockTime) -> Bool { left.minutes < right.minutes }
}
