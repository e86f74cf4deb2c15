import Models
import Testing
import Wire

@testable import FormsService

struct IdentityTests {
  @Test(arguments: [
    (Identity.Kind.email, " Ann@Example.COM", "ann@example.com"),
    (.email, "Zoë@Exämple.org", "zoë@exämple.org"),
    (.phone, "+49 30 123456", "+4930123456"),
    (.handle, "@Ann", "@ann"),
  ])
  func `an identity has one spelling`(kind: Identity.Kind, given: String, kept: String) throws {
    #expect(try Identities.canonical(kind, given) == Identity(kind: kind, value: kept))
  }

  @Test(arguments: [
    (Identity.Kind.email, "ann", "email"), (.phone, "030", "phone"), (.handle, "", "handle"),
    (.handle, "ann b", "handle"),
  ])
  func `what cannot be an identity is refused by its rule`(
    kind: Identity.Kind, given: String, rule: String
  ) {
    #expect { try Identities.canonical(kind, given) } throws: { ($0 as? Rejection)?.rule == rule }
  }
}

struct SubscriptionRulesTests {
  @Test(arguments: [
    (ConsentAct?.none, false, Subscription.State?.none), (nil, true, .pending),
    (.granted, false, .subscribed), (.granted, true, .subscribed),
    (.withdrawn, false, .unsubscribed), (.withdrawn, true, .pending),
  ])
  func `a subscription follows from what was said last`(
    act: ConsentAct?, isAwaited: Bool, state: Subscription.State?
  ) {
    #expect(SubscriptionRules.state(last: act, isAwaited: isAwaited) == state)
  }

  @Test(arguments: [
    (FormsAPI.SetSubscriptions.Params(), [" oneOf"]),
    (.init(all: true), ["/all false"]),
    (.init(all: false, oneClick: true), [" oneOf", "/oneClick token"]),
    (.init(oneClick: false), ["/oneClick token"]),
    (.init(changes: []), ["/changes count"]),
    (
      .init(changes: [
        .init(topic: "gossip", subscribed: true), .init(topic: "news", subscribed: true),
        .init(topic: "news", subscribed: false),
      ]), ["/changes/0/topic topic", "/changes/2/topic duplicate"]
    ),
    (.init(all: false, reason: String(repeating: "x", count: 2_001)), ["/reason length"]),
    (.init(all: false), []),
  ])
  func `a wish is one of three`(params: FormsAPI.SetSubscriptions.Params, flaws: [String]) {
    let violations = SubscriptionRules.violations(
      of: params, hasTopicOfMail: false, allowed: ["news"])
    #expect(violations.map { "\($0.path) \($0.rule)" } == flaws)
  }
}

struct FilledFormTests {
  private func filled(_ name: String) -> FilledForm {
    FilledForm(
      form: Form(
        key: "f", kind: .doubleOptIn, title: "F",
        fields: [FormField(key: "name", type: .text, label: "Name")], consents: [], version: 1),
      values: ["name": .string(name)])
  }

  @Test(arguments: [
    ("Ann", true), ("Zoë van der Berg", true), ("Win at https://bad.example", false),
    ("WWW.bad.example", false), (String(repeating: "A", count: 61), false),
  ])
  func `a mail greets only what can be a name`(name: String, isGreeted: Bool) {
    #expect((filled(name).greeting == name) == isGreeted)
  }
}
