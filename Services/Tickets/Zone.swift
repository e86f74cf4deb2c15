import Foundation
import Models
import Wire

/// A time zone: where days begin. The one place that asks Foundation for the IANA database.
struct Zone {
  private let zone: TimeZone

  private static let minute: Int64 = 60_000
  private static let day: Int64 = 86_400_000

  /// Nil for a name that is not in the database.
  init?(_ name: String) {
    guard name == "UTC" || name.contains("/"), let zone = TimeZone(identifier: name) else {
      return nil
    }
    self.zone = zone
  }

  /// The day on the wall at that moment.
  func day(at moment: Timestamp) -> CalendarDate {
    let local = moment.milliseconds + offset(at: moment.milliseconds)
    let (days, rest) = local.quotientAndRemainder(dividingBy: Self.day)
    return CalendarDate(day: Int(rest < 0 ? days - 1 : days))
  }

  /// The moment when the clock on the wall shows so many minutes after that day's midnight.
  ///
  /// A time that the clock jumps over is moved on by the jump; of a time that it shows twice, one
  /// is taken.
  func moment(_ day: CalendarDate, _ minutes: Int) -> Timestamp {
    let local = Int64(day.day) * Self.day + Int64(minutes) * Self.minute
    let guess = local - offset(at: local)
    let better = local - offset(at: guess)
    let isShown = better + offset(at: better) == local
    return Timestamp(milliseconds: isShown ? better : max(guess, better))
  }

  /// Milliseconds ahead of UTC.
  private func offset(at milliseconds: Int64) -> Int64 {
    let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
    return Int64(zone.secondsFromGMT(for: date)) * 1000
  }
}
