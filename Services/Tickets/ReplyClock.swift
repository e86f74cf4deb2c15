import Models
import Wire

/// When an answer is due: a pure function of the promise and the calendar.
///
///     ReplyClock.due(from: friday17h, within: .hours(4), calendar: weekdays9to18) // Monday 12:00
///
/// The clock runs while the calendar is open and stands still at night, at lunch and on holidays;
/// an hour of it is an hour of real time, also on the days when clocks are moved.
enum ReplyClock {
  /// How many days it looks ahead before it takes a calendar for one that never opens: a century.
  private static let horizon = 36_525

  /// - Parameter calendar: nil: open round the clock.
  static func due(
    from start: Timestamp, within promise: Period, calendar: OpeningHours?
  ) -> Timestamp {
    guard let calendar, let zone = Zone(calendar.timeZone) else { return start + promise }
    let week = Week(calendar)
    let first = zone.day(at: start)
    var left = promise.milliseconds
    for number in first.day..<first.day + horizon {
      let day = CalendarDate(day: number)
      for interval in week.openings(on: day) {
        let opens = max(start, zone.moment(day, interval.lowerBound))
        let open = zone.moment(day, interval.upperBound) - opens
        guard open > 0 else { continue }
        if left <= open { return opens + .milliseconds(left) }
        left -= open
      }
    }
    return zone.moment(CalendarDate(day: first.day + horizon), 0)
  }
}

/// A calendar's week, laid out by day: minutes since midnight, in order.
struct Week {
  private let hours: [Weekday: [Range<Int>]]
  private let holidays: Set<CalendarDate>

  init(_ calendar: OpeningHours) {
    var hours: [Weekday: [Range<Int>]] = [:]
    for interval in calendar.weekly where interval.from < interval.to {
      for day in interval.days {
        hours[day, default: []].append(interval.from.minutes..<interval.to.minutes)
      }
    }
    self.hours = hours.mapValues { $0.sorted { $0.lowerBound < $1.lowerBound } }
    holidays = Set(calendar.holidays ?? [])
  }

  /// When it is open on that day.
  func openings(on day: CalendarDate) -> [Range<Int>] {
    holidays.contains(day) ? [] : hours[day.weekday] ?? []
  }

  /// The days on which two intervals share a minute.
  var overlaps: [Weekday] {
    Weekday.allCases.filter { day in
      let openings = hours[day] ?? []
      return zip(openings, openings.dropFirst()).contains { $0.upperBound > $1.lowerBound }
    }
  }
}
