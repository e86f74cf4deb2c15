import Models
import Testing
import Wire

@testable import FormsService

struct FieldRulesTests {
  private static func field(
    _ type: FormField.Kind, required: Bool = false, options: [String]? = nil
  ) -> FormField {
    FormField(key: "x", type: type, label: "X", required: required, options: options)
  }

  @Test(arguments: [
    (FormField.Kind.text, JSON.string("Ann"), JSON.string("Ann")),
    (.textarea, .string("one\ntwo"), .string("one\ntwo")),
    (.hidden, .string("v1"), .string("v1")),
    (.email, .string(" Ann@Example.COM "), .string("Ann@example.com")),
    (.phone, .string("+49 (30) 123456"), .string("+4930123456")),
    (.number, .integer(-3), .integer(-3)),
    (.number, .number(1.5), .number(1.5)),
    (.number, .string("42"), .integer(42)),
    (.number, .string("1.5"), .number(1.5)),
    (.date, .string("2024-02-29"), .string("2024-02-29")),
    (.select, .string("M"), .string("M")),
    (.checkbox, .bool(false), .bool(false)),
    (.checkbox, .string("on"), .bool(true)),
    (.rating, .string("5"), .integer(5)),
    (.nps, .integer(0), .integer(0)),
  ])
  func `a fitting value is taken in canonical form`(
    type: FormField.Kind, given: JSON, taken: JSON
  ) {
    let checked = FieldRules.check(
      ["x": given], against: [Self.field(type, options: type == .select ? ["S", "M"] : nil)])
    #expect(checked.violations.isEmpty)
    #expect(checked.values == ["x": taken])
  }

  @Test(arguments: [
    (FormField.Kind.text, JSON.integer(1), "type"),
    (.text, .string("Ann\nBcc: all@example.com"), "line"),
    (.text, .string(String(repeating: "x", count: 10_001)), "length"),
    (.textarea, .string(String(repeating: "x", count: 10_001)), "length"),
    (.textarea, .object([:]), "type"),
    (.hidden, .bool(true), "type"),
    (.email, .string("ann"), "email"),
    (.email, .integer(1), "type"),
    (.phone, .string("030 123456"), "phone"),
    (.number, .string("many"), "type"),
    (.number, .string("nan"), "type"),
    (.number, .string("0x10"), "type"),
    (.date, .string("2026-02-29"), "date"),
    (.date, .string("31.01.2026"), "date"),
    (.select, .string("XL"), "option"),
    (.checkbox, .string("maybe"), "type"),
    (.rating, .integer(0), "range"),
    (.rating, .number(4.5), "range"),
    (.nps, .integer(11), "range"),
  ])
  func `a value that does not fit names its rule`(
    type: FormField.Kind, given: JSON, rule: String
  ) {
    let checked = FieldRules.check(["x": given], against: [Self.field(type, options: ["S", "M"])])
    #expect(checked.violations.map(\.rule) == [rule])
    #expect(checked.violations.map(\.path) == ["/values/x"])
    #expect(checked.values.isEmpty)
  }

  @Test(arguments: [nil, JSON.null, .string(""), .string("  ")])
  func `a blank value is missing only where one is required`(given: JSON?) {
    let values = given.map { ["x": $0] } ?? [:]
    #expect(FieldRules.check(values, against: [Self.field(.text)]).violations.isEmpty)
    #expect(FieldRules.check(values, against: [Self.field(.text)]).values.isEmpty)
    let needed = FieldRules.check(values, against: [Self.field(.text, required: true)])
    #expect(needed.violations.map(\.rule) == ["required"])
  }

  @Test func `a required box has to be ticked`() {
    let box = Self.field(.checkbox, required: true)
    #expect(
      FieldRules.check(["x": .bool(false)], against: [box]).violations.map(\.rule) == ["required"])
    #expect(FieldRules.check(["x": .bool(true)], against: [box]).violations.isEmpty)
  }

  @Test func `everything wrong is told at once, fields in order and strangers last`() {
    let fields = [
      FormField(key: "email", type: .email, label: "E-mail", required: true),
      FormField(key: "score", type: .nps, label: "Score"),
    ]
    let checked = FieldRules.check(
      ["score": .integer(12), "z": .null, "a/b~c": .string("?")], against: fields)
    #expect(
      checked.violations.map { "\($0.path) \($0.rule)" } == [
        "/values/email required", "/values/score range", "/values/a~1b~0c unknown",
        "/values/z unknown",
      ])
  }
}
