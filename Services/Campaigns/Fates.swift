import Engine
import Models
import Store
import Wire

/// What notifications tells of messages, entered into the ledger.
///
/// The last event says where a message stands: one that failed and was tried again may have been
/// accepted after all. That it was once accepted, came back or was hit stays noted.
enum Fates {
  static let hears: [Hearing] = [
    .projection(NotificationsEvents.MessageAccepted.self) { event, envelope, context in
      try settle(event.message, .accepted, envelope, context)
      try note("accepted_at = coalesce(accepted_at, \(envelope.time))", event.message, context)
    },
    .projection(NotificationsEvents.MessageCaptured.self) {
      try settle($0.message, .captured, $1, $2)
    },
    .projection(NotificationsEvents.MessageDenied.self) { event, envelope, context in
      try settle(
        event.message, .denied, rule: event.reasons.first { $0.verdict == .deny }?.rule, envelope,
        context)
    },
    .projection(NotificationsEvents.MessageFailed.self) { try settle($0.message, .failed, $1, $2) },
    .projection(NotificationsEvents.MessageExpired.self) {
      try settle($0.message, .expired, $1, $2)
    },
    .projection(NotificationsEvents.MessageCancelled.self) {
      try settle($0.message, .cancelled, $1, $2)
    },
    .projection(NotificationsEvents.MessageUnknown.self) {
      try settle($0.message, .unknown, $1, $2)
    },
    .projection(NotificationsEvents.MessageBounced.self) { event, envelope, context in
      try settle(event.message, .bounced, envelope, context)
      try note("bounced_at = \(envelope.time)", event.message, context)
    },
    .projection(NotificationsEvents.MessageComplained.self) { event, envelope, context in
      try settle(event.message, .complained, envelope, context)
      try note("complained_at = \(envelope.time)", event.message, context)
    },
    .projection(NotificationsEvents.MessageOpened.self) { event, _, context in
      try note(event.machine ? "opened_by_machine = 1" : "opened = 1", event.message, context)
    },
    .projection(NotificationsEvents.MessageClicked.self) { event, _, context in
      try note(event.machine ? "clicked_by_machine = 1" : "clicked = 1", event.message, context)
    },
  ]

  private static func settle(
    _ fact: NotificationsEvents.Fact, _ status: MessageStatus, rule: String? = nil,
    _ envelope: CloudEvent, _ context: Context
  ) throws {
    try Ledger.move(fact, to: status, rule: rule, at: envelope.time, context.tx)
  }

  private static func note(
    _ assignment: SQL, _ fact: NotificationsEvents.Fact, _ context: Context
  ) throws {
    try context.tx.write(
      "UPDATE ledger SET \(sql: assignment) WHERE request = \(fact.request)")
  }
}
