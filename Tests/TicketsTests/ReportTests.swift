import Models
import Store
import TestSupport
import Testing
import TicketsService
import Wire

@Suite(.databases) struct ReportTests {
  private static let week = TicketsAPI.Report.Params(
    from: Desk.monday - .hours(9), to: Desk.monday + .days(6))

  /// Monday: two opened, one answered after an hour. Tuesday: that one closed and rated 5, one more
  /// opened by telephone.
  private func story(_ dialect: Dialect) throws -> Desk {
    let desk = try Desk(dialect)
    let ticket = try desk.open()
    _ = try desk.open()
    try desk.town.advance(by: .hours(1))
    let answered = try desk.reply(ticket)
    try desk.town.advance(by: .hours(23))
    try desk.close(answered)
    try desk.rate(ticket, 5)
    _ = try desk.open(channel: .phone)
    return desk
  }

  @Test(arguments: Dialect.available)
  func `the report counts what happened`(dialect: Dialect) throws {
    let desk = try story(dialect)
    let report = try desk.town.call(TicketsAPI.Report.self, Self.week)
    #expect(report.opened == 3)
    #expect(report.closed == 1)
    #expect(report.open == 2)
    #expect(report.firstReply == .init(count: 1, median: .hours(1), p90: .hours(1)))
    #expect(report.resolution == .init(count: 1, median: .hours(24), p90: .hours(24)))
    #expect(report.csat == .init(satisfied: 1, answers: 1, asked: 1))
    #expect(report.byAssignee.map(\.name) == [nil, "Mia"])
    #expect(report.byAssignee.map(\.figures.opened) == [2, 1])
    #expect(report.groups == nil)
  }

  @Test(
    arguments: Dialect.available,
    [
      (TicketsAPI.Report.GroupBy.day, "UTC", ["2026-03-02", "2026-03-03"]),
      // On Kiritimati it is Monday 23:00 and Wednesday 00:00 when an answer comes and a day later.
      (.day, "Pacific/Kiritimati", ["2026-03-02", "2026-03-03"]),
      (.day, "Pacific/Pago_Pago", ["2026-03-01", "2026-03-02"]),
      (.queue, nil, ["default"]), (.channel, nil, ["api", "phone"]),
    ] as [(TicketsAPI.Report.GroupBy, String?, [String])])
  func `groups have their keys`(
    dialect: Dialect, row: (TicketsAPI.Report.GroupBy, String?, [String])
  ) throws {
    let desk = try story(dialect)
    var params = Self.week
    (params.groupBy, params.timeZone) = (row.0, row.1)
    let groups = try #require(try desk.town.call(TicketsAPI.Report.self, params).groups)
    #expect(groups.map(\.key) == row.2)
    #expect(groups.reduce(0) { $0 + $1.figures.opened } == 3)
  }

  @Test(arguments: Dialect.available)
  func `the past does not change when a ticket is reopened`(dialect: Dialect) throws {
    let desk = try story(dialect)
    try desk.town.advance(by: .days(7))
    let before = try desk.town.call(TicketsAPI.Report.self, Self.week)
    let closed = try desk.town.call(TicketsAPI.Get.self, .init(number: 1)).ticket
    _ = try desk.town.call(TicketsAPI.Reopen.self, .init(id: closed.id, reason: "More"))
    #expect(try desk.town.call(TicketsAPI.Report.self, Self.week) == before)
    let since = TicketsAPI.Report.Params(from: Self.week.to, to: Self.week.to + .days(7))
    let after = try desk.town.call(TicketsAPI.Report.self, since)
    #expect(after.open == 3)
    #expect(after.opened == 0)
  }

  @Test(arguments: Dialect.available)
  func `a time that ends before it begins, and a zone that is none`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let error = try desk.town.refusal(
      TicketsAPI.Report.self,
      .init(from: Desk.monday, to: Desk.monday, timeZone: "Mars/Olympus"))
    #expect(error?.rules == ["/timeZone timeZone", "/to range"])
    let long = try desk.town.refusal(
      TicketsAPI.Report.self, .init(from: Desk.monday, to: Desk.monday + .days(367)))
    #expect(long?.rules == ["/to range"])
  }
}
