import Crypto
import Engine
import Models
import Store
package import Wire

/// Wrong passwords and codes, counted by account and by address: after a few, each costs a wait that
/// doubles. Time alone ends it, so nobody can lock a colleague out for good.
///
/// An account that does not exist is counted like any other. Addresses of people are kept as digests.
package struct Attempts: Sendable {
  private let subjects: [Subject]

  private struct Subject: Sendable {
    let kind: Kind
    let digest: [UInt8]
  }

  /// What attempts are counted by.
  package enum Kind: String, Sendable {
    case account, address

    /// So many may be wrong before it costs anything. Many colleagues share an office's address.
    var free: Int {
      switch self {
      case .account: 5
      case .address: 20
      }
    }
  }

  private static let firstWait = Period.seconds(30)
  private static let longestWait = Period.minutes(15)
  /// After that long without another, they are forgotten.
  static let memory = Period.hours(24)

  init(account: EmailAddress, address: String?) {
    var subjects = [Subject(kind: .account, digest: Self.digest(account.wire))]
    if let address { subjects.append(Subject(kind: .address, digest: Self.digest(address))) }
    self.subjects = subjects
  }

  private static func digest(_ text: String) -> [UInt8] {
    Array(SHA256.hash(data: Array(text.utf8)))
  }

  /// How long to wait after that many.
  package static func wait(after failures: Int, of kind: Kind) -> Period {
    guard failures >= kind.free else { return .milliseconds(0) }
    let doublings = min(failures - kind.free, 10)
    return min(.milliseconds(firstWait.milliseconds << Int64(doublings)), longestWait)
  }

  /// When the next is looked at; nil for now.
  func blockedUntil(now: Timestamp, _ tx: Transaction) throws -> Timestamp? {
    try subjects.compactMap { subject in
      let until: Timestamp? = try tx.scalar(
        """
        SELECT free_at FROM sign_in_attempt
        WHERE kind = \(subject.kind.rawValue) AND subject = \(subject.digest)
        """)
      return until.flatMap { $0 > now ? $0 : nil }
    }.max()
  }

  /// Notes one that was wrong; how many there were for the account.
  func failed(_ context: Context) throws -> Int {
    var ofAccount = 0
    for subject in subjects {
      let found: (failures: Int, lastAt: Timestamp)? = try context.tx.first(
        """
        SELECT failures, last_at FROM sign_in_attempt
        WHERE kind = \(subject.kind.rawValue) AND subject = \(subject.digest)
        """
      ) { ($0["failures"], $0["last_at"]) }
      let isFresh = found.map { context.now - $0.lastAt <= Self.memory.milliseconds } ?? false
      let failures = (isFresh ? found?.failures ?? 0 : 0) + 1
      let freeAt = context.now + Self.wait(after: failures, of: subject.kind)
      try context.tx.write(
        """
        INSERT INTO sign_in_attempt (kind, subject, failures, last_at, free_at)
        VALUES (\(subject.kind.rawValue), \(subject.digest), \(failures), \(context.now), \(freeAt))
        ON CONFLICT (kind, subject) DO UPDATE SET failures = excluded.failures,
          last_at = excluded.last_at, free_at = excluded.free_at
        """)
      if subject.kind == .account { ofAccount = failures }
    }
    return ofAccount
  }

  /// The account's are forgotten once one was right; the address's are not, or one account of one's
  /// own would make guessing at others free.
  func succeeded(_ tx: Transaction) throws {
    for subject in subjects where subject.kind == .account {
      try tx.write(
        """
        DELETE FROM sign_in_attempt
        WHERE kind = \(subject.kind.rawValue) AND subject = \(subject.digest)
        """)
    }
  }

  /// Forgets what is old.
  static func prune(_ context: Context) throws {
    let oldest = Timestamp(milliseconds: context.now.milliseconds - memory.milliseconds)
    try context.tx.write("DELETE FROM sign_in_attempt WHERE last_at < \(oldest)")
  }
}
