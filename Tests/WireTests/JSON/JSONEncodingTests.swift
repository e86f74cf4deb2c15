import Foundation
import Testing
import Wire

private struct Nested: Encodable {
  enum CodingKeys: CodingKey { case inner, list, after }
  enum Inner: CodingKey { case x, y }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    var inner = container.nestedContainer(keyedBy: Inner.self, forKey: .inner)
    try inner.encode(1, forKey: .x)
    try inner.encodeNil(forKey: .y)
    var list = container.nestedUnkeyedContainer(forKey: .list)
    try list.encode("a")
    try list.encode([Int]())
    try container.encode(true, forKey: .after)
  }
}

/// Writes the members of two parts into one object.
private struct Flat: Encodable {
  struct Head: Encodable { var kind = "flat" }
  struct Body: Encodable { var size = 3 }

  func encode(to encoder: any Encoder) throws {
    try Head().encode(to: encoder)
    try Body().encode(to: encoder)
  }
}

private struct Silent: Encodable {
  func encode(to encoder: any Encoder) {}
}

private struct Late: Encodable {
  enum CodingKeys: CodingKey { case first, second }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    var first = container.nestedUnkeyedContainer(forKey: .first)
    try container.encode(1, forKey: .second)
    try first.encode(2)
  }
}

private struct Twice: Encodable {
  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(1)
    try container.encode(2)
  }
}

private struct Numbers: Codable, Equatable {
  var a: Int8 = .min
  var b: Int16 = .max
  var c: Int32 = .min
  var d: Int64 = .min
  var e: UInt8 = .max
  var f: UInt16 = .max
  var g: UInt32 = .max
  var h: UInt64 = .max
  var i: UInt = 10
  var j: Float = 1.5
  var k: Double = -0.1
}

@Suite struct JSONEncodingTests {
  private func text(_ value: some Encodable) throws -> String {
    String(decoding: try JSONCoding.encode(value), as: UTF8.self)
  }

  @Test func `containers close themselves`() throws {
    #expect(try text(Nested()) == #"{"inner":{"x":1,"y":null},"list":["a",[]],"after":true}"#)
    #expect(try text([[1], [], [2, 3]]) == "[[1],[],[2,3]]")
    #expect(try text([String: Int]()) == "{}")
    #expect(try text(["a": ["b": [Int?.none, 1]]]) == #"{"a":{"b":[null,1]}}"#)
  }

  @Test func `two parts may share an object, and no part at all is an empty one`() throws {
    #expect(try text(Flat()) == #"{"kind":"flat","size":3}"#)
    #expect(try text([Silent()]) == "[{}]")
  }

  @Test func `misuse is an error and leaves the message as it was`() throws {
    var message = Array("kept".utf8)
    #expect(throws: EncodingError.self) { try JSONCoding.encode(Late(), into: &message) }
    #expect(throws: EncodingError.self) { try JSONCoding.encode(Twice(), into: &message) }
    #expect(throws: EncodingError.self) { try JSONCoding.encode([1.0, .nan], into: &message) }
    #expect(throws: EncodingError.self) {
      try JSONCoding.encode(JSON.number(.infinity), into: &message)
    }
    #expect(String(decoding: message, as: UTF8.self) == "kept")
    try JSONCoding.encode("!", into: &message)
    #expect(String(decoding: message, as: UTF8.self) == #"kept"!""#)
  }

  @Test func `texts are escaped where they must be`() throws {
    #expect(try text("a\"b\\c/d\n\r\t\u{8}\u{C}\u{1}é😀") == #""a\"b\\c/d\n\r\t\b\f\u0001é😀""#)
    for length in 0..<40 {
      let padded =
        String(repeating: "x", count: length) + "\"" + String(repeating: "ü", count: length)
      #expect(
        try JSONCoding.decode(String.self, from: JSONCoding.encode(padded), mode: .strict) == padded
      )
    }
  }

  @Test func `every number of the standard library survives`() throws {
    let numbers = Numbers()
    let bytes = try JSONCoding.encode(numbers)
    #expect(try JSONCoding.decode(Numbers.self, from: bytes, mode: .strict) == numbers)
  }

  @Test func `raw JSON is spliced and taken out as it is`() throws {
    struct Envelope: Codable { var data: RawJSON; var last: Bool }
    let raw = RawJSON(bytes: Array(#"{ "b":1, "a":[ 2 ] }"#.utf8))
    let bytes = try JSONCoding.encode(Envelope(data: raw, last: true))
    #expect(String(decoding: bytes, as: UTF8.self) == #"{"data":{ "b":1, "a":[ 2 ] },"last":true}"#)
    #expect(try JSONCoding.decode(Envelope.self, from: bytes, mode: .strict).data == raw)
    #expect(try text(RawJSON(bytes: [])) == "null")
  }

  @Test func `wire values work with any coder`() throws {
    struct All: Codable, Equatable {
      var at: Timestamp, every: Period, to: EmailAddress, data: JSON, raw: RawJSON
    }
    let value = All(
      at: Timestamp(milliseconds: 1), every: .hours(2), to: try EmailAddress(wire: "a@b.c"),
      data: ["n": nil, "l": [1, 2.5, "x", false]], raw: RawJSON(bytes: Array(#"{"k":[1]}"#.utf8)))
    let bytes = Array(try JSONEncoder().encode(value))
    #expect(try JSONCoding.decode(All.self, from: bytes, mode: .strict) == value)
    let ours = Data(try JSONCoding.encode(value))
    #expect(try JSONDecoder().decode(All.self, from: ours) == value)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([EmailAddress].self, from: Data(#"["x"]"#.utf8))
    }
  }

  @Test func `dynamic values are read and changed like what they are`() {
    var data: JSON = ["name": "Ada", "visits": 3]
    data["visits"] = 4
    data["name"] = nil
    data["tags"] = ["a", "b"]
    #expect(data == ["visits": 4, "tags": ["a", "b"]])
    #expect(data["tags"]?[1]?.text == "b")
    #expect(data["tags"]?[2] == nil)
    #expect(data["visits"]?.number == 4)
    #expect(JSON.number(1.5).integer == nil)
    var empty = JSON.null
    empty["x"] = true
    #expect(empty == ["x": true])
  }

  @Test(arguments: [
    (#" { "b" : [ 1.0 , 1e2, 0.10 ], "a" : "\u0041\/" } "#, #"{"a":"A/","b":[1,100,0.1]}"#),
    (#"{"é":1,"e":2,"":3}"#, #"{"":3,"e":2,"é":1}"#), ("-0", "0"), ("-0.0", "0"), ("[]", "[]"),
    ("{}", "{}"), ("123456789012345678901", "123456789012345678901"), ("1E400", "1E400"),
    ("[null,true,false]", "[null,true,false]"), ("1e20", "1e+20"),
  ])
  func `spellings of the same value have one canonical form`(text: String, canonical: String) throws
  {
    let document = try JSONDocument(Array(text.utf8))
    let bytes = JSONCoding.canonical(document, at: document.root)
    #expect(String(decoding: bytes, as: UTF8.self) == canonical)
  }
}
