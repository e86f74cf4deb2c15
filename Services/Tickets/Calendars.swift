import Models
import Wire

extension Checking {
  private static let mostIntervals = 100
  private static let mostHolidays = 1_000

  /// A calendar that the reply clock can run by.
  mutating func calendar(_ calendar: OpeningHours, at path: String) {
    expect(
      Zone(calendar.timeZone) != nil, at: path + "/timeZone", "timeZone",
      "must be an IANA time zone such as Europe/Berlin")
    expect(
      calendar.weekly.contains { !$0.days.isEmpty }, at: path + "/weekly", "required",
      "must open at some time of the week")
    expect(
      calendar.weekly.count <= Self.mostIntervals, at: path + "/weekly", "length",
      limit: .integer(Int64(Self.mostIntervals)),
      "must have at most \(Self.mostIntervals) intervals")
    expect(
      (calendar.holidays ?? []).count <= Self.mostHolidays, at: path + "/holidays", "length",
      limit: .integer(Int64(Self.mostHolidays)), "must have at most \(Self.mostHolidays) days")
    for (index, interval) in calendar.weekly.enumerated() {
      expect(
        interval.from < interval.to, at: "\(path)/weekly/\(index)/to", "range",
        limit: .string(interval.from.wire), "must be after \(interval.from.wire)")
    }
    let overlaps = Week(calendar).overlaps.map(\.rawValue)
    expect(
      overlaps.isEmpty, at: path + "/weekly", "overlap",
      "must not open twice at the same time on \(overlaps.joined(separator: ", "))")
  }
}
