/// One fact as it travels: CloudEvents 1.0 in structured JSON, with the suite's extensions.
///
/// The envelope says what happened to what, when, and where in which log; `data` holds the event's
/// own type as bytes, so that envelope and data are written once and spliced. Reading ignores
/// unknown attributes: other versions may send more.
///
/// Source: CloudEvents 1.0.2 and its JSON format; DESIGN 3 for the extensions.
public struct CloudEvent: Sendable, Equatable {
  /// The media type of a body that is one event.
  public static let contentType = "application/cloudevents+json"

  /// Unique in the suite: a UUIDv7.
  public var id: String
  /// Who says so: `/rapport/tickets`.
  public var source: String
  /// What happened: `tickets.ticket.opened`.
  public var type: String
  /// What it happened to: the id of the entity.
  public var subject: String?
  /// When it happened.
  public var time: Timestamp
  /// The place in its log, counted from 1 without gaps. 0 for an event that is not in the log, such
  /// as a heartbeat; the attribute is then left out.
  public var sequence: Int64
  /// The id of the log.
  public var log: String
  /// Whom it is about.
  public var contact: String?
  /// Who caused it: whom a trusted frontend spoke for.
  public var actor: String?
  /// The name of the key of the caller whose request caused it.
  public var key: String?
  /// The id of the event that caused it.
  public var causationid: String?
  /// The W3C Trace Context it belongs to.
  public var traceparent: String?
  /// How many events led to it: its cause's `hops` plus one. Ends circles.
  public var hops: Int
  /// How far the emitter had applied the logs it follows, by service.
  public var seen: [String: Int64]
  /// The event's own data.
  public var data: RawJSON?

  /// An event with all its attributes.
  public init(
    id: String, source: String, type: String, subject: String? = nil, time: Timestamp,
    sequence: Int64 = 0, log: String, contact: String? = nil, actor: String? = nil,
    key: String? = nil, causationid: String? = nil, traceparent: String? = nil, hops: Int = 0,
    seen: [String: Int64] = [:], data: RawJSON? = nil
  ) {
    self.id = id
    self.source = source
    self.type = type
    self.subject = subject
    self.time = time
    self.sequence = sequence
    self.log = log
    self.contact = contact
    self.actor = actor
    self.key = key
    self.causationid = causationid
    self.traceparent = traceparent
    self.hops = hops
    self.seen = seen
    self.data = data
  }
}
