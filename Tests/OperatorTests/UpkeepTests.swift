import Testing
import Wire

@testable import Operator

@Suite struct UpkeepTests {
  @Test(
    arguments: [
      (["all"], Holdable.all), (["campaign", "spring"], .campaign("spring")),
      (["provider", "smtp"], .provider("smtp")),
    ] as [([String], Holdable)])
  func `what is to be held is said in words`(words: [String], meant: Holdable) throws {
    #expect(try Holdable(words) == meant)
  }

  @Test(arguments: [[], ["everything"], ["all", "now"], ["campaign"], ["campaign", "Not A Key"]])
  func `what cannot be held is refused`(words: [String]) {
    #expect(throws: (any Error).self) { try Holdable(words) }
  }

  private func item(_ id: String, _ sequence: Int64, of subject: String, kind: String = "event")
    -> ParkedItem
  {
    ParkedItem(
      follower: "tickets",
      parked: .init(
        id: id, kind: kind, name: "x", service: "forms", sequence: sequence, subject: subject,
        error: "e", at: Timestamp(milliseconds: 0)))
  }

  @Test func `all that waits behind nothing is tried`() {
    let items = [
      item("b", 2, of: "one"), item("a", 1, of: "one"), item("c", 3, of: "two"),
      item("t", 0, of: "one", kind: "timer"),
    ]
    #expect(ParkedItem.first(of: items).map(\.parked.id) == ["t", "a", "c"])
  }

  @Test func `an id that is not parked is refused`() {
    #expect(throws: Failure.self) { try ParkedItem.named(["z"], among: [item("a", 1, of: "one")]) }
  }
}
