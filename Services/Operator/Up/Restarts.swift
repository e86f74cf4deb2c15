import Foundation
import Wire

/// Whether a process that ended is started again, and when: a function of how it ended and how long
/// it had run.
struct Restarts {
  enum Verdict: Equatable {
    case again(after: Period)
    /// Trying again would end the same way: it was told something that cannot work.
    case giveUp(code: Int32)
  }

  private var failures = 0
  private static let longest = 6

  /// What a person has to put right (sysexits.h); the rest may pass by itself.
  private static let hopeless = [
    EX_USAGE, EX_DATAERR, EX_NOINPUT, EX_UNAVAILABLE, EX_CANTCREAT, EX_NOPERM, EX_CONFIG,
  ]

  /// A process that ran for half a minute is forgiven what was before.
  mutating func ended(_ ending: Child.Ending, after life: Period) -> Verdict {
    if case .exited(let code) = ending, Self.hopeless.contains(code) { return .giveUp(code: code) }
    failures = life >= .seconds(30) ? 0 : min(failures + 1, Self.longest)
    return .again(after: .milliseconds(200 << Int64(failures)))
  }
}
