import Models
import Store
import TestSupport
import Testing
import Wire

@Suite(.databases) struct EnrolmentListTests {
  @Test(arguments: Dialect.available)
  func `enrolments are listed newest first, page by page`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    try agency.agree(agency.ann)
    try agency.town.advance(by: .minutes(1))
    try agency.agree(agency.ben)
    let first = try agency.list(.init(journey: "welcome", limit: 1))
    #expect(first.items.map(\.contact) == [agency.ben])
    let second = try agency.list(.init(journey: "welcome", after: first.next, limit: 1))
    #expect(second.items.map(\.contact) == [agency.ann])
    #expect(second.next == nil)
  }

  @Test(arguments: Dialect.available)
  func `a person is found by whatever they are known by`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    try agency.agree(agency.ben)
    let email = try EmailAddress(wire: "ben@example.com")
    let phone = try PhoneNumber(wire: "+4930123456")
    for params in [
      CampaignsAPI.ListEnrolments.Params(contact: agency.ben), .init(email: email),
      .init(phone: phone), .init(journey: "welcome", email: email),
    ] {
      #expect(try agency.list(params).items.map(\.contact) == [agency.ben])
    }
    #expect(try agency.list(.init(handle: "@ben")).items.isEmpty)
  }

  @Test(arguments: Dialect.available)
  func `the state tells who is still on the way`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    try agency.agree(agency.ann)
    try agency.agree(agency.ben)
    try agency.withdraw(agency.ann)
    let active = try agency.list(.init(journey: "welcome", state: .active))
    #expect(active.items.map(\.contact) == [agency.ben])
    let finished = try agency.list(.init(journey: "welcome", state: .finished))
    #expect(finished.items.map(\.contact) == [agency.ann])
  }

  @Test(arguments: Dialect.available)
  func `a list names a journey that there was, or one person`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    let town = agency.town
    let method = CampaignsAPI.ListEnrolments.self
    #expect(try town.refusal(method, .init())?.rules == ["/journey required"])
    #expect(try town.refusal(method, .init(journey: "summer"))?.kind == .notFound)
    #expect(
      try town.refusal(method, .init(contact: agency.ann, handle: "@ann"))?.rules == [" person"])
    #expect(
      try town.refusal(method, .init(journey: "welcome", after: "yesterday"))?.rules
        == ["/after cursor"])
    #expect(
      try town.refusal(method, .init(journey: "welcome", limit: 0))?.rules == ["/limit range"])
  }
}

extension Agency {
  fileprivate func list(
    _ params: CampaignsAPI.ListEnrolments.Params
  ) throws -> Page<Enrolment> {
    try town.call(CampaignsAPI.ListEnrolments.self, params)
  }
}
