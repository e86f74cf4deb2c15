import Engine
import Models
import Store
import Wire

/// Where wishes come in. A second wish with the same key from the same service is the same message.
enum Intake {
  static let hears: [Hearing] = [
    .reaction(FormsEvents.MessageRequested.self) { try take($0.message, from: "forms", $1, $2) },
    .reaction(TicketsEvents.MessageRequested.self) {
      try take($0.message, from: "tickets", $1, $2)
    },
    .reaction(CampaignsEvents.MessageRequested.self) {
      try take($0.message, from: "campaigns", $1, $2)
    },
  ]

  private static func take(
    _ request: MessageRequest, from source: String, _ envelope: CloudEvent, _ context: Context
  ) throws {
    guard var letter = try Ledger.add(request, from: source, context) else { return }
    letter.seen = envelope.seen
    try begin(&letter, context)
  }

  /// A message of our own that a colleague asked for; nobody else can be meant by its key.
  static func take(_ request: MessageRequest, _ context: Context) throws -> Letter {
    guard var letter = try Ledger.add(request, from: Letter.ownSource, context) else {
      throw ServiceError.conflict("the message \(request.dedupeKey) was already asked for")
    }
    try begin(&letter, context)
    return letter
  }

  /// Starts the clock of a message that is only worth sending for a while, and decides about it.
  static func begin(_ letter: inout Letter, _ context: Context) throws {
    if let until = letter.request.validUntil {
      // One millisecond later: the last valid moment is still valid.
      try context.schedule(
        Consideration.expiry, for: letter.id.wire, at: until + .milliseconds(1), letter.id)
    }
    try Consideration.consider(&letter, context)
  }
}
