import Models
import Testing
import Wire

@testable import FormsService

struct FormRulesTests {
  private static let email = FormField(key: "email", type: .email, label: "E-mail", required: true)

  private static func flaws(
    _ kind: FormKind, title: String = "Form", fields: [FormField] = [email],
    consents: [FormConsent] = [], thankYou: String? = nil
  ) -> [String] {
    FormRules.violations(
      of: .init(
        key: "form", kind: kind, title: title, fields: fields, consents: consents,
        thankYou: thankYou), topics: ["news"]
    ).map { "\($0.path) \($0.rule)" }
  }

  @Test(arguments: [FormKind.doubleOptIn, .singleOptIn, .ticket, .survey])
  func `a form with an address and a known topic is sound`(kind: FormKind) {
    let consent = FormConsent(topic: "news", wording: "Yes", privacyUrl: "https://shop.example/p")
    #expect(Self.flaws(kind, consents: [consent]).isEmpty)
  }

  @Test(arguments: [
    (FormKind.doubleOptIn, ["/fields address"]), (.singleOptIn, ["/fields address"]),
    (.ticket, ["/fields address"]), (.survey, []),
  ])
  func `only a survey needs no address`(kind: FormKind, flaws: [String]) {
    #expect(Self.flaws(kind, fields: []) == flaws)
  }

  @Test func `a double opt-in needs a mail address from everybody`() {
    let optional = FormField(key: "email", type: .email, label: "E-mail")
    #expect(Self.flaws(.doubleOptIn, fields: [optional]) == ["/fields address"])
    let phone = FormField(key: "phone", type: .phone, label: "Telephone", required: true)
    #expect(Self.flaws(.doubleOptIn, fields: [phone]) == ["/fields address"])
    #expect(Self.flaws(.singleOptIn, fields: [phone]).isEmpty)
  }

  @Test func `a survey that asks for consents needs an address`() {
    let consent = FormConsent(topic: "news", wording: "Yes")
    #expect(Self.flaws(.survey, fields: [], consents: [consent]) == ["/fields address"])
  }

  @Test func `what fields must be is told at once`() {
    let fields = [
      Self.email, FormField(key: "email", type: .text, label: " "),
      FormField(key: "a", type: .select, label: "A"),
      FormField(key: "b", type: .select, label: "B", options: ["x", "x"]),
      FormField(key: "c", type: .text, label: "C", options: ["x"]),
      FormField(key: "d", type: .select, label: "D", options: ["x", ""]),
    ]
    #expect(
      Self.flaws(.doubleOptIn, title: "", fields: fields) == [
        "/title required", "/fields/1/key duplicate", "/fields/1/label required",
        "/fields/2/options required", "/fields/3/options duplicate", "/fields/4/options unwanted",
        "/fields/5/options/1 required",
      ])
  }

  @Test func `what consents must be is told at once`() {
    let consents = [
      FormConsent(topic: "news", wording: ""), FormConsent(topic: "news", wording: "Yes"),
      FormConsent(topic: "gossip", wording: "Yes", privacyUrl: "javascript:alert(1)"),
    ]
    #expect(
      Self.flaws(.doubleOptIn, consents: consents) == [
        "/consents/0/wording required", "/consents/1/topic duplicate", "/consents/2/topic topic",
        "/consents/2/privacyUrl url",
      ])
  }

  @Test func `a form has at most a hundred fields`() throws {
    let fields = try (0...100).map {
      FormField(key: try Slug(wire: "f\($0)"), type: .text, label: "F")
    }
    #expect(Self.flaws(.survey, fields: fields) == ["/fields count"])
  }

  @Test(arguments: [
    ("de", true), ("pt-BR", true), ("zh-Hant-TW", true), ("d", false), ("", false),
    ("de_DE", false), ("de-", false), ("deutschland", false),
  ])
  func `a language is a tag`(tag: String, isTag: Bool) {
    #expect(TextRules.language(tag, at: "/language").isEmpty == isTag)
  }
}
