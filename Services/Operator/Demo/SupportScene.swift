import Models
import Wire

/// A customer complains; the desk answers, is answered, solves, closes and is rated.
struct SupportScene {
  let ben: EmailAddress
  let name: String
  let mia: StaffID

  func run(_ play: Play) async throws {
    let ticket = try await complain(play)
    try await converse(ticket, play)
    try await close(ticket, play)
  }

  private func complain(_ play: Play) async throws -> TicketID {
    play.step("\(name) complains through the support form")
    let submission = try await play.call(
      FormsAPI.Submit.self,
      .init(
        form: "support",
        values: [
          "email": .string(ben.wire), "name": .string(name), "subject": "My mug arrived broken",
          "message": "The handle is off. Can I have another one?",
        ], language: "en")
    ).submission
    let opened = try await play.expect(TicketsEvents.TicketOpened.self) {
      $0.ticket.value.submission == submission
    }
    play.step("\(name) hears by when somebody answers")
    let ticket = opened.ticket.value.id
    _ = try await play.mail("system.acknowledgement") { $0.ticket == ticket }
    return ticket
  }

  private func converse(_ ticket: TicketID, _ play: Play) async throws {
    play.step("Mia answers")
    _ = try await play.call(
      TicketsAPI.Reply.self,
      .init(
        id: ticket, assignee: mia, body: "I am sorry! Which colour was it?", then: .waiting))
    _ = try await play.expect(TicketsEvents.TicketReplied.self) { $0.ticket.value.id == ticket }
    let mail = try await play.mail("system.reply") { $0.ticket == ticket }
    let token = try play.token(of: "answer", in: mail)
    play.step("\(name) answers back by the link of the mail")
    _ = try await play.call(
      TicketsAPI.Receive.self, .init(token: token, body: "The blue one.", channel: .email))
    _ = try await play.expect(TicketsEvents.TicketReceived.self) { $0.ticket.value.id == ticket }
  }

  private func close(_ ticket: TicketID, _ play: Play) async throws {
    play.step("Mia solves it and closes the ticket")
    _ = try await play.call(
      TicketsAPI.Reply.self,
      .init(id: ticket, assignee: mia, body: "A new blue one is on its way.", then: .solved))
    _ = try await play.call(
      TicketsAPI.Close.self, .init(id: ticket, outcome: "replaced", assignee: mia))
    _ = try await play.expect(TicketsEvents.TicketClosed.self) { $0.ticket.value.id == ticket }
    let mail = try await play.mail("system.rating") { $0.ticket == ticket }
    let token = try play.token(of: "rating", in: mail)
    play.step("\(name) rates it")
    _ = try await play.call(
      TicketsAPI.Rate.self, .init(token: token, score: 5, comment: "That was quick."))
    _ = try await play.expect(TicketsEvents.TicketRated.self) { $0.ticket.value.id == ticket }
  }
}
