import Engine
import Models
import Wire

/// Mail to members of staff. It holds the name of a link; the token is made when it is handed over.
enum StaffLetters {
  static func write(
    _ template: Slug, to staff: Staff, link: LinkRequest, until end: Timestamp, language: String?,
    _ context: Context
  ) throws {
    let message = MessageRequest(
      request: context.newID(), class: .transactional, template: template,
      recipient: Recipient(email: staff.email, name: staff.name),
      dedupeKey: "\(link.purpose.rawValue):\(link.subject)", language: language,
      data: ["name": .string(staff.name)], links: [link], automatic: true, validUntil: end)
    try context.emit(TicketsEvents.MessageRequested(message: message), subject: staff.id.wire)
  }
}
