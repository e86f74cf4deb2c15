import Testing
import Wire

@testable import Operator

@Suite struct ConsoleTests {
  @Test func `columns line up and no line ends in blanks`() {
    let table = Table(["NAME", "N"], rows: [["forms", "1"], ["é", "20"], ["silent"]])
    #expect(table.lines == ["NAME    N", "forms   1", "é       20", "silent"])
  }

  @Test(arguments: [
    (Int64(0), "0ms"), (350, "350ms"), (1_000, "1s"), (65_000, "1m 5s"), (3_600_000, "1h 0m"),
    (100_000_000, "1d 3h"),
  ])
  func `a length of time is told in two units`(milliseconds: Int64, text: String) {
    #expect(Period.milliseconds(milliseconds).brief == text)
  }

  @Test(arguments: [
    (
      #"{"b":1,"a":[true,{}],"c":[]}"#,
      "{\n  \"b\": 1,\n  \"a\": [\n    true,\n    {}\n  ],\n  \"c\": []\n}"
    ),
    (#" "é\n" "#, #""é\n""#), ("{}", "{}"), ("1.50", "1.50"),
  ])
  func `JSON is indented and otherwise left as it is`(json: String, pretty: String) throws {
    #expect(try PrettyJSON.text(Array(json.utf8)) == pretty)
  }

  @Test func `an error tells every violation and has an exit code`() {
    let error = ServiceError.invalid([
      Violation(path: "/email", rule: "email", message: "must be an address"),
      Violation(path: "", rule: "person", message: "name the person"),
    ])
    let failure = Failure(error, about: "forms/newsletter.json")
    #expect(failure.code == 65)
    #expect(
      failure.text == """
        rapport: forms/newsletter.json: /email must be an address (and 1 more)
          /email  must be an address (email)
          /  name the person (person)
        """)
  }

  @Test(arguments: [
    (ServiceError.Kind.methodNotFound, Int32(64)), (.invalidParams, 65), (.notFound, 66),
    (.unavailable, 69), (.internalError, 70), (.busy, 75), (.forbidden, 77),
  ])
  func `exit codes are those of sysexits`(kind: ServiceError.Kind, code: Int32) {
    #expect(kind.exitCode == code)
  }

  @Test func `only who wants colours gets them`() {
    #expect(Paint.plain("red", .red) == "red")
    #expect(Paint(isOn: true)("red", .red) == "\u{1B}[31mred\u{1B}[0m")
  }
}
