import Engine
import Wire

/// Forgets what is over: sessions, links, attempts.
enum Tidying {
  static let times: [Timing] = [.when(tidy, tidy)]

  private static let tidy = TimerName<Int>("accounts.tidy")
  private static let pause = Period.hours(1)

  static func start(_ context: Context) throws {
    try context.schedule(tidy, for: "all", at: context.now + pause, 0)
  }

  private static func tidy(_: Int, _ context: Context) throws -> TimerOutcome {
    try Sessions.prune(context)
    try StaffLinks.prune(context)
    try Attempts.prune(context)
    return .again(at: context.now + pause)
  }
}
