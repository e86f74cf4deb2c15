import Models
import Testing
import Wire

@testable import CampaignsService

@Suite struct CampaignRulesTests {
  private static let right = CampaignsAPI.PutCampaign.Params(
    key: "welcome", name: "Welcome", topic: "news", sender: "default")

  @Test(arguments: [
    ("Welcome", []), ("", ["/name required"]), ("  ", ["/name required"]),
    (String(repeating: "n", count: 200), []),
    (String(repeating: "n", count: 201), ["/name length"]),
    ("Two\nlines", ["/name line"]),
  ])
  func `a name says something in one line`(name: String, rules: [String]) {
    var params = Self.right
    params.name = name
    let violations = CampaignRules.violations(of: params, knowsTopic: true, knowsSender: true)
    #expect(ServiceError.invalid(violations).rules == rules)
  }

  @Test(arguments: [
    (0, "EUR", []), (1, "JPY", []), (-1, "EUR", ["/budget/amount range"]),
    (5, "eur", ["/budget/currency currency"]), (5, "EURO", ["/budget/currency currency"]),
    (5, "E1R", ["/budget/currency currency"]), (5, "", ["/budget/currency currency"]),
    (-5, "€", ["/budget/amount range", "/budget/currency currency"]),
  ])
  func `a budget is an amount of some currency`(amount: Int64, currency: String, rules: [String]) {
    var params = Self.right
    params.budget = Money(amount: amount, currency: currency)
    let violations = CampaignRules.violations(of: params, knowsTopic: true, knowsSender: true)
    #expect(ServiceError.invalid(violations).rules == rules)
  }

  @Test func `all that is wrong is told at once`() {
    let params = CampaignsAPI.PutCampaign.Params(
      key: "x", name: "", topic: "nwes", sender: "nobody",
      budget: Money(amount: -1, currency: "EUR"))
    let violations = CampaignRules.violations(of: params, knowsTopic: false, knowsSender: false)
    #expect(
      ServiceError.invalid(violations).rules == [
        "/name required", "/topic topic", "/sender sender", "/budget/amount range",
      ])
  }

  @Test(arguments: [
    (Campaign.State.running, Campaign.State.running, false), (.running, .paused, true),
    (.running, .stopped, true), (.paused, .running, true), (.paused, .paused, false),
    (.paused, .stopped, true), (.stopped, .stopped, false),
  ])
  func `a campaign changes unless it is already there`(
    state: Campaign.State, goal: Campaign.State, changes: Bool
  ) throws {
    #expect(try CampaignRules.mustChange("welcome", from: state, to: goal) == changes)
  }

  @Test(arguments: [(Campaign.State.running, "resumed"), (.paused, "paused")])
  func `what is stopped stays so`(goal: Campaign.State, word: String) {
    let error = #expect(throws: ServiceError.self) {
      try CampaignRules.mustChange("welcome", from: .stopped, to: goal)
    }
    #expect(error?.kind == .rejected)
    #expect(error?.message.contains("cannot be \(word)") == true)
  }
}

@Suite struct StandingTests {
  private static let counts: [MessageStatus: Int] = [
    .planned: 3, .accepted: 5, .captured: 1, .bounced: 1, .complained: 1, .unknown: 1,
    .denied: 7, .failed: 7, .expired: 7, .cancelled: 2,
  ]

  @Test(arguments: [
    (Campaign.State.running, 3, 0, 2), (.paused, 0, 3, 2), (.stopped, 0, 0, 5),
  ])
  func `what waits is planned, held or as good as cancelled`(
    state: Campaign.State, planned: Int, held: Int, cancelled: Int
  ) {
    let expected = CampaignsAPI.Standing(
      state: state, handedOver: 9, planned: planned, held: held, cancelled: cancelled)
    #expect(CampaignsAPI.Standing(state, Self.counts) == expected)
  }
}
