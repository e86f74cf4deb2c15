import Models
import Testing
import Wire

@testable import NotificationsService

@Suite struct TemplateRuleTests {
  static let sound = Template(
    key: "welcome", class: .marketing, topic: "news", subject: "Hello",
    text: "{{links.unsubscribe}} {{sender.postalAddress}}",
    html: "<a href=\"{{links.unsubscribe}}\">no more</a> {{sender.postalAddress}}", version: 0)

  @Test func `a sound template has no violations`() {
    #expect(TemplateRules.violations(of: Self.sound).isEmpty)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let template: Template
    let expected: [String]

    init(_ name: String, _ expected: [String], _ change: (inout Template) -> Void) {
      var template = TemplateRuleTests.sound
      change(&template)
      (testDescription, self.template, self.expected) = (name, template, expected)
    }
  }

  static let rows: [Row] = [
    Row("no topic", ["/topic required"]) { $0.topic = nil },
    Row("no way out in text", ["/text unsubscribe"]) { $0.text = "{{sender.postalAddress}}" },
    Row("the way out hides in a section", ["/text unsubscribe"]) {
      $0.text = "{{#vip}}{{links.unsubscribe}}{{/vip}} {{sender.postalAddress}}"
    },
    Row("no postal address in html", ["/html postalAddress"]) {
      $0.html = "{{links.unsubscribe}}"
    },
    Row(
      "all that is wrong at once", ["/topic required", "/text unsubscribe", "/text postalAddress"]
    ) {
      ($0.topic, $0.text, $0.html) = (nil, "hello", nil)
    },
    Row("a section that is not closed", ["/text template"]) { $0.text = "{{#a}}x" },
    Row("a section closed by another name", ["/html template"]) { $0.html = "{{#a}}x{{/b}}" },
    Row("a tag that does not end", ["/subject template"]) { $0.subject = "{{name" },
    Row("a partial", ["/subject partial"]) { $0.subject = "{{>header}}" },
    Row("other delimiters", ["/subject delimiters"]) { $0.subject = "{{=<% %>=}}" },
    Row("a link that does not exist", ["/subject link"]) { $0.subject = "{{links.home}}" },
    Row("an empty subject", ["/subject required"]) { $0.subject = " " },
    Row("a subject of two lines", ["/subject line"]) { $0.subject = "a\nb" },
    Row("a forged mark", ["/text text"]) { $0.text += "\u{2}confirm\u{3}" },
    Row("a channel without provider", ["/channel channel"]) { $0.channel = .sms },
    Row("a made-up system key", ["/key system"]) { $0.key = "system.hello" },
    Row("another class for a system key", ["/class system"]) { $0.key = "system.reply" },
    Row("a way out in service mail", ["/text link", "/html link"]) { $0.class = .service },
  ]

  @Test(arguments: rows)
  func `what is wrong is named by path and rule`(row: Row) {
    let violations = TemplateRules.violations(of: row.template)
    #expect(violations.map { "\($0.path) \($0.rule)" } == row.expected)
  }

  @Test func `shipped templates keep the rules`() {
    for template in ShippedTemplates.all {
      #expect(TemplateRules.violations(of: template).isEmpty, "\(template.key)")
    }
  }

  @Test(arguments: [
    ("de-at", "de-AT"), ("ZH-hant-tw", "zh-Hant-TW"), ("en", "en"), ("x", nil), ("en_US", nil),
    ("", nil), ("en-", nil),
  ])
  func `languages have one spelling`(tag: String, canonical: String?) {
    #expect(LanguageTag.canonical(tag) == canonical)
  }

  @Test(
    arguments: [
      ("de-AT", ["", "de", "de-AT"], "de-AT"), ("de-AT", ["", "de"], "de"), ("fr", ["", "de"], ""),
      (nil, ["", "de"], ""), ("fr", ["en", "de"], "de"), ("fr", [], nil),
    ] as [(String?, [String], String?)])
  func `a reader gets the nearest language`(wanted: String?, there: [String], best: String?) {
    #expect(LanguageTag.best(for: wanted, of: there) == best)
  }
}

@Suite struct DeliveryRuleTests {
  @Test func `waiting grows to some two days`() {
    let even = BackOff.Jitter(perMille: 1000)
    let waits = (1..<BackOff.mostAttempts).map { BackOff.message(after: $0, jitter: even) }
    #expect(waits.prefix(3) == [.minutes(1), .minutes(4), .minutes(16)])
    #expect(waits.last == .hours(20))
    let total = waits.reduce(Period.zero, +)
    #expect(total > .hours(40) && total < .hours(50))
    #expect(BackOff.provider(after: 1, jitter: even) == .seconds(10))
    #expect(BackOff.provider(after: 50, jitter: even) == .minutes(30))
    #expect(BackOff.provider(after: 1, jitter: .init(perMille: 800)) == .seconds(8))
  }

  @Test(
    arguments: [
      ("550 5.1.1 no such user", true, true), ("5.1.1", true, true),
      ("550 5.1.10 null MX", true, true),
      ("550 5.2.1 disabled", true, true), ("552 5.2.2 full", true, false),
      ("554 5.7.1 spam", true, false), ("550 5.1.8 bad sender", true, false),
      ("550 no", true, false), ("450 4.2.0 greylisted", false, false), ("4.4.1", false, false),
      (nil, true, false),
    ] as [(String?, Bool, Bool)])
  func `a refusal is judged by its codes`(code: String?, permanent: Bool, condemns: Bool) {
    #expect(
      Bounces.judge(code) == .init(permanent: permanent, condemnsAddress: condemns))
  }

  @Test func `only followable links of anchors are links`() {
    let html = """
      <link href="https://a.example/style.css"><a class="x" href="https://b.example/?a=1&amp;b=2">b</a>
      <a href='http://c.example'>c</a> <a href="\u{2}unsubscribe\u{3}">no</a>
      <a href="mailto:d@example.com">d</a> <abbr href="https://e.example">
      """
    #expect(HTMLLinks.all(in: html) == ["https://b.example/?a=1&b=2", "http://c.example"])
    let replaced = HTMLLinks.replaced(in: html) { "L\($0)" }
    #expect(replaced.contains(#"<a class="x" href="L0">b</a>"#))
    #expect(replaced.contains("<a href='L1'>c</a>"))
    #expect(HTMLLinks.all(in: replaced).isEmpty)
  }

  @Test func `the pixel stands at the end of the body`() {
    #expect(HTMLLinks.withPixel("u", in: "<body>x</body>").hasSuffix(#"alt=""></body>"#))
    #expect(HTMLLinks.withPixel("u", in: "<p>x</p>").hasPrefix("<p>x</p><img"))
  }
}

@Suite struct HitRuleTests {
  static let sent = Timestamp(milliseconds: 1_772_442_000_000)
  static let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

  static func hit(
    _ kind: NotificationsAPI.RecordHit.Kind = .click, link: Int? = 0, after: Int64 = 60_000,
    method: String? = "GET", agent: String? = firefox
  ) -> HitRules.Hit {
    .init(
      kind: kind, link: link, at: sent + .milliseconds(after), method: method, userAgent: agent)
  }

  @Test(arguments: [
    (hit(), "person"), (hit(.open, link: nil), "person"), (hit(method: nil), "person"),
    (hit(method: "HEAD"), "method"), (hit(agent: nil), "noAgent"), (hit(agent: ""), "noAgent"),
    (hit(agent: "Mozilla/5.0"), "agent"), (hit(agent: "Googlebot/2.1"), "agent"),
    (hit(agent: "GoogleImageProxy"), "person"), (hit(after: 1_999), "tooFast"),
    (hit(after: 2_000), "person"),
  ])
  func `one hit is judged by itself`(hit: HitRules.Hit, rule: String) {
    let judgement = HitRules.judge(hit, handedOver: Self.sent, among: [hit])
    #expect(judgement == .init(machine: rule != "person", rule: rule))
  }

  @Test func `whoever follows three links in two seconds is checking them`() {
    let two = [Self.hit(link: 0), Self.hit(link: 1, after: 61_000)]
    #expect(HitRules.judge(two[0], handedOver: Self.sent, among: two).rule == "person")
    let three = two + [Self.hit(link: 2, after: 62_000)]
    let rules = three.map { HitRules.judge($0, handedOver: Self.sent, among: three).rule }
    #expect(rules == ["burst", "burst", "burst"])
  }
}
