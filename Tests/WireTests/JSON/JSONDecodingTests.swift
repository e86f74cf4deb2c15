import Testing
import Wire

private struct Person: Codable, Equatable, Sendable {
  var name: String
  var email: EmailAddress
  var phone: PhoneNumber?
}

private enum Channel: String, WireEnum { case email, sms, other }

private struct Letter: Codable, Equatable, Sendable {
  var subject: String
  var priority: Int
  var urgent: Bool?
  var sender: Person
  var recipients: [Person]
  var channel: Channel
  var sentAt: Timestamp?
  var labels: [String: Slug]?
}

/// Exactly one of two members.
private struct Either: Codable, Sendable {
  var left: String?
  var right: String?

  enum CodingKeys: CodingKey { case left, right }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    left = try container.decodeIfPresent(String.self, forKey: .left)
    right = try container.decodeIfPresent(String.self, forKey: .right)
    guard (left == nil) != (right == nil) else {
      throw Rejection(rule: "oneOf", message: "must have either left or right")
    }
  }
}

/// A number or a text.
private enum Amount: Codable, Equatable, Sendable {
  case count(Int)
  case words(String)

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let count = try? container.decode(Int.self) {
      self = .count(count)
    } else {
      self = .words(try container.decode(String.self))
    }
  }
}

private struct Choices: Codable, Sendable {
  var first: Either
  var amounts: [Amount]
  var next: Int
}

@Suite struct JSONDecodingTests {
  private func violations<T: Decodable>(
    _ type: T.Type, _ text: String, _ mode: JSONDocument.Mode = .strict
  ) -> [String] {
    do {
      _ = try JSONCoding.decode(type, from: Array(text.utf8), mode: mode)
      return []
    } catch {
      return error.violations.map { "\($0.path) \($0.rule)" }.sorted()
    }
  }

  static let good = #"""
    {"subject":"Hi","priority":2,"sender":{"name":"Ada","email":"ada@example.org","phone":null},
     "recipients":[{"email":"bob@example.org","name":"Bob"}],"channel":"sms",
     "sentAt":"2026-01-02T03:04:05.678Z","labels":{"a":"x","b":"y"}}
    """#

  @Test func `a good document becomes a value and the value the same document`() throws {
    let letter = try JSONCoding.decode(Letter.self, from: Array(Self.good.utf8), mode: .strict)
    #expect(letter.recipients.first?.name == "Bob")
    #expect(letter.labels?["b"] == "y")
    #expect(letter.urgent == nil)
    let again = try JSONCoding.decode(
      Letter.self, from: JSONCoding.encode(letter), mode: .strict)
    #expect(again == letter)
  }

  @Test(arguments: [
    (
      #"{}"#,
      [
        "/channel required", "/priority required", "/recipients required", "/sender required",
        "/subject required",
      ]
    ),
    (
      #"{"subject":1,"priority":"x","urgent":0,"sender":[],"recipients":{},"channel":7,"sentAt":5,"labels":[]}"#,
      [
        "/channel type", "/labels type", "/priority type", "/recipients type", "/sender type",
        "/sentAt type", "/subject type", "/urgent type",
      ]
    ),
    (
      #"{"subject":"s","priority":1,"colour":"red","sender":{"name":"Ada","email":"ada","age":7},"recipients":[{"name":"B","email":"b@example.org"},{"name":null,"email":"@"},3],"channel":"pigeon"}"#,
      [
        "/channel enum", "/colour unknown", "/recipients/1/email email",
        "/recipients/1/name required",
        "/recipients/2 type", "/sender/age unknown", "/sender/email email",
      ]
    ),
    (
      #"{"subject":"s","priority":1.5,"sender":{"name":"Ada","email":"a@b.c","phone":"12"},"recipients":[],"channel":"other","labels":{"a/b":"Ä","c~d":1}}"#,
      [
        "/channel enum", "/labels/a~1b key", "/labels/c~0d type", "/priority type",
        "/sender/phone phone",
      ]
    ),
    (#"[]"#, [" type"]), (#"null"#, [" required"]),
  ])
  func `all that is wrong is told at once`(text: String, expected: [String]) {
    #expect(violations(Letter.self, text) == expected)
  }

  @Test func `an integer out of range says its range`() {
    #expect(
      violations([Int8].self, "[127,128,-128,-129,1e2,1e3]") == [
        "/1 range", "/3 range", "/5 range",
      ])
    #expect(
      violations([UInt64].self, "[18446744073709551615,18446744073709551616,-1]") == [
        "/1 range", "/2 range",
      ])
    #expect(
      violations([Int64].self, "[9223372036854775807,-9223372036854775808,9223372036854775808]")
        == ["/2 range"])
    #expect(violations([Double].self, "[1e308,1e309]") == ["/1 range"])
    #expect(violations(JSON.self, #"{"a":[1e308,-1e309]}"#) == ["/a/1 range"])
  }

  @Test func `a type's own refusal stands at its path and the rest is still read`() {
    #expect(
      violations(Choices.self, #"{"first":{},"amounts":[1,"two",true],"next":"x"}"#)
        == ["/amounts/2 type", "/first oneOf", "/next type"])
    #expect(
      violations(Choices.self, #"{"first":{"left":5},"amounts":[],"next":1}"#) == [
        "/first/left type"
      ])
  }

  @Test func `a type may look at one value in several ways`() throws {
    let amounts = try JSONCoding.decode(
      [Amount].self, from: Array(#"[1,"two"]"#.utf8), mode: .strict)
    #expect(amounts == [.count(1), .words("two")])
  }

  @Test func `shape and value have their own error kinds`() {
    func kind(_ text: String) -> ServiceError.Kind? {
      do {
        _ = try JSONCoding.decode(Person.self, from: Array(text.utf8), mode: .strict)
        return nil
      } catch { return error.kind }
    }
    #expect(kind(#"{"name":"A","email":"a"}"#) == .invalid)
    #expect(kind(#"{"email":"a"}"#) == .invalidParams)
    #expect(kind(#"{"name":"A","email":"a@b.c","x":1}"#) == .invalidParams)
    #expect(kind(#"{"name":"A","email":"a@b.c"}"#) == nil)
  }

  @Test func `a lenient reader takes what is new`() throws {
    let text = #"{"name":"Ada","email":"ada@example.org","shoeSize":38}"#
    #expect(violations(Person.self, text, .lenient) == [])
    let channels = try JSONCoding.decode(
      [Channel].self, from: Array(#"["sms","pigeon","other"]"#.utf8), mode: .lenient)
    #expect(channels == [.sms, .other, .other])
    #expect(violations([Channel].self, #"["pigeon",7]"#, .lenient) == ["/1 type"])
    #expect(violations(Person.self, #"{"name":"Ada"}"#, .lenient) == ["/email required"])
  }

  @Test func `null and absent are both nothing`() throws {
    struct Maybe: Codable, Equatable { var a: Int?; var b: [Int?] }
    for text in [#"{"b":[null,1]}"#, #"{"a":null,"b":[null,1]}"#] {
      let value = try JSONCoding.decode(Maybe.self, from: Array(text.utf8), mode: .strict)
      #expect(value == Maybe(a: nil, b: [nil, 1]))
    }
  }

  @Test func `a part is decoded with paths that begin at the part`() throws {
    let document = try JSONDocument(Array(#"{"params":{"name":1,"email":"a@b.c"},"x":{}}"#.utf8))
    let node = try #require(document.member("params", of: document.root))
    let error = #expect(throws: ServiceError.self) {
      try document.decode(Person.self, at: node, mode: .strict)
    }
    #expect(error?.violations.map(\.path) == ["/name"])
  }

  @Test func `members are found in any order and with escaped names`() throws {
    let text = #"{"emai\u006c":"a@b.c","name":"A"}"#
    #expect(violations(Person.self, text) == [])
  }

  @Test func `a node of another document is an error and no crash`() throws {
    let large = try JSONDocument(Array("[1,2,3]".utf8))
    let small = try JSONDocument(Array("1".utf8))
    let node = try #require(large.elements(of: large.root).map { $0 }.last)
    #expect(throws: ServiceError.self) { try small.decode(Int.self, at: node, mode: .strict) }
    #expect(small.text(node) == nil)
  }
}
