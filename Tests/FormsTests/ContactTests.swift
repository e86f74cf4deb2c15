import Models
import Store
import Testing
import TestSupport
import Wire

@Suite(.databases) struct ContactTests {
  private func email(_ text: String) throws -> EmailAddress { try EmailAddress(wire: text) }

  @Test(arguments: Dialect.available)
  func `a contact is made once and added to`(dialect: Dialect) throws {
    let town = try Shop(dialect).town
    let made = try town.call(
      FormsAPI.PutContact.self,
      .init(email: try email("Ben@example.com"), name: "Ben", attributes: ["size": "M", "age": 40]))
    #expect(made.version == 1)
    let changed = try town.call(
      FormsAPI.PutContact.self,
      .init(
        email: try email("ben@EXAMPLE.com"), language: "de", attributes: ["age": .null],
        identities: [Identity(kind: .phone, value: "+49 30 123456")], version: 1))
    #expect(changed.id == made.id)
    #expect((changed.name, changed.language, changed.version) == ("Ben", "de", 2))
    #expect(changed.attributes == ["size": "M"])
    #expect(changed.identities.map(\.value) == ["ben@example.com", "+4930123456"])
    #expect(
      try town.events(FormsEvents.ContactIdentified.self).map(\.identity.value) == ["+4930123456"])
    #expect(try town.events(FormsEvents.ContactUpdated.self).map(\.contact) == [changed])

    let told = town.log("forms").count
    let same = try town.call(FormsAPI.PutContact.self, .init(contact: made.id, name: "Ben"))
    #expect(same == changed)
    #expect(town.log("forms").count == told)
    let found = try town.call(
      FormsAPI.GetContact.self, .init(phone: try PhoneNumber(wire: "+4930123456")))
    #expect(found.id == made.id)
  }

  @Test(arguments: Dialect.available)
  func `two people are never merged by the way`(dialect: Dialect) throws {
    let town = try Shop(dialect).town
    let ann = try town.call(FormsAPI.PutContact.self, .init(email: try email("ann@example.com")))
    _ = try town.call(FormsAPI.PutContact.self, .init(handle: "@Ben"))
    let refusal = try town.refusal(
      FormsAPI.PutContact.self,
      .init(contact: ann.id, identities: [Identity(kind: .handle, value: "@ben")]))
    #expect((refusal?.kind, refusal?.type) == (.conflict, "identityTaken"))
    let both = try town.refusal(
      FormsAPI.PutContact.self,
      .init(
        email: try email("ann@example.com"), identities: [Identity(kind: .handle, value: "@ben")]))
    #expect(both?.kind == .conflict)
  }

  @Test(arguments: Dialect.available)
  func `what cannot be is refused`(dialect: Dialect) throws {
    let town = try Shop(dialect).town
    #expect(
      try town.refusal(FormsAPI.GetContact.self, .init(email: try email("no@example.com")))?.kind
        == .notFound)
    #expect(try town.refusal(FormsAPI.GetContact.self, .init())?.flaws == [" required"])
    #expect(
      try town.refusal(
        FormsAPI.GetContact.self, .init(email: try email("no@example.com"), handle: "@no"))?.flaws
        == [" person"])
    #expect(
      try town.refusal(FormsAPI.GetContact.self, .init(handle: "a b"))?.flaws == ["/handle handle"])
    let wrong = try town.refusal(
      FormsAPI.PutContact.self,
      .init(
        handle: "@x", language: "?", attributes: [" ": 1],
        identities: [Identity(kind: .email, value: "x"), Identity(kind: .phone, value: "1")]))
    #expect(
      wrong?.flaws == [
        "/language language", "/identities/0/value email", "/identities/1/value phone",
        "/attributes required",
      ])
    #expect(
      try town.refusal(FormsAPI.PutContact.self, .init(contact: .placeholder))?.kind == .notFound)
    #expect(
      try town.refusal(FormsAPI.PutContact.self, .init(handle: "@new", version: 1))?.kind
        == .conflict)
  }

  @Test(arguments: Dialect.available)
  func `people are listed by topic and by how an address begins`(dialect: Dialect) throws {
    let shop = try Shop(dialect)
    let ann = try shop.subscribe("ann@example.com")
    let anna = try shop.subscribe("anna@example.com", topics: ["offers"])
    let ben = try shop.subscribe("ben@example.com")
    func list(_ params: FormsAPI.ListContacts.Params) throws -> [ContactID] {
      try shop.town.call(FormsAPI.ListContacts.self, params).items.map(\.id)
    }
    #expect(try list(.init()) == [ann, anna, ben])
    #expect(try list(.init(topic: "news")) == [ann, ben])
    #expect(try list(.init(identity: "ANN")) == [ann, anna])
    #expect(try list(.init(topic: "news", identity: "ann")) == [ann])
    #expect(try list(.init(identity: "%")) == [])
    let page = try shop.town.call(FormsAPI.ListContacts.self, .init(limit: 2))
    #expect(page.items[0].identities.map(\.value) == ["ann@example.com"])
    #expect(try list(.init(after: page.next)) == [ben])
  }

  @Test func `a browser may not look people up`() throws {
    let town = try Shop().town
    #expect(try town.refusal(FormsAPI.GetContact.self, .init(), as: .browser)?.kind == .forbidden)
  }
}
