import Store
import Wire

/// A service that is held takes requests and hears events, but does nothing by itself: no timer
/// fires and no courier gets work, until it is released.
enum Hold {
  typealias Reason = EveryService.Hold.Result

  static func read(_ tx: Transaction) throws -> Reason? {
    try tx.first("SELECT reason, since FROM engine_hold WHERE one = 1") {
      Reason(reason: $0["reason"], since: $0["since"])
    }
  }

  static func set(_ reason: String, now: Timestamp, _ tx: Transaction) throws -> Reason {
    try tx.write(
      """
      INSERT INTO engine_hold (one, reason, since) VALUES (1, \(reason), \(now))
      ON CONFLICT (one) DO NOTHING
      """)
    return try read(tx) ?? Reason(reason: reason, since: now)
  }

  static func lift(_ tx: Transaction) throws {
    try tx.write("DELETE FROM engine_hold WHERE one = 1")
  }
}
