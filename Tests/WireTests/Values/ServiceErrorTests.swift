import Testing
import Wire

@Suite struct ServiceErrorTests {
  @Test func `every kind has a code of its own, and the code names the kind`() {
    let codes = ServiceError.Kind.allCases.map(\.code)
    #expect(Set(codes).count == codes.count)
    for kind in ServiceError.Kind.allCases { #expect(ServiceError.Kind(code: kind.code) == kind) }
    #expect(ServiceError.Kind(code: 0) == nil)
    #expect(ServiceError.Kind.parseError.code == -32700)
    #expect(ServiceError.Kind.unavailable.code == -32010)
  }

  @Test func `a sentence tells of the first violation and counts the others`() {
    let error = ServiceError.invalid([
      Violation(path: "/email", rule: "email", message: "must be an address"),
      Violation(path: "/name", rule: "required", message: "is required"),
    ])
    #expect(error.message == "/email must be an address (and 1 more)")
    #expect(error.code == -32005)
    #expect(ServiceError.conflict("…", subtype: "logDiverged").type == "logDiverged")
    #expect(ServiceError.notFound("…").type == "notFound")
  }
}
