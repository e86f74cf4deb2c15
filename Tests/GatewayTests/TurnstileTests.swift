import Gateway
import HTTPTypes
import HummingbirdTesting
import Models
import Synchronization
import Testing
import Wire

/// A clock that a test moves.
private final class Seconds: Sendable {
  private let now = Mutex(0.0)
  func pass(_ seconds: Double) { now.withLock { $0 += seconds } }
  var value: Double { now.withLock { $0 } }
}

@Suite struct TurnstileTests {
  @Test func `an address has its burst, and then its rate`() {
    let clock = Seconds()
    let turnstile = Turnstile(seconds: { clock.value })
    let ann = Visitor(address: "203.0.113.9")
    for _ in 1...10 { #expect(turnstile.wait(.signIn, ann) == nil) }
    #expect(turnstile.wait(.signIn, ann) == 6)
    clock.pass(4)
    #expect(turnstile.wait(.signIn, ann) == 2)
    clock.pass(2)
    #expect(turnstile.wait(.signIn, ann) == nil && turnstile.wait(.signIn, ann) == 6)
    #expect(turnstile.wait(.pages, ann) == nil)
    #expect(turnstile.wait(.signIn, Visitor(address: "203.0.113.10")) == nil)
    clock.pass(3_600)
    for _ in 1...10 { #expect(turnstile.wait(.signIn, ann) == nil) }
    #expect(turnstile.wait(.signIn, ann) != nil)
  }

  @Test func `a customer of a provider is one, whichever of their IPv6 addresses they use`() {
    let turnstile = Turnstile(seconds: { 0 })
    for host in 1...10 {
      #expect(turnstile.wait(.signIn, Visitor(address: "2001:db8::\(host)")) == nil)
    }
    #expect(turnstile.wait(.signIn, Visitor(address: "2001:db8::abcd:1")) != nil)
    #expect(turnstile.wait(.signIn, Visitor(address: "2001:db8:0:1::1")) == nil)
  }

  @Test func `who cannot be told apart shares one rate, this machine has none`() {
    let turnstile = Turnstile(seconds: { 0 })
    for _ in 1...10 { #expect(turnstile.wait(.signIn, Visitor()) == nil) }
    #expect(turnstile.wait(.signIn, Visitor()) != nil)
    let local = Visitor(address: "127.0.0.1", isLocal: true)
    for _ in 1...50 { #expect(turnstile.wait(.signIn, local) == nil) }
  }

  @Test func `a flood of addresses costs bounded memory and frees nobody who floods`() {
    let turnstile = Turnstile(room: 100, seconds: { 0 })
    let flooder = Visitor(address: "203.0.113.9")
    for third in 0..<40 {
      for last in 0..<250 {
        _ = turnstile.wait(.signIn, Visitor(address: "198.51.\(third).\(last)"))
        _ = turnstile.wait(.signIn, flooder)
      }
      #expect(turnstile.count <= 200)
    }
    #expect(turnstile.wait(.signIn, flooder) != nil)
  }

  @Test func `pages say when to come back, and programs are told in JSON`() async throws {
    try await visiting { visit in
      visit.backend.on(FormsAPI.GetForm.self) { _ in Town.newsletter }
      visit.backend.on(FormsAPI.Submit.self) { _ in Town.submission }
      let far: HTTPFields = [.testPeer: "203.0.113.9"]
      for _ in 1...30 {
        let sent = try await visit.post(
          "/forms/newsletter", ["value.email": "ann@example.com"], far)
        #expect(sent.status == .seeOther)
      }
      let page = try await visit.post("/forms/newsletter", ["value.email": "a@example.com"], far)
      #expect(page.status == .tooManyRequests && page.headers[.retryAfter] == "2")
      #expect(page.text.contains("Not so fast, please") && page.text.contains("nothing was done"))
      #expect(visit.backend.calls.count == 30)
      #expect(try await visit.get("/forms/newsletter", far).status == .ok)
      let other: HTTPFields = [.testPeer: "203.0.113.10"]
      #expect(
        try await visit.post("/forms/newsletter", ["value.email": "a@example.com"], other).status
          == .seeOther)
      for _ in 1...10 {
        #expect(try await visit.send(.post, "/rpc", far).status == .unauthorized)
      }
      let refused = try await visit.send(.post, "/rpc", far)
      #expect(refused.status == .tooManyRequests && refused.headers[.retryAfter] != nil)
      #expect(refused.text.contains(#""type":"tooManyRequests""#))
    }
  }

  @Test func `an untrusted peer cannot choose the address it is counted by`() async throws {
    try await visiting { visit in
      visit.backend.on(FormsAPI.SetSubscriptions.self) { _ in Town.subscriptions }
      visit.backend.on(FormsAPI.Confirm.self) { _ in
        .init(topics: [], confirmedAt: Town.noon, form: "newsletter", thankYou: nil)
      }
      var headers: HTTPFields = [.testPeer: "203.0.113.9"]
      var statuses: [Int] = []
      for number in 1...61 {
        headers[.forwardedFor] = "198.51.100.\(number)"
        statuses.append(try await visit.post("/confirm?t=token", [:], headers).status.code)
      }
      #expect(statuses == Array(repeating: 200, count: 60) + [429])
    }
  }

  @Test func `a mail provider may press the button for all its users`() async throws {
    try await visiting { visit in
      visit.backend.on(FormsAPI.SetSubscriptions.self) { _ in Town.subscriptions }
      for _ in 1...200 {
        let page = try await visit.post(
          "/unsubscribe?t=token", ["List-Unsubscribe": "One-Click"], [.testPeer: "203.0.113.9"])
        #expect(page.status == .ok)
      }
    }
  }
}
