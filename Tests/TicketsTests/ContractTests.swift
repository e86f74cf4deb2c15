import Engine
import Models
import TestSupport
import Testing
import TicketsService
import Wire

@Suite struct ContractTests {
  private let service = TicketsService.service(.test)

  @Test func `every declared method is answered, and no other`() {
    #expect(Set(service.answers.map(\.name)) == Set(TicketsAPI.all.map { $0.name }))
    #expect(service.flaws.isEmpty)
  }

  @Test func `methods and events describe themselves`() throws {
    let methods = TicketsAPI.all
    #expect(methods.allSatisfy { $0.summary.hasSuffix(".") })
    _ = try OpenRPC.document(service: "tickets", version: "1", methods: methods)
    _ = try AsyncAPI.document(service: "tickets", version: "1", events: TicketsEvents.all)
  }

  @Test func `only what a customer may do is open to visitors`() {
    let open = TicketsAPI.all.filter { $0.scopes.contains(.public) }.map { $0.name }
    #expect(open == ["tickets.show", "tickets.receive", "tickets.rate"])
  }
}
