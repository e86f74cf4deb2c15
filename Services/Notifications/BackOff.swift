import Engine
import Wire

/// How long to wait before the next try. Pure but for the jitter, a factor drawn by the caller.
enum BackOff {
  /// How often a message is tried: some two days, as mail servers do (RFC 5321 4.5.4.1).
  static let mostAttempts = 8

  /// After this many refusals: one minute, four, sixteen … at most twenty hours.
  static func message(after attempts: Int, jitter: Jitter) -> Period {
    period(first: .minutes(1), times: 4, step: attempts, most: .hours(20), jitter)
  }

  /// After this many failures of a provider in a row: ten seconds, twenty … at most half an hour.
  static func provider(after failures: Int, jitter: Jitter) -> Period {
    period(first: .seconds(10), times: 2, step: failures, most: .minutes(30), jitter)
  }

  /// Tenths of a percent around 1 000, so that what failed together does not come back together.
  struct Jitter {
    static let range: Range<Int64> = 800..<1200
    var perMille: Int64

    static func drawn(from context: Context) -> Jitter {
      Jitter(perMille: context.random(in: range))
    }
  }

  private static func period(
    first: Period, times: Int64, step: Int, most: Period, _ jitter: Jitter
  ) -> Period {
    var milliseconds = first.milliseconds
    for _ in 1..<max(step, 1) where milliseconds < most.milliseconds { milliseconds *= times }
    return .milliseconds(min(milliseconds, most.milliseconds) * jitter.perMille / 1000)
  }
}
