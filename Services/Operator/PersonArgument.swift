import ArgumentParser
import Models
import Wire

/// A person as typed: `ann@example.com`, `+4930123456`, `@ann` or `contact_…`.
struct PersonArgument: ExpressibleByArgument, Equatable {
  let person: Person
  let text: String

  init?(argument: String) {
    guard let person = Self.person(argument) else { return nil }
    (self.person, text) = (person, argument)
  }

  private static func person(_ text: String) -> Person? {
    if text.hasPrefix("contact_") { return (try? ContactID(wire: text)).map(Person.contact) }
    if text.hasPrefix("+") { return (try? PhoneNumber(wire: text)).map(Person.phone) }
    if text.hasPrefix("@") { return text.count > 1 ? .handle(text) : nil }
    return (try? EmailAddress(wire: text)).map(Person.email)
  }

  var params: PersonParams {
    switch person {
    case .contact(let id): PersonParams(contact: id)
    case .email(let email): PersonParams(email: email)
    case .phone(let phone): PersonParams(phone: phone)
    case .handle(let handle): PersonParams(handle: handle)
    }
  }
}
