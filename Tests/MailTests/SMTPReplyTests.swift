import Testing

@testable import Mail

@Suite struct SMTPReplyTests {
  @Test(arguments: [
    ("250 ok\r\n", ["250 ok"]), ("250\r\n", ["250"]), ("354 go\n", ["354 go"]),
    ("250-one\r\n250-two\r\n250 three\r\n", ["250 one two three"]),
    ("250 a\r\n550 5.1.1 b\r\n", ["250 a", "550 5.1.1 b"]),
    ("250 tab\there\u{7}\r\n421", ["250 tab here "]), ("250-one\r\n", []),
  ])
  func `replies are cut the same however they arrive`(_ text: String, _ replies: [String]) throws {
    var whole = SMTPReplyReader()
    whole.append(Array(text.utf8))
    #expect(try rest(of: &whole) == replies)
    var single = SMTPReplyReader()
    var found: [String] = []
    for byte in text.utf8 {
      single.append([byte])
      found += try rest(of: &single)
    }
    #expect(found == replies)
  }

  private func rest(of reader: inout SMTPReplyReader) throws -> [String] {
    var lines: [String] = []
    while let reply = try reader.next() { lines.append(reply.line) }
    return lines
  }

  @Test(arguments: ["HTTP/1.1 200 OK\r\n", "25 x\r\n", "650 x\r\n", "250xyz\r\n", "\r\n"])
  func `what is not a reply ends the conversation`(_ text: String) {
    var reader = SMTPReplyReader()
    reader.append(Array(text.utf8))
    #expect(throws: SMTPLineFailure.self) { try reader.next() }
  }

  @Test func `an answer without end is cut off`() {
    var reader = SMTPReplyReader()
    reader.append([UInt8](repeating: 0x32, count: 70_000))
    #expect(throws: SMTPLineFailure.self) { try reader.next() }
  }

  @Test func `what a server said before STARTTLS is forgotten`() {
    let hello = SMTPHello()
    for line in [
      "220 hi", "250-me", "250-PIPELINING", "250 STARTTLS", "220 go", "250-me", "250 AUTH=PLAIN",
    ] {
      hello.hear(Array("\(line)\r\n".utf8))
    }
    #expect(hello.extensions == ["ME", "AUTH"])
    #expect(hello.lastLine == "250 AUTH=PLAIN")
  }
}
