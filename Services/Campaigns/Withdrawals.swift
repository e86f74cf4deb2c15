import Engine
import Models
import Store
import Wire

/// Who does not want to hear about what any more.
///
/// A withdrawal takes a person off every journey about its topic at once, and counts against the
/// message whose link was used. It must never be overtaken, so a failure stops the follower.
enum Withdrawals {
  static let hears: [Hearing] = [
    .projection(FormsEvents.ConsentGranted.self, critical: true) { event, _, context in
      try context.tx.write(
        "DELETE FROM withdrawn WHERE contact = \(event.contact) AND topic = \(event.topic)")
    },
    .projection(FormsEvents.ConsentWithdrawn.self, critical: true, keep),
    .reaction(FormsEvents.ConsentWithdrawn.self, critical: true, leave),
  ]

  private static func keep(
    _ event: FormsEvents.ConsentWithdrawn, _ envelope: CloudEvent, _ context: Context
  ) throws {
    try context.tx.write(
      """
      INSERT INTO withdrawn (contact, topic) VALUES (\(event.contact), \(event.topic))
      ON CONFLICT (contact, topic) DO NOTHING
      """)
    guard let message = event.message else { return }
    try context.tx.write(
      """
      INSERT INTO unsubscribed (message, at) VALUES (\(message), \(envelope.time))
      ON CONFLICT (message) DO NOTHING
      """)
  }

  private static func leave(
    _ event: FormsEvents.ConsentWithdrawn, _: CloudEvent, _ context: Context
  ) throws {
    let active = try Enrolments.read(
      """
      WHERE contact = \(event.contact) AND state = 'active'
        AND campaign IN (SELECT key FROM campaign WHERE topic = \(event.topic))
      ORDER BY id
      """, context.tx)
    for enrolment in active { try Travel.finish(enrolment, .unsubscribed, context) }
  }

  /// Whether a person has said that they do not want to hear about a topic, and nothing since.
  static func has(_ contact: ContactID, withdrawn topic: Slug, _ tx: Transaction) throws -> Bool {
    try tx.exists("SELECT 1 FROM withdrawn WHERE contact = \(contact) AND topic = \(topic)")
  }
}
