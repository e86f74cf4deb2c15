import Models
import Wire

extension Story {
  /// The story as it could have been told at a time: what had happened, what was agreed to and what
  /// had become of each message by then.
  ///
  /// - Parameters:
  ///   - consents: the person's ledger, in any order.
  ///   - fates: the events about their messages up to then, oldest first.
  func asOf(
    _ time: Timestamp, consents: [ConsentRecord], fates: [CloudEvent]
  ) -> Story {
    var story = self
    story.moment = time
    story.happenings = happenings.filter { $0.at <= time }
    story.agreed = Self.agreements(consents, by: time)
    let told = Dictionary(grouping: fates) { $0.subject ?? "" }
    story.messages = messages.filter { $0.createdAt <= time }.map {
      $0.asOf(time, told[$0.id.wire]?.last)
    }
    // What the rules would say now tells nothing of then.
    story.decisions = []
    return story
  }

  /// The last word on each topic.
  private static func agreements(_ consents: [ConsentRecord], by time: Timestamp) -> [ConsentRecord]
  {
    Dictionary(grouping: consents.filter { $0.recordedAt <= time }, by: \.topic)
      .compactMap { $0.value.max { ($0.recordedAt, $0.at) < ($1.recordedAt, $1.at) } }
      .sorted { $0.topic.wire < $1.topic.wire }
  }
}

extension MessageRecord {
  /// The message as it stood at a time, by the last event about it up to then.
  fileprivate func asOf(_ time: Timestamp, _ fate: CloudEvent?) -> MessageRecord {
    var message = self
    message.attempts = attempts.filter { $0.at <= time }
    guard updatedAt > time else { return message }
    message.status = fate.flatMap(\.status) ?? .planned
    message.reason = nil
    if let reasons = fate?.reasons {
      message.decision = Decision(verdict: .other, reasons: reasons)
    } else if message.attempts.isEmpty {
      // It was decided about again since; what was said before is not kept.
      message.decision = nil
    }
    return message
  }
}

extension CloudEvent {
  /// What an event about a message says has become of it.
  fileprivate var status: MessageStatus? {
    guard let verb = type.split(separator: ".").last else { return nil }
    let status = MessageStatus(rawValue: String(verb))
    // Opened and clicked are no states of their own.
    return status ?? .accepted
  }

  fileprivate var reasons: [Reason]? {
    struct Told: Decodable { var reasons: [Reason]? }
    guard let data else { return nil }
    return (try? JSONCoding.decode(Told.self, from: data.bytes, mode: .lenient))?.reasons
  }
}
