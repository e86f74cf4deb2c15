import Wire

/// One event as a line of the audit trail: when, who, what, about what and whom, in which chain.
struct AuditLine: Sendable {
  private let paint: Paint
  private let time: @Sendable (Timestamp) -> String

  init(_ paint: Paint, time: @escaping @Sendable (Timestamp) -> String = LocalTime.text) {
    (self.paint, self.time) = (paint, time)
  }

  func text(_ event: CloudEvent) -> String {
    let service = String(event.type.prefix { $0 != "." })
    let contact = event.contact == event.subject ? nil : event.contact
    let trace = event.traceparent.flatMap(Traceparent.trace).map { "trace \($0)" }
    let rest = [event.subject, contact, trace].compactMap(\.self).map { paint($0, .dim) }
    return
      ([
        paint(time(event.time), .dim), paint(Self.who(event), .bold),
        paint.service(service, event.type), Gist.text(event),
      ] + rest).joined(separator: "  ")
  }

  /// The actor and by which key; the service itself where an event or a timer was the cause.
  static func who(_ event: CloudEvent) -> String {
    switch (event.actor, event.key) {
    case (let actor?, let key?): "\(actor) by \(key)"
    case (let actor?, nil): actor
    case (nil, let key?): key
    case (nil, nil): "\(event.type.prefix { $0 != "." }) itself"
    }
  }
}

/// Who has read whose data, as a table: a person a line, those read most recently first.
enum ReadsTable {
  static func table(
    _ items: [EveryService.ListReads.Result.Item], time: (Timestamp) -> String
  ) -> Table {
    Table(
      ["PERSON", "KEY", "ACTOR", "METHODS", "TIMES", "SINCE", "LAST"],
      rows: Dictionary(grouping: items) { [$0.person, $0.key, $0.actor ?? "-"] }
        .map { who, reads -> (last: Timestamp, row: [String]) in
          let last = reads.map(\.last).max() ?? Timestamp(milliseconds: 0)
          let since = reads.map(\.since).min() ?? last
          return (
            last,
            who + [
              reads.map(\.method).sorted().joined(separator: " "),
              "\(reads.reduce(0) { $0 + $1.times })", time(since), time(last),
            ]
          )
        }
        .sorted { ($0.last, $0.row[0]) > ($1.last, $1.row[0]) }.map(\.row))
  }
}
