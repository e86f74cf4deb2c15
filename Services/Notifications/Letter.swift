import Engine
import Models
import Store
import Wire

/// One message as its row holds it.
struct Letter: Sendable {
  let id: MessageID
  let source: String
  let request: MessageRequest
  var contact: ContactID?
  var address: String?
  var topic: Slug?
  var status: MessageStatus
  /// Whether a courier may claim it.
  var isReady = false
  /// When it is looked at again while it waits, or since when it is ready.
  var due: Timestamp?
  /// How often a provider or the recipient's server refused it.
  var attempts = 0
  /// How far its source had read the other logs; until then nothing is decided.
  var seen: [String: Int64]?
  var decision: Decision?
  var reason: String?
  var body: WrittenBody?
  let created: Timestamp
  var updated: Timestamp
  var handedOver: Timestamp?
  /// What caused it: what becomes of it carries that on.
  let origin: Origin

  /// Whether it is one of our own: a test that a colleague asked for.
  var isTest: Bool { source == Self.ownSource }

  static let ownSource = "notifications"

  /// Transactional goes before service, service before marketing.
  static func rank(of class: MessageClass) -> Int {
    switch `class` {
    case .transactional: 0
    case .service: 1
    case .marketing, .other: 2
    }
  }

  /// What every event about it says.
  var fact: NotificationsEvents.Fact {
    NotificationsEvents.Fact(
      message: id, request: request.request, source: source, class: request.class,
      channel: request.channel, template: request.template, contact: contact, topic: topic,
      campaign: request.campaign, journey: request.journey, step: request.step,
      enrolment: request.enrolment, ticket: request.ticket)
  }
}

extension Letter {
  static let columns: SQL = """
    id, source, request, contact, address, topic, status, ready, due, attempts, seen, decision,
    reason, subject, text, html, created, updated, handed_over, origin
    """

  init(_ row: borrowing Row) throws {
    let request: String = row["request"]
    let seen: String? = row["seen"]
    let decision: String? = row["decision"]
    let subject: String? = row["subject"]
    id = row["id"]
    source = row["source"]
    self.request = try Kept.value(MessageRequest.self, request)
    contact = row["contact"]
    address = row["address"]
    topic = row["topic"]
    status = row["status"]
    isReady = row["ready"]
    due = row["due"]
    attempts = row["attempts"]
    self.seen = try seen.map { try Kept.value([String: Int64].self, $0) }
    self.decision = try decision.map { try Kept.value(Decision.self, $0) }
    reason = row["reason"]
    body = subject.map { WrittenBody(subject: $0, text: row["text"], html: row["html"]) }
    created = row["created"]
    updated = row["updated"]
    handedOver = row["handed_over"]
    let origin: String? = row["origin"]
    self.origin = try origin.map { try Kept.value(Origin.self, $0) } ?? Origin()
  }
}
