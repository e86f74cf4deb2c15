import Wire

/// One event as a line for people: when, what, in words, about what and whom.
struct TailLine: Sendable {
  private let paint: Paint
  private let time: @Sendable (Timestamp) -> String

  init(_ paint: Paint, time: @escaping @Sendable (Timestamp) -> String = LocalTime.text) {
    (self.paint, self.time) = (paint, time)
  }

  func text(_ event: CloudEvent) -> String {
    let service = String(event.type.prefix { $0 != "." })
    let names = [event.subject, event.contact == event.subject ? nil : event.contact]
    return
      ([
        paint(time(event.time), .dim), paint.service(service, event.type), Gist.text(event),
      ] + names.compactMap { $0.map { paint($0, .dim) } }).joined(separator: "  ")
  }
}
