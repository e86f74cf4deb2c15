import Models
import Testing
import Wire

@testable import TicketsService

@Suite struct ZoneTests {
  @Test(arguments: [
    ("Europe/Berlin", "2026-03-02", 9 * 60, "2026-03-02T08:00:00.000Z"),
    ("Europe/Berlin", "2026-07-02", 0, "2026-07-01T22:00:00.000Z"),
    ("Europe/Berlin", "2026-03-29", 24 * 60, "2026-03-29T22:00:00.000Z"),
    // jumped over: 02:30 is shown as 03:30
    ("Europe/Berlin", "2026-03-29", 150, "2026-03-29T01:30:00.000Z"),
    ("America/New_York", "2026-03-08", 150, "2026-03-08T07:30:00.000Z"),
    ("Asia/Kathmandu", "2026-03-02", 0, "2026-03-01T18:15:00.000Z"),
    ("UTC", "1969-12-31", 60, "1969-12-31T01:00:00.000Z"),
  ])
  func `a time on the wall is a moment`(
    name: String, day: String, minutes: Int, moment: String
  ) throws {
    let zone = try #require(Zone(name))
    #expect(zone.moment(try CalendarDate(wire: day), minutes).wire == moment)
  }

  @Test(arguments: [
    ("Europe/Berlin", "2026-03-02T23:30:00Z", "2026-03-03"),
    ("America/New_York", "2026-03-02T03:00:00Z", "2026-03-01"),
    ("UTC", "1969-12-31T23:59:59.999Z", "1969-12-31"),
  ])
  func `a moment has its day`(name: String, moment: String, day: String) throws {
    let zone = try #require(Zone(name))
    #expect(zone.day(at: try Timestamp(wire: moment)).wire == day)
  }

  @Test(arguments: ["", "Mars/Olympus", "CET+1", "../etc/passwd", "europe"])
  func `a name that is not in the database is refused`(name: String) {
    #expect(Zone(name) == nil)
  }
}

@Suite struct CalendarValueTests {
  @Test(arguments: [("00:00", 0), ("09:30", 570), ("23:59", 1439), ("24:00", 1440)])
  func `a time of the day goes both ways`(text: String, minutes: Int) throws {
    let time = try ClockTime(wire: text)
    #expect(time.minutes == minutes)
    #expect(time.wire == text)
  }

  @Test(arguments: ["", "9:30", "24:01", "12:60", "12-30", "12:3x", "09:300", "+9:30"])
  func `what no clock shows is refused`(text: String) {
    #expect(throws: Rejection.self) { try ClockTime(wire: text) }
  }

  @Test(arguments: [
    ("2026-03-02", Weekday.monday), ("1970-01-01", .thursday), ("1969-12-31", .wednesday),
    ("2024-02-29", .thursday),
  ])
  func `a date knows its day of the week`(text: String, weekday: Weekday) throws {
    let date = try CalendarDate(wire: text)
    #expect(date.weekday == weekday)
    #expect(date.wire == text)
  }

  @Test(arguments: ["", "2026-02-30", "2026-2-3", "20260203", "2026-03-02T"])
  func `a day that is none is refused`(text: String) {
    #expect(throws: Rejection.self) { try CalendarDate(wire: text) }
  }
}
