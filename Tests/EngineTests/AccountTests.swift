import Testing

@testable import Engine

@Suite struct AccountTests {
  private let second: UInt64 = 1_000_000_000

  private func account(requests: Int = 100, bytes: Int = 1_000, rate: Int = 1_000) -> Account {
    Account(Account.Limits(requests: requests, bytes: bytes, rate: rate), now: 0)
  }

  @Test func `what is under way counts until it is over`() {
    let account = account(requests: 2)
    var tickets = [account.admit(1, bytes: 1, now: 0), account.admit(1, bytes: 1, now: 0)]
    #expect(tickets.allSatisfy { $0 != nil })
    #expect(account.admit(1, bytes: 1, now: 0) == nil)
    tickets.removeLast()
    #expect(account.admit(1, bytes: 1, now: 0) != nil)
  }

  @Test func `bytes count too, but one message alone is let in`() {
    let account = account()
    let large = account.admit(1, bytes: 5_000, now: 0)
    #expect(large != nil)
    #expect(account.admit(1, bytes: 1, now: 0) == nil)
    withExtendedLifetime(large) {}
  }

  @Test func `a key has its rate, and a second's worth at once`() {
    let account = account(rate: 10)
    for _ in 1...10 { #expect(account.admit(1, bytes: 1, now: 0) != nil) }
    #expect(account.admit(1, bytes: 1, now: 0) == nil)
    #expect(account.admit(5, bytes: 1, now: second / 2) != nil)
    #expect(account.admit(1, bytes: 1, now: second / 2) == nil)
    #expect(account.admit(11, bytes: 1, now: 100 * second) == nil)
    #expect(account.admit(10, bytes: 1, now: 100 * second) != nil)
  }
}

@Suite struct BacklogTests {
  private func reply(_ peer: UInt8, _ size: Int = 10) -> Backlog.Reply {
    (route: [[peer], []], body: Array(repeating: peer, count: size))
  }

  @Test func `answers wait in order until their caller takes them`() {
    var backlog = Backlog()
    let areKept = (1...3).map { backlog.add(reply(7, $0), now: 0) }
    #expect(areKept == [true, true, true])
    #expect(backlog.holds(reply(7)) && !backlog.holds(reply(8)))
    var taken: [Int] = []
    backlog.retry(now: 1) { reply in
      guard taken.count < 2 else { return false }
      taken.append(reply.body.count)
      return true
    }
    #expect(taken == [1, 2] && !backlog.isEmpty)
    backlog.retry(now: 2) { reply in
      taken.append(reply.body.count)
      return true
    }
    #expect(taken == [1, 2, 3] && backlog.isEmpty)
  }

  @Test func `who takes nothing for ten seconds loses them, and others do not`() {
    var backlog = Backlog()
    let areKept = [backlog.add(reply(7), now: 0), backlog.add(reply(8), now: 9_000_000_000)]
    #expect(areKept == [true, true])
    backlog.retry(now: 10_000_000_001) { _ in false }
    #expect(!backlog.holds(reply(7)) && backlog.holds(reply(8)))
  }

  @Test func `what waits is bounded, for one and for all`() {
    var backlog = Backlog()
    let megabyte = 1024 * 1024
    let kept = (1...10).filter { _ in backlog.add(reply(7, megabyte), now: 0) }.count
    #expect(kept == 3)
    let others = (8...200).filter { backlog.add(reply($0, megabyte), now: 0) }.count
    #expect(others == 60)
    backlog.retry(now: 1) { _ in true }
    #expect(backlog.isEmpty)
    let isKept = backlog.add(reply(7, megabyte), now: 0)
    #expect(isKept)
  }
}

@Suite struct TurnTests {
  @Test func `everybody has a turn, and one's own come in order`() {
    var turns = Turns<String>()
    for text in ["a1", "a2", "a3", "b1", "a4", "c1", "b2"] {
      turns.append(text, of: Array(text.utf8.prefix(1)))
    }
    #expect(turns.count == 7)
    let order = (1...7).compactMap { _ in turns.popFirst() }
    #expect(order == ["a1", "b1", "c1", "a2", "b2", "a3", "a4"])
    let last = turns.popFirst()
    #expect(last == nil && turns.isEmpty)
  }
}
