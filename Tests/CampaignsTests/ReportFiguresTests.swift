import Models
import Testing
import Wire

@testable import CampaignsService

@Suite struct ReportFiguresTests {
  private static let campaign = Campaign(
    key: "welcome", name: "Welcome", topic: "news", sender: "default", state: .running, version: 1)

  @Test func `an empty report has no rates`() {
    let report = CampaignReport(of: Self.campaign, [], PeopleFigures())
    #expect(report.requested == 0)
    #expect(report.rates.opened == .init(0, of: 0))
    #expect(report.rates.opened.value == nil)
  }

  @Test func `each share names what it is made of`() {
    let groups = [
      LedgerGroup(status: .accepted, messages: 90, accepted: 90, opened: 45, clicked: 9),
      LedgerGroup(status: .bounced, messages: 10, accepted: 10, bounced: 10),
      LedgerGroup(status: .denied, rule: "consent", messages: 3),
      LedgerGroup(status: .denied, rule: "ticket", messages: 2),
      LedgerGroup(status: .planned, messages: 5),
    ]
    let report = CampaignReport(of: Self.campaign, groups, PeopleFigures(unsubscribed: 3))
    #expect(report.requested == 110)
    #expect((report.accepted, report.bounced, report.planned, report.held) == (100, 10, 5, 0))
    #expect(report.denied == ["consent": 3, "ticket": 2])
    #expect(report.rates.bounced == .init(10, of: 100))
    #expect(report.rates.opened == .init(45, of: 90))
    #expect(report.rates.clicked.value == 0.1)
    #expect(report.rates.clickedOfOpened.value == 0.2)
    #expect(report.rates.unsubscribed == .init(3, of: 90))
    #expect(report.rates.denied == .init(5, of: 110))
  }

  @Test func `captured mail is read, but never accepted`() {
    let groups = [LedgerGroup(status: .captured, messages: 4, opened: 1)]
    let report = CampaignReport(of: Self.campaign, groups, PeopleFigures())
    #expect((report.captured, report.accepted) == (4, 0))
    #expect(report.rates.opened == .init(1, of: 4))
    #expect(report.rates.bounced.value == nil)
  }
}
