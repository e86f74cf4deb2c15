import Models
import Wire

/// One sentence for an event in somebody's timeline.
///
/// A sentence takes members of the event's data in braces, by their path. What stands in brackets is
/// left out when a member in it is missing or false; `true` adds no words of its own. An event
/// without a sentence, of a newer release perhaps, gets the words of its type.
enum Summaries {
  static func summary(of type: String, data: JSON) -> String {
    sentences[type].flatMap { fill($0[...], from: data) } ?? plain(type)
  }

  /// `tickets.ticket.mergedInto` → `Ticket merged into`.
  private static func plain(_ type: String) -> String {
    var words = ""
    for character in type.split(separator: ".").dropFirst().joined(separator: " ") {
      words += character.isUppercase ? " " + character.lowercased() : String(character)
    }
    guard let first = words.first else { return type }
    return first.uppercased() + words.dropFirst()
  }

  /// Puts members into a sentence; nil when one outside brackets is missing.
  private static func fill(_ sentence: Substring, from data: JSON) -> String? {
    var text = ""
    var rest = sentence
    while let open = rest.firstIndex(where: { $0 == "{" || $0 == "[" }) {
      let isMember = rest[open] == "{"
      guard let close = rest[open...].firstIndex(of: isMember ? "}" : "]") else { return nil }
      let inside = rest[rest.index(after: open)..<close]
      text += rest[..<open]
      if isMember {
        guard let words = words(at: inside, in: data) else { return nil }
        text += words
      } else {
        text += fill(inside, from: data) ?? ""
      }
      rest = rest[rest.index(after: close)...]
    }
    return text + rest
  }

  private static func words(at path: Substring, in data: JSON) -> String? {
    var value = data
    for name in path.split(separator: ".") {
      guard case .object(let members) = value, let member = members[String(name)] else {
        return nil
      }
      value = member
    }
    return words(of: value)
  }

  private static func words(of value: JSON) -> String? {
    switch value {
    case .string(let text): text.isEmpty ? nil : String(text.prefix(200))
    case .integer(let number): String(number)
    case .number(let number): String(number)
    case .bool(let isTrue): isTrue ? "" : nil
    case .array(let items): items.isEmpty ? nil : items.compactMap(words).joined(separator: ", ")
    case .null, .object: nil
    }
  }

  /// Every event about a person that this release knows.
  static let sentences: [String: String] =
    forms.merging(tickets) { $1 }.merging(campaigns) { $1 }.merging(notifications) { $1 }

  private static let forms = [
    FormsEvents.SubmissionReceived.type: "Filled in “{title}”",
    FormsEvents.ConfirmationRequested.type: "Was asked to confirm[ {topics}]",
    FormsEvents.ContactCreated.type: "Became known[ as {contact.name}]",
    FormsEvents.ContactUpdated.type: "Details changed",
    FormsEvents.ContactIdentified.type: "Can be recognised by {identity.kind} {identity.value}",
    FormsEvents.ContactConfirmed.type: "Confirmed the form {form}[ for {topics}]",
    FormsEvents.ConsentGranted.type: "Subscribed to {topic} ({basis}, by {origin})",
    FormsEvents.ConsentWithdrawn.type: "Unsubscribed from {topic}[: {reason}]",
    FormsEvents.MessageRequested.type: "Is to get the message {message.template}",
  ]

  private static let tickets = [
    TicketsEvents.TicketOpened.type: "Opened ticket #{ticket.number}: {ticket.subject}",
    TicketsEvents.TicketUpdated.type: "Ticket #{ticket.number} changed[: {changed}]",
    TicketsEvents.TicketAssigned.type:
      "Ticket #{ticket.number} was assigned[ to {ticket.assignee}]",
    TicketsEvents.TicketReplied.type: "Staff answered ticket #{ticket.number}",
    TicketsEvents.TicketNoted.type: "Staff wrote a note on ticket #{ticket.number}",
    TicketsEvents.TicketReceived.type: "Wrote on ticket #{ticket.number}[ by {entry.channel}]",
    TicketsEvents.TicketClosed.type: "Ticket #{ticket.number} was closed: {outcome}",
    TicketsEvents.TicketReopened.type: "Ticket #{ticket.number} was reopened: {reason}",
    TicketsEvents.TicketRated.type: "Rated ticket #{ticket.number} {score} of 5[: {comment}]",
    TicketsEvents.MessageRequested.type: "Is to get the message {message.template}",
  ]

  private static let campaigns = [
    CampaignsEvents.EnrolmentStarted.type: "Started the journey {enrolment.journey}",
    CampaignsEvents.EnrolmentDeclined.type: "Was not taken on the journey {journey}: {reason}",
    CampaignsEvents.EnrolmentAdvanced.type:
      "Took step {enrolment.step} of the journey {enrolment.journey}",
    CampaignsEvents.EnrolmentFinished.type: "Ended the journey {enrolment.journey}: {reason}",
    CampaignsEvents.MessageRequested.type: "Is to get the message {message.template}",
  ]

  private static let notifications = [
    NotificationsEvents.MessageAccepted.type:
      "The message {message.template} was accepted by {provider}",
    NotificationsEvents.MessageCaptured.type:
      "The message {message.template} was kept instead of sent",
    NotificationsEvents.MessageDelayed.type: "The message {message.template} waits until {until}",
    NotificationsEvents.MessageDenied.type: "The message {message.template} may not be sent",
    NotificationsEvents.MessageFailed.type: "The message {message.template} failed: {reason}",
    NotificationsEvents.MessageExpired.type:
      "The message {message.template} was no longer worth sending",
    NotificationsEvents.MessageCancelled.type:
      "The message {message.template} was cancelled: {reason}",
    NotificationsEvents.MessageUnknown.type:
      "Whether the message {message.template} went is not known: {reason}",
    NotificationsEvents.MessageBounced.type:
      "The message {message.template} came back[ for good{permanent}][: {detail}]",
    NotificationsEvents.MessageComplained.type: "Called the message {message.template} spam",
    NotificationsEvents.MessageOpened.type:
      "Opened the message {message.template}[ (a machine did){machine}]",
    NotificationsEvents.MessageClicked.type:
      "Followed a link in the message {message.template}[ (a machine did){machine}]: {url}",
  ]
}
