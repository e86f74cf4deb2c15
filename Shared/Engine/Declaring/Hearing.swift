package import Wire

/// What a service does about an event of another.
///
/// A *projection* keeps a derived table up to date: it can be rebuilt from the log at any time and
/// emits nothing. A *reaction* does something because of the event, once, ever.
///
///     static let hears: [Hearing] = [
///       .projection(FormsEvents.ContactUpdated.self, contactUpdated),
///       .reaction(FormsEvents.SubmissionReceived.self, openTicket),
///     ]
package struct Hearing: Sendable {
  package enum Kind: String, Sendable { case projection, reaction }

  package let kind: Kind
  /// The CloudEvents type listened to.
  package let type: String
  /// A failure of a critical hearing stops the follower instead of parking the event: consent,
  /// suppression and erasure must never be overtaken.
  package let isCritical: Bool
  let handle: @Sendable (CloudEvent, Context) throws -> Void

  /// What an event that failed is parked under: `reaction forms.submission.received`.
  var name: String { "\(kind.rawValue) \(type)" }

  /// The service whose log it listens to.
  package var service: String { String(type.prefix { $0 != "." }) }

  package static func projection<E: Event>(
    _ event: E.Type, critical: Bool = false,
    _ handler: @escaping @Sendable (E, CloudEvent, Context) throws -> Void
  ) -> Self {
    Self(.projection, event, critical, handler)
  }

  package static func reaction<E: Event>(
    _ event: E.Type, critical: Bool = false,
    _ handler: @escaping @Sendable (E, CloudEvent, Context) throws -> Void
  ) -> Self {
    Self(.reaction, event, critical, handler)
  }

  /// Listens to events of any type with this prefix, as envelopes: for an index over everything.
  package static func anyEvent(
    of service: String, _ kind: Kind,
    _ handler: @escaping @Sendable (CloudEvent, Context) throws -> Void
  ) -> Self {
    Self(kind: kind, type: service + ".", isCritical: false, handle: handler)
  }

  func hears(_ event: CloudEvent) -> Bool {
    type.hasSuffix(".") ? event.type.hasPrefix(type) : event.type == type
  }

  private init<E: Event>(
    _ kind: Kind, _ event: E.Type, _ isCritical: Bool,
    _ handler: @escaping @Sendable (E, CloudEvent, Context) throws -> Void
  ) {
    self.init(kind: kind, type: event.type, isCritical: isCritical) { envelope, context in
      // Data is gone once erasure or retention took it; there is nothing left to hear.
      guard let data = envelope.data else { return }
      try handler(
        try JSONCoding.decode(E.self, from: data.bytes, mode: .lenient), envelope, context)
    }
  }

  private init(
    kind: Kind, type: String, isCritical: Bool,
    handle: @escaping @Sendable (CloudEvent, Context) throws -> Void
  ) {
    (self.kind, self.type, self.isCritical, self.handle) = (kind, type, isCritical, handle)
  }
}
