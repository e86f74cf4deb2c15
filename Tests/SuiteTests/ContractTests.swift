import Engine
import Models
import Testing
import Wire

/// What the contracts declare and what the services do are the same.
struct ContractTests {
  @Test func `each service answers its methods and no others, and emits its events and no others`()
  {
    #expect(Suite.members.map(\.name) == Shop.services.map(\.name))
    for (member, service) in zip(Suite.members, Shop.services) {
      #expect(service.flaws.isEmpty)
      #expect(Set(service.answers.map(\.name)) == Set(member.methods.map { $0.name }))
      #expect(Set(service.emits.map { $0.type }) == Set(member.events.map { $0.type }))
    }
  }

  @Test func `what a service listens to is an event that another declares`() {
    let declared = Set(Suite.members.flatMap { $0.events.map { $0.type } })
    for service in Shop.services {
      for hearing in service.hears where !hearing.type.hasSuffix(".") {
        #expect(declared.contains(hearing.type), "\(service.name) hears \(hearing.type)")
      }
    }
  }

  @Test func `the documents of every service can be made`() throws {
    for member in Suite.members {
      _ = try OpenRPC.document(
        service: member.name, version: Suite.version, methods: member.methods + EveryService.all)
      _ = try AsyncAPI.document(
        service: member.name, version: Suite.version, events: member.events)
    }
  }
}
