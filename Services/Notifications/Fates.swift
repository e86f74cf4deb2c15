import Engine
import Models
import Store
import Wire

/// What can become of a message. Each function writes the row and tells of it, so that the ledger
/// and the log always agree.
enum Fates {
  /// Its turn has come: the courier may claim it.
  static func plan(_ letter: inout Letter, _ context: Context) throws {
    (letter.status, letter.isReady, letter.due) = (.planned, true, context.now)
    (letter.reason, letter.seen) = (nil, nil)
    try Ledger.keep(letter, context)
    context.wake(Delivery.name)
  }

  /// It goes later; told once for the same reason.
  static func delay(
    _ letter: inout Letter, until: Timestamp, _ reasons: [Reason], isNews: Bool, _ context: Context
  ) throws {
    try rest(&letter, .delayed, context)
    letter.due = until
    try Ledger.keep(letter, context)
    try context.schedule(Consideration.due, for: letter.id.wire, at: until, letter.id)
    guard isNews else { return }
    try context.emit(
      NotificationsEvents.MessageDelayed(message: letter.fact, until: until, reasons: reasons),
      subject: letter.id.wire, contact: letter.contact?.wire)
  }

  /// Its campaign is paused; resuming it brings it back.
  static func hold(_ letter: inout Letter, _ context: Context) throws {
    try rest(&letter, .held, context)
  }

  static func deny(_ letter: inout Letter, _ reasons: [Reason], _ context: Context) throws {
    try rest(&letter, .denied, reason: reasons.first { $0.verdict == .deny }?.because, context)
    try context.emit(
      NotificationsEvents.MessageDenied(message: letter.fact, reasons: reasons),
      subject: letter.id.wire, contact: letter.contact?.wire)
  }

  static func fail(_ letter: inout Letter, _ reason: String, _ context: Context) throws {
    try rest(&letter, .failed, reason: reason, context)
    try context.emit(
      NotificationsEvents.MessageFailed(message: letter.fact, reason: reason),
      subject: letter.id.wire, contact: letter.contact?.wire)
  }

  static func expire(_ letter: inout Letter, _ context: Context) throws {
    try rest(&letter, .expired, context)
    try context.emit(
      NotificationsEvents.MessageExpired(message: letter.fact), subject: letter.id.wire,
      contact: letter.contact?.wire)
  }

  static func cancel(_ letter: inout Letter, _ reason: String, _ context: Context) throws {
    try rest(&letter, .cancelled, reason: reason, context)
    try context.emit(
      NotificationsEvents.MessageCancelled(message: letter.fact, reason: reason),
      subject: letter.id.wire, contact: letter.contact?.wire)
  }

  static func accept(
    _ letter: inout Letter, by provider: Slug, _ answer: String, _ context: Context
  ) throws {
    try rest(&letter, .accepted, context)
    try context.emit(
      NotificationsEvents.MessageAccepted(
        message: letter.fact, provider: provider, answer: answer),
      subject: letter.id.wire, contact: letter.contact?.wire)
  }

  static func capture(_ letter: inout Letter, _ context: Context) throws {
    try rest(&letter, .captured, context)
    try context.emit(
      NotificationsEvents.MessageCaptured(message: letter.fact), subject: letter.id.wire,
      contact: letter.contact?.wire)
  }

  /// Nobody can know whether it went. Marketing stays so; what a person asked for a moment ago is
  /// tried again, as the same mail.
  static func lose(_ letter: inout Letter, _ reason: String, _ context: Context) throws {
    try rest(&letter, .unknown, reason: reason, context)
    try context.emit(
      NotificationsEvents.MessageUnknown(message: letter.fact, reason: reason),
      subject: letter.id.wire, contact: letter.contact?.wire)
  }

  static func bounce(
    _ letter: inout Letter, permanent: Bool, _ detail: String?, _ context: Context
  ) throws {
    try rest(&letter, .bounced, reason: detail, context)
    try context.emit(
      NotificationsEvents.MessageBounced(
        message: letter.fact, permanent: permanent, detail: detail),
      subject: letter.id.wire, contact: letter.contact?.wire)
  }

  static func complain(_ letter: inout Letter, _ context: Context) throws {
    try rest(&letter, .complained, context)
    try context.emit(
      NotificationsEvents.MessageComplained(message: letter.fact), subject: letter.id.wire,
      contact: letter.contact?.wire)
  }

  /// It stands where no courier takes it.
  private static func rest(
    _ letter: inout Letter, _ status: MessageStatus, reason: String? = nil, _ context: Context
  ) throws {
    (letter.status, letter.isReady, letter.due) = (status, false, nil)
    (letter.reason, letter.seen) = (reason, nil)
    try Ledger.keep(letter, context)
    if letter.request.validUntil != nil, status != .delayed, status != .held {
      try context.cancel(Consideration.expiry, for: letter.id.wire)
    }
  }
}
