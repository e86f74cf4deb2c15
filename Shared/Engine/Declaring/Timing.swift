package import Wire

/// The name of a timer and what it carries.
///
///     static let expire = TimerName<SubmissionID>("submission.expire")
///     context.schedule(expire, for: submission.wire, at: due, submission)
///
/// There is one timer a (name, subject): scheduling it again moves it.
package struct TimerName<Payload: Codable & Sendable>: Sendable {
  package let name: String

  package init(_ name: String) {
    self.name = name
  }
}

/// How a timer, or a slice of a job, ended.
package enum TimerOutcome: Sendable, Equatable {
  case done
  /// Once more at this time, with the same payload: the next slice of a job, or the next try.
  case again(at: Timestamp)
  /// Not to be done after all; the reason is logged.
  case discard(reason: String)
}

/// What a service does when a timer is due.
///
/// A job too big for one transaction is a timer that answers ``TimerOutcome/again(at:)`` with the
/// context's `now` until it is through: slices share the loop with everything else.
package struct Timing: Sendable {
  package let name: String
  let handle: @Sendable (_ subject: String, _ payload: RawJSON, Context) throws -> TimerOutcome

  package static func when<P>(
    _ timer: TimerName<P>,
    _ handler: @escaping @Sendable (P, Context) throws -> TimerOutcome
  ) -> Self {
    Self(name: timer.name) { _, payload, context in
      try handler(try JSONCoding.decode(P.self, from: payload.bytes, mode: .lenient), context)
    }
  }
}
