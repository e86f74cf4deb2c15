import Models
import Testing
import Wire

@testable import TicketsService

@Suite struct ReplyClockTests {
  /// Weekdays with a lunch break, Saturday morning; Good Friday off.
  private static let shop = OpeningHours(
    timeZone: "Europe/Berlin",
    weekly: [
      .init(
        days: [.monday, .tuesday, .wednesday, .thursday, .friday], from: .init(9), to: .init(12)),
      .init(
        days: [.monday, .tuesday, .wednesday, .thursday, .friday], from: .init(13),
        to: .init(17)),
      .init(days: [.saturday], from: .init(9), to: .init(11)),
    ],
    holidays: [try! CalendarDate(wire: "2026-04-03")])

  private static let round = OpeningHours(
    timeZone: "Europe/Berlin",
    weekly: [.init(days: Weekday.allCases, from: .init(0), to: .init(24))])

  @Test(arguments: [
    // inside one interval
    ("2026-03-02T10:00:00+01:00", "PT1H", "2026-03-02T11:00:00+01:00"),
    // exactly to the end of an interval
    ("2026-03-02T10:00:00+01:00", "PT2H", "2026-03-02T12:00:00+01:00"),
    // over lunch
    ("2026-03-02T11:00:00+01:00", "PT2H", "2026-03-02T14:00:00+01:00"),
    // asked at lunch
    ("2026-03-02T12:30:00+01:00", "PT1H", "2026-03-02T14:00:00+01:00"),
    // over night
    ("2026-03-02T16:30:00+01:00", "PT1H", "2026-03-03T09:30:00+01:00"),
    // over the weekend
    ("2026-03-06T16:00:00+01:00", "PT4H", "2026-03-09T10:00:00+01:00"),
    // asked on a Sunday
    ("2026-03-08T15:00:00+01:00", "PT30M", "2026-03-09T09:30:00+01:00"),
    // over a holiday: Thursday, then Saturday
    ("2026-04-02T16:30:00+02:00", "PT1H", "2026-04-04T09:30:00+02:00"),
    // over the night in which clocks go forward
    ("2026-03-27T16:00:00+01:00", "PT4H", "2026-03-30T10:00:00+02:00"),
    // a day of working time is 24 open hours
    ("2026-03-02T09:00:00+01:00", "P1D", "2026-03-05T12:00:00+01:00"),
  ])
  func `the clock runs while the shop is open`(start: String, within: String, due: String) throws {
    let answer = ReplyClock.due(
      from: try Timestamp(wire: start), within: try Period(wire: within), calendar: Self.shop)
    #expect(answer == (try Timestamp(wire: due)))
  }

  @Test func `without a calendar it runs round the clock`() throws {
    let start = try Timestamp(wire: "2026-03-07T22:00:00Z")
    #expect(ReplyClock.due(from: start, within: .hours(4), calendar: nil) == start + .hours(4))
  }

  @Test(arguments: ["2026-03-28T12:00:00Z", "2026-10-24T12:00:00Z"])
  func `an hour is an hour when clocks are moved`(start: String) throws {
    let start = try Timestamp(wire: start)
    #expect(
      ReplyClock.due(from: start, within: .hours(24), calendar: Self.round) == start + .hours(24))
  }

  @Test func `a calendar that never opens ends at the horizon`() throws {
    let shut = OpeningHours(timeZone: "UTC", weekly: [])
    let start = try Timestamp(wire: "2026-03-02T10:00:00Z")
    #expect(ReplyClock.due(from: start, within: .hours(1), calendar: shut) > start + .days(36_000))
  }

  @Test func `intervals may be given in any order`() throws {
    let mixed = OpeningHours(
      timeZone: "UTC",
      weekly: [
        .init(days: [.monday], from: .init(14), to: .init(16)),
        .init(days: [.monday], from: .init(8), to: .init(10)),
      ])
    let start = try Timestamp(wire: "2026-03-02T09:00:00Z")
    let due = ReplyClock.due(from: start, within: .hours(2), calendar: mixed)
    #expect(due.wire == "2026-03-02T15:00:00.000Z")
  }
}
