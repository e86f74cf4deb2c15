import ArgumentParser
import Wire

/// A moment as typed: RFC 3339, or how long ago (`90d`, `36h`, `10m`).
struct Moment: ExpressibleByArgument, Equatable {
  let time: Timestamp

  init(time: Timestamp) {
    self.time = time
  }

  init?(argument: String) {
    self.init(argument, now: LocalTime.now)
  }

  init?(_ text: String, now: Timestamp) {
    if let time = try? Timestamp(wire: text) {
      self.time = time
    } else if let unit = text.last, let length = Self.units[unit],
      let count = Int64(text.dropLast()), (0...100_000).contains(count)
    {
      time = now - Period.milliseconds(count * length)
    } else {
      return nil
    }
  }

  private static let units: [Character: Int64] = [
    "d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1_000,
  ]
}
