import Foundation
import Testing
import Wire

@Suite struct JSONGrammarTests {
  @Test(arguments: [
    "null", " true ", "false", "0", "-0", "10", "-1.5e+10", "1E5", "0.1", "\"\"", "[]", "{}",
    "[1,[2,[3]],{}]", "{\"a\":{\"b\":[null,true]}}", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\"",
    "\"\\ud83d\\ude00\"", "\"ä€😀\"", "\t\r\n [ 1 ,\n2 ] ", "{\"\":1,\"a\":2}", "\"\u{7F}\"",
    "\"long enough to be read eight bytes a step, ünïcode too\"",
  ])
  func `a valid document is accepted and means what others read in it`(text: String) throws {
    let document = try JSONDocument(Array(text.utf8))
    let ours = try JSONCoding.encode(document.value(document.root))
    let theirs = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
    let again = try JSONSerialization.jsonObject(with: Data(ours), options: .fragmentsAllowed)
    #expect((theirs as? NSObject) == (again as? NSObject))
  }

  @Test(arguments: [
    ("", 0), ("  ", 2), ("nul", 0), ("True", 0), ("01", 0), ("-", 1), ("1.", 2), (".5", 0),
    ("1e", 2),
    ("+1", 0), ("0x10", 1), ("NaN", 0), ("Infinity", 0), ("[1,]", 3), ("[,1]", 1), ("[1 2]", 3),
    ("[1", 2), ("{\"a\":1,}", 7), ("{a:1}", 1), ("{\"a\" 1}", 5), ("{\"a\":}", 5), ("{\"a\"}", 4),
    ("{\"a\":1", 6), ("'a'", 0), ("\"a", 0), ("\"\\x\"", 1), ("\"\\u12g4\"", 1), ("\"\\ud800\"", 1),
    ("\"\\udc00\"", 1), ("\"\\ud800\\u0041\"", 1), ("\"a\nb\"", 2), ("\"\u{0}\"", 1), ("1 2", 2),
    ("[1]]", 3), ("/*c*/1", 0), ("\u{FEFF}1", 0), ("{\"a\":1,\"a\":2}", 7),
    ("{\"a\":1,\"\\u0061\":2}", 7), ("\"\\u\"", 1), ("\"\\", 1), ("-01", 0), ("--1", 1),
  ])
  func `an invalid document is refused at the byte that is wrong`(text: String, byte: Int) {
    let error = #expect(throws: ServiceError.self) { try JSONDocument(Array(text.utf8)) }
    #expect(error?.kind == .parseError)
    #expect(error?.message.hasSuffix("at byte \(byte).") == true, "\(error?.message ?? "")")
  }

  @Test(arguments: [
    [0xC0, 0xAF], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80], [0xFF],
    [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xC3, 0x28], [0xF0, 0x80, 0x80, 0x80],
    [0xF5, 0x80, 0x80, 0x80],
  ])
  func `what is not UTF-8 is refused`(bytes: [UInt8]) {
    let error = #expect(throws: ServiceError.self) { try JSONDocument([0x22] + bytes + [0x22]) }
    #expect(error?.message == "The message is not valid JSON: a string is not UTF-8, at byte 1.")
  }

  @Test func `values nest as deep as the limit and no deeper`() throws {
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    _ = try JSONDocument(nested(64))
    #expect(throws: ServiceError.self) { try JSONDocument(nested(65)) }
    #expect(throws: ServiceError.self) {
      try JSONDocument([UInt8](repeating: UInt8(ascii: "["), count: 200_000))
    }
  }

  @Test func `a document is as long as the limit and no longer`() throws {
    let text = Array("\"\(String(repeating: "x", count: 98))\"".utf8)
    _ = try JSONDocument(text, limits: Limits(bytes: 100))
    let error = #expect(throws: ServiceError.self) {
      try JSONDocument(text, limits: Limits(bytes: 99))
    }
    #expect(error?.kind == .tooLarge)
  }

  @Test func `a repeated name is found among many`() throws {
    let names = (0..<2000).map { "\"name\($0)\":0" }
    _ = try JSONDocument(Array("{\(names.joined(separator: ","))}".utf8))
    for index in [0, 3, 40, 1999] {
      let text = "{\((names + ["\"name\(index)\":1"]).joined(separator: ","))}"
      #expect(throws: ServiceError.self) { try JSONDocument(Array(text.utf8)) }
    }
  }

  @Test func `parts of a document are found and copied verbatim`() throws {
    let text = #"{"id": 7, "na\u006de": "A\nB", "list": [ 1.50, {"x": true} ], "none": null}"#
    let document = try JSONDocument(Array(text.utf8))
    let member = { (name: String) in document.member(name, of: document.root) }
    #expect(try document.integer(#require(member("id"))) == 7)
    #expect(try document.text(#require(member("name"))) == "A\nB")
    #expect(try document.equals(#require(member("name")), "A\nB"))
    let list = try #require(member("list"))
    #expect(document.raw(list).text == #"[ 1.50, {"x": true} ]"#)
    #expect(document.elements(of: list).map { document.raw($0).text } == ["1.50", "{\"x\": true}"])
    #expect(document.members(of: list).map(\.value) == [])
    #expect(try document.isNull(#require(member("none"))))
    #expect(member("missing") == nil)
    #expect(document.value(document.root)["list"]?[1]?["x"]?.bool == true)
  }
}
