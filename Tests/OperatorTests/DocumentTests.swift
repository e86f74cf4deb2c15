import Models
import Testing
import Wire

@testable import Operator

@Suite struct DocumentTests {
  @Test func `the reference names every method and event of the suite`() throws {
    let markdown = try Reference.markdown(of: Suite.members)
    for member in Suite.members {
      for method in member.methods { #expect(markdown.contains("### `\(method.name)`")) }
      for event in member.events { #expect(markdown.contains("| `\(event.type)` |")) }
    }
  }

  @Test func `a method's entry says what it takes and gives`() throws {
    let document = try ServiceDocument(
      OpenRPC.document(service: "tickets", version: "1", methods: [TicketsAPI.Next.self]))
    let method = try #require(document.methods.first)
    #expect(method.name == "tickets.next")
    #expect(method.kind == "command")
    #expect(
      method.params == [
        .init(name: "queue", words: "string", isRequired: false),
        .init(name: "assignee", words: "`staff_…`", isRequired: true),
      ])
    #expect(method.result == "Ticket")
    #expect(document.types["Ticket"]?.contains { $0.name == "number" } == true)
  }

  @Test func `the documents of every service can be made`() throws {
    for member in Suite.members {
      #expect(try !member.openRPC.bytes.isEmpty)
      #expect(try !member.asyncAPI.bytes.isEmpty)
    }
  }
}
