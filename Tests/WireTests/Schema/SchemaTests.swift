import Testing
import Wire

@Suite struct SchemaTests {
  struct Plain: Codable {
    var yes: Bool
    var small: UInt8?
    var ratio: Double
    var words: [String]
    var counts: [String: Int64]?
    var free: JSON
  }

  struct Line: Codable {
    var text: String
    var inner: Node?
  }

  struct Node: Codable {
    var children: [Node]
  }

  struct Wrapped: Codable {
    var value: String

    init(from decoder: any Decoder) throws {
      value = try decoder.singleValueContainer().decode(String.self)
    }
  }

  struct Inherited: Codable {
    var person: Requester
    var note: String?

    init(from decoder: any Decoder) throws {
      person = try Requester(from: decoder)
      note = try decoder.container(keyedBy: CodingKeys.self)
        .decodeIfPresent(String.self, forKey: .note)
    }
  }

  enum Colour: String, Codable, CaseIterable { case red, green }

  static let simple: [(Schema, String)] = [
    (.of(Bool.self), #"{"type":"boolean"}"#),
    (.of(UInt16.self), #"{"type":"integer","minimum":0}"#),
    (.of(Timestamp.self), #"{"type":"string","format":"date-time"}"#),
    (.of(Priority.self), #"{"type":"string","enum":["low","normal","high"]}"#),
    (.of(Colour.self), #"{"type":"string","enum":["red","green"]}"#),
    (.of(Slug.self), #"{"type":"string","pattern":"^[a-z0-9][a-z0-9._-]{0,63}$"}"#),
    (
      .of(ID<TicketKind>.self),
      #"{"type":"string","pattern":"^ticket_[0-7][0-9a-hjkmnp-tv-z]{25}$"}"#
    ),
    (.of([Int].self), #"{"type":"array","items":{"type":"integer"}}"#),
    (.of([String: JSON].self), #"{"type":"object","additionalProperties":true}"#),
    (.of(Int?.self), #"{"type":"integer"}"#),
    (.of(Wrapped.self), #"{"type":"string"}"#),
    (.of(PlanJourney.Result.self), #"{"type":"object","properties":{}}"#),
    (.constant("send"), #"{"type":"string","const":"send"}"#),
    (.integer(minimum: 1, maximum: 5), #"{"type":"integer","minimum":1,"maximum":5}"#),
    (
      .array(of: .string(maxLength: 9), minItems: 1),
      #"{"type":"array","items":{"type":"string","maxLength":9},"minItems":1}"#
    ),
    (
      .string.described("A name."), #"{"type":"string","description":"A name."}"#
    ),
  ]

  @Test(arguments: simple)
  func `a type says what it reads`(schema: Schema, expected: String) throws {
    #expect(try text(schema) == expected)
  }

  @Test func `members are listed in the order of decoding and optional ones are not required`()
    throws
  {
    #expect(
      try text(.of(Plain.self)) == """
        {"type":"object","properties":{"yes":{"type":"boolean"},\
        "small":{"type":"integer","minimum":0},"ratio":{"type":"number"},\
        "words":{"type":"array","items":{"type":"string"}},\
        "counts":{"type":"object","additionalProperties":{"type":"integer"}},"free":true},\
        "required":["yes","ratio","words","free"]}
        """)
  }

  @Test func `a type within itself is referred to by name`() throws {
    #expect(
      try text(.of(Line.self)) == """
        {"type":"object","properties":{"text":{"type":"string"},\
        "inner":{"$ref":"#/definitions/SchemaTests.Node"}},"required":["text"],\
        "definitions":{"SchemaTests.Node":{"type":"object","properties":{"children":\
        {"type":"array","items":{"$ref":"#/definitions/SchemaTests.Node"}}},\
        "required":["children"]}}}
        """)
  }

  @Test func `a type that continues another's decoding has the members of both`() throws {
    let schema = try value(.of(Inherited.self))
    #expect(names(schema["properties"]) == ["contact", "email", "phone", "note"])
    #expect(schema["required"] == nil)
  }

  @Test func `a rule that refuses placeholders does not hide what follows it`() throws {
    let ticket = try value(.of(Ticket.self))
    #expect(
      names(ticket["properties"])
        == ["id", "number", "requester", "priority", "tags", "openedAt", "related"])
    #expect(ticket["definitions"]?["Requester"]?["required"] == nil)
  }

  @Test func `an enum with values states its forms and may contain itself`() throws {
    let journey = try value(.of(PlanJourney.Params.self))
    let forms = journey["definitions"]?["Step"]?["oneOf"]?.elements
    #expect(forms?.map { names($0["properties"]) } == [["wait"], ["send"], ["all"]])
    #expect(journey["definitions"]?["Step.Send"]?["required"] == ["template"])
  }

  struct Liar: Codable, SchemaDescribed {
    static var schema: Schema { .string }
    var number: Int
  }
  struct UsesLiar: Codable {
    var liar: Liar
    var after: Int
  }
  enum Cases: Codable { case one(Int), two }
  enum Numbers: Int, Codable, CaseIterable { case one = 1 }
  struct Loop: Codable {
    var boxes: [Box]
    enum Box: Codable, SchemaDescribed {
      case box
      static var schema: Schema { .oneOf([.of(Box.self)]) }
    }
    var box: Box
  }

  static let mistakes: [(Schema, String)] = [
    (.of(UsesLiar.self), "Liar does not decode what its schema describes"),
    (.of(Cases.self), "Cases accepts no placeholder"),
    (.of(Numbers.self), "Numbers has cases without text"),
    (.of(Loop.self), "needs itself"),
  ]

  @Test(arguments: mistakes)
  func `a type that cannot be described is named with what to do`(
    schema: Schema, sentence: String
  ) {
    let error = #expect(throws: SchemaError.self) { try JSONCoding.encode(schema) }
    #expect(error?.description.contains(sentence) == true, "\(error?.description ?? "")")
  }

  private func names(_ object: JSON?) -> Set<String> { Set(object?.members?.keys.map { $0 } ?? []) }

  /// The document as a tree.
  private func value(_ schema: Schema) throws -> JSON {
    try JSONCoding.decode(JSON.self, from: JSONCoding.encode(schema), mode: .lenient)
  }

  private func text(_ schema: Schema) throws -> String {
    String(decoding: try JSONCoding.encode(schema), as: UTF8.self)
  }
}
