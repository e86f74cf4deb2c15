import Wire

/// One chain of events as a tree: below each event what it caused, with the time that took.
///
///     trace 01977d2ab3c67f5a8b1c2d3e4f506172  2026-03-02 09:00:00, 24ms, by staff:mia
///     ├─ +0ms    forms.consent.granted  A consent was recorded: news
///     │  └─ +12ms   campaigns.enrolment.started  …
///     └─ +0ms    forms.contact.confirmed  …
struct TraceTree {
  let trace: String
  /// In the order in which they happened.
  let events: [CloudEvent]

  func lines(_ paint: Paint, time: (Timestamp) -> String) -> [String] {
    guard let first = events.first, let last = events.last else { return [] }
    let total = Period.milliseconds(last.time - first.time).brief
    let head =
      "\(paint("trace \(trace)", .bold))  \(time(first.time)), \(total), by \(AuditLine.who(first))"
    let known = Set(events.map(\.id))
    let roots = events.filter { event in event.causationid.map { !known.contains($0) } ?? true }
    let effects = Dictionary(grouping: events) { $0.causationid ?? "" }
    return [head] + branches(roots, since: first.time, effects, margin: "", paint)
  }

  private func branches(
    _ events: [CloudEvent], since cause: Timestamp, _ effects: [String: [CloudEvent]],
    margin: String, _ paint: Paint
  ) -> [String] {
    events.enumerated().flatMap { place, event in
      let isLast = place == events.count - 1
      let line = margin + (isLast ? "└─ " : "├─ ") + text(event, since: cause, paint)
      return [line]
        + branches(
          effects[event.id] ?? [], since: event.time, effects,
          margin: margin + (isLast ? "   " : "│  "), paint)
    }
  }

  private func text(_ event: CloudEvent, since cause: Timestamp, _ paint: Paint) -> String {
    let service = String(event.type.prefix { $0 != "." })
    let contact = event.contact == event.subject ? nil : event.contact
    let rest = [event.subject, contact].compactMap(\.self).map { paint($0, .dim) }
    // Clocks of two machines may differ.
    let passed = "+" + Period.milliseconds(max(0, event.time - cause)).brief
    let padded = passed + String(repeating: " ", count: max(0, 7 - passed.count))
    return
      ([
        paint(padded, .dim), paint.service(service, event.type), Gist.text(event),
      ] + rest).joined(separator: "  ")
  }
}
