import Testing
import Wire

@Suite struct AddressTests {
  @Test(arguments: [
    ("ada@example.org", "ada@example.org"), ("  Ada@Example.ORG\n", "Ada@example.org"),
    ("a.b+c=d@sub.example.co", "a.b+c=d@sub.example.co"),
    ("\"a b\"@example.org", "\"a b\"@example.org"),
    ("\"a@\\\"b\"@example.org", "\"a@\\\"b\"@example.org"),
    ("jürgen@müller.de", "jürgen@müller.de"),
    ("root@localhost", "root@localhost"), ("x@xn--mller-kva.de", "x@xn--mller-kva.de"),
    ("!#$%&'*+-/=?^_`{|}~@example.org", "!#$%&'*+-/=?^_`{|}~@example.org"),
    ("a@1.example", "a@1.example"),
    (
      String(repeating: "a", count: 64) + "@example.org",
      String(repeating: "a", count: 64) + "@example.org"
    ),
  ])
  func `an e-mail address is brought into canonical form`(text: String, wire: String) throws {
    #expect(try EmailAddress(wire: text).wire == wire)
  }

  @Test(arguments: [
    "", "ada", "@example.org", "ada@", "ada@host", ".ada@example.org", "ada.@example.org",
    "a..b@example.org", "a b@example.org", "ada@-x.org", "ada@x-.org", "ada@x..org",
    "ada@example.org.",
    "ada@.org", "a@b@example.org", "\"a@example.org", "\"a\"b\"@example.org", "\"\\\"@example.org",
    "ada@exam_ple.org", "ada@127.0.0.1", "ada@[127.0.0.1]", "a\u{7}@example.org",
    "ada@example.org\r\nBcc: eve@example.org", "Ada <ada@example.org>", "a,b@example.org",
    String(repeating: "a", count: 65) + "@example.org",
    "a@" + String(repeating: "b", count: 64) + ".org",
    "a@" + String(repeating: "b.", count: 126) + "org",
  ])
  func `what is no e-mail address is refused`(text: String) {
    let rejection = #expect(throws: Rejection.self) { try EmailAddress(wire: text) }
    #expect(rejection?.rule == "email")
  }

  @Test func `an address knows its parts`() throws {
    let address = try EmailAddress(wire: "\"a@b\"@Example.org")
    #expect(address.localPart == "\"a@b\"")
    #expect(address.domain == "example.org")
  }

  @Test(arguments: [
    ("+4930123456", "+4930123456"), ("+49 (30) 123-456", "+4930123456"),
    (" +1.202.555.0100", "+12025550100"),
  ])
  func `a telephone number is brought into canonical form`(text: String, wire: String) throws {
    #expect(try PhoneNumber(wire: text).wire == wire)
  }

  @Test(arguments: [
    "", "030123456", "+0301234567", "+49", "+49301234567890123", "+49x30123456", "++4930123456",
    "+4930+123456", "00493012345", "+４930123456",
  ])
  func `what is no E.164 number is refused`(text: String) {
    #expect(throws: Rejection.self) { try PhoneNumber(wire: text) }
  }

  @Test(arguments: ["a", "newsletter", "9-to-5", "a.b_c-d", String(repeating: "k", count: 64)])
  func `a key is kept as it is`(text: String) throws {
    #expect(try Slug(wire: text).wire == text)
  }

  @Test(arguments: [
    "", "-a", ".a", "_a", "A", "a b", "ä", "a/b", String(repeating: "k", count: 65), " a",
  ])
  func `what is no key is refused`(text: String) {
    #expect(throws: Rejection.self) { try Slug(wire: text) }
  }
}
