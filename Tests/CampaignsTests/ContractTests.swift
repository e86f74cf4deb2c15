import CampaignsService
import Engine
import Models
import TestSupport
import Testing
import Wire

@Suite struct ContractTests {
  private let service = CampaignsService.service(.test)

  @Test func `every declared method is answered, and no other`() {
    #expect(Set(service.answers.map(\.name)) == Set(CampaignsAPI.all.map { $0.name }))
    #expect(service.flaws.isEmpty)
  }

  @Test func `methods and events describe themselves`() throws {
    let methods = CampaignsAPI.all
    #expect(methods.allSatisfy { $0.summary.hasSuffix(".") })
    _ = try OpenRPC.document(service: "campaigns", version: "1", methods: methods)
    _ = try AsyncAPI.document(service: "campaigns", version: "1", events: CampaignsEvents.all)
  }

  @Test func `nothing is open to visitors`() {
    #expect(CampaignsAPI.all.allSatisfy { !$0.scopes.contains(.public) })
  }
}
