import Models
import Wire

/// What somebody on a journey does next: a function of where they stand and of the time.
enum NextMove: Equatable {
  /// They wait, and the wait ends at this time.
  case wait(until: Timestamp)
  /// A wait is over.
  case pass
  case send(JourneyStep.Send)
  /// They stand before a message, and the campaign is paused. Waits go on meanwhile.
  case hold
  /// There are no more steps.
  case arrive

  init(of enrolment: Enrolment, on steps: [JourneyStep], isPaused: Bool, now: Timestamp) {
    guard enrolment.step < steps.count else {
      self = .arrive
      return
    }
    let step = steps[enrolment.step]
    if let send = step.send {
      self = isPaused ? .hold : .send(send)
    } else {
      let end = enrolment.dueAt ?? now + (step.wait ?? .zero)
      self = end <= now ? .pass : .wait(until: end)
    }
  }
}

/// Why an enrolment is over.
enum FinishReason: String {
  case completed, unsubscribed, campaignStopped, journeyDeleted
}
