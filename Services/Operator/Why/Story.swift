import Models
import Wire

/// What there is to tell about one person: a value, gathered from all services, told in time order.
struct Story: Sendable {
  /// How they were named.
  let name: String
  /// Nil when nobody knows them.
  var contact: FormsAPI.GetContact.Result?
  var happenings: [FormsAPI.ContactTimeline.Entry] = []
  var messages: [MessageRecord] = []
  var decisions: [Judgement] = []
  /// At which moment of the past it is told; nil is now.
  var moment: Timestamp?
  /// What they had agreed to or withdrawn by then.
  var agreed: [ConsentRecord] = []

  /// What would be decided about a message sent now.
  struct Judgement: Sendable {
    /// `marketing mail about news`.
    let subject: String
    let decision: Decision
  }

  func lines(_ paint: Paint, time: (Timestamp) -> String) -> [String] {
    let told = introduction(paint, time) + [""] + past(paint, time)
    guard moment == nil else { return told }
    return told + ["", paint("If something were sent now", .bold)]
      + decisions.flatMap { judgement in
        ["  \(paint(judgement.subject, .bold)): \(Self.words(judgement.decision, paint, time))"]
          + Self.reasons(judgement.decision.reasons, paint)
      }
  }

  private func introduction(_ paint: Paint, _ time: (Timestamp) -> String) -> [String] {
    guard let contact else {
      return ["\(paint(name, .bold)) is nobody's address here."]
    }
    let identities = contact.identities.map(\.value).joined(separator: ", ")
    let title = [contact.name, identities].compactMap(\.self).joined(separator: ", ")
    var lines = ["\(paint(title, .bold))  \(paint(contact.id.wire, .dim))"]
    if let moment { return lines + then(moment, contact, time) }
    lines.append(contact.confirmedAt.map { "confirmed \(time($0))" } ?? "never confirmed")
    lines += contact.subscriptions.map {
      "\($0.name): \($0.state.rawValue) since \(time($0.since))"
    }
    return lines
  }

  private func then(
    _ moment: Timestamp, _ contact: FormsAPI.GetContact.Result, _ time: (Timestamp) -> String
  ) -> [String] {
    guard contact.createdAt <= moment else { return ["not known yet on \(time(moment))"] }
    let confirmed = contact.confirmedAt.flatMap { $0 <= moment ? "confirmed \(time($0))" : nil }
    return ["as of \(time(moment))", confirmed ?? "not confirmed"]
      + agreed.map { consent in
        let wording = consent.wording.map { ", to “\($0)”" } ?? ""
        return "\(consent.topic.wire): \(consent.act.rawValue) \(time(consent.at))\(wording)"
      }
  }

  private func past(_ paint: Paint, _ time: (Timestamp) -> String) -> [String] {
    // Newest first as they came; what happened in one moment keeps its order.
    let told = happenings.reversed().map { entry in
      (entry.at, ["  \(paint(time(entry.at), .dim))  \(entry.summary)"])
    }
    let sent = messages.map { ($0.createdAt, Self.lines($0, paint, time)) }
    let all = (told + sent).sorted { $0.0 < $1.0 }.flatMap(\.1)
    return [paint("What happened", .bold)] + (all.isEmpty ? ["  nothing"] : all)
  }

  private static func lines(
    _ message: MessageRecord, _ paint: Paint, _ time: (Timestamp) -> String
  ) -> [String] {
    let about = [
      message.class.rawValue, message.topic?.wire, message.campaign.map { "campaign \($0.wire)" },
    ]
    .compactMap(\.self).joined(separator: ", ")
    let status = paint(message.status.rawValue, colour(message.status))
    var first =
      "  \(paint(time(message.createdAt), .dim))  Message \(message.template.wire) (\(about)): \(status)"
    if let reason = message.reason { first += ", \(reason)" }
    let attempts = message.attempts.map { attempt in
      let answer = attempt.answer.map { ": \($0)" } ?? ""
      return
        "      \(time(attempt.at)) \(attempt.provider.wire) \(attempt.outcome.rawValue)\(answer)"
    }
    return [first] + reasons(message.decision?.reasons ?? [], paint)
      + attempts.map { paint($0, .dim) }
  }

  private static func colour(_ status: MessageStatus) -> Paint.Colour {
    switch status {
    case .accepted, .captured: .green
    case .denied, .failed, .expired, .cancelled, .unknown, .bounced, .complained: .red
    case .planned, .claimed, .handingOver, .delayed, .held, .other: .yellow
    }
  }

  private static func words(
    _ decision: Decision, _ paint: Paint, _ time: (Timestamp) -> String
  ) -> String {
    switch decision.verdict {
    case .allow: paint("allowed", .green)
    case .deny: paint("denied", .red)
    case .defer: paint("deferred", .yellow) + (decision.until.map { " until \(time($0))" } ?? "")
    case .other: "not known to this release"
    }
  }

  private static func reasons(_ reasons: [Reason], _ paint: Paint) -> [String] {
    reasons.map { reason in
      let verdict: String =
        switch reason.verdict {
        case .allow: paint("allows ", .green)
        case .deny: paint("denies ", .red)
        case .defer: paint("defers ", .yellow)
        case .other: "says   "
        }
      return "      \(verdict) \(reason.rule): \(reason.because)"
    }
  }
}
