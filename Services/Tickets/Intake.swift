import Engine
import Models
import Store
import Wire

/// Forms that ask for a ticket get one: what somebody filled in becomes a text that staff can read.
enum Intake {
  static let hears: [Hearing] = [
    .projection(FormsEvents.FormChanged.self, learnLabels),
    .projection(FormsEvents.FormDeleted.self, forgetLabels),
    .reaction(FormsEvents.SubmissionReceived.self, openTicket),
  ]

  private static func learnLabels(
    _ event: FormsEvents.FormChanged, _: CloudEvent, _ context: Context
  ) throws {
    let labels = event.form.fields.map { FormText.Label(key: $0.key.wire, label: $0.label) }
    let json = RawJSON(bytes: try JSONCoding.encode(labels))
    try context.tx.write(
      """
      INSERT INTO form_labels (form, labels) VALUES (\(event.form.key), \(json))
      ON CONFLICT (form) DO UPDATE SET labels = excluded.labels
      """)
  }

  private static func forgetLabels(
    _ event: FormsEvents.FormDeleted, _: CloudEvent, _ context: Context
  ) throws {
    try context.tx.write("DELETE FROM form_labels WHERE form = \(event.key)")
  }

  private static func openTicket(
    _ event: FormsEvents.SubmissionReceived, _: CloudEvent, _ context: Context
  ) throws {
    guard event.outcome == .ticketRequested else { return }
    // The engine runs a reaction once; a log restored from a backup may still tell it twice.
    let isKnown = try context.tx.exists(
      "SELECT 1 FROM ticket WHERE submission = \(event.submission)")
    guard !isKnown else { return }
    let text = FormText(event.title, event.values, try labels(of: event.form, context.tx))
    var requester = event.recipient ?? Recipient()
    requester.contact = requester.contact ?? event.contact
    requester.name = requester.name ?? text.name
    let draft = Draft(
      subject: text.subject, body: text.body, requester: requester, channel: .form,
      submission: event.submission, language: event.language, acknowledge: true)
    try Opening.open(draft, at: try place(event.queue, requester, context.tx), context)
  }

  /// Where the form wants it; in the default queue where that is gone: nothing falls through.
  private static func place(
    _ queue: Slug?, _ requester: Recipient, _ tx: Transaction
  ) throws -> Place {
    let person = requester.email.map(Person.email)
    let wanted = try queue.flatMap { try Place.find(in: $0, for: person, tx) }
    guard let place = try wanted ?? Place.find(in: Queues.standard, for: person, tx) else {
      throw ServiceError(.unavailable, "The default queue is not there yet.")
    }
    return place
  }

  private static func labels(of form: Slug, _ tx: Transaction) throws -> [FormText.Label] {
    let json: RawJSON? = try tx.scalar("SELECT labels FROM form_labels WHERE form = \(form)")
    guard let json else { return [] }
    return try JSONCoding.decode([FormText.Label].self, from: json.bytes, mode: .lenient)
  }
}
