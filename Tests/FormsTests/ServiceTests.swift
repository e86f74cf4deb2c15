import Engine
import FormsService
import Models
import Testing
import TestSupport
import Wire

struct ServiceTests {
  private let service = FormsService.service(.test)

  @Test func `every method of the contract is answered, and no other`() {
    #expect(Set(service.answers.map(\.name)) == Set(FormsAPI.all.map { $0.name }))
    #expect(service.flaws.isEmpty)
  }

  @Test func `methods and events describe themselves`() throws {
    _ = try OpenRPC.document(service: "forms", version: "1", methods: FormsAPI.all)
    _ = try AsyncAPI.document(service: "forms", version: "1", events: FormsEvents.all)
  }
}
