import Logging
import Store
import Wire

/// Why a handler did not get through: what a caller is told, and whether time may mend it.
struct Setback: Error {
  let error: ServiceError
  /// The machine's fault, not the work's: a stall, a lock.
  var isPassing = false
  /// The disk's fault: however long it lasts, the work is not to blame and never put aside.
  var isOfTheDisk = false
  /// It was stopped at the end of its time.
  var isInterruption = false

  /// A handler took longer than its budget without waiting for the database.
  static func overBudget(_ milliseconds: Int) -> Setback {
    Setback(
      error: .tooLarge("This took \(milliseconds) ms, more than one request may."),
      isPassing: true)
  }
}

extension Engine {
  /// A `ServiceError` is the handler's own word. Everything else is a fault of ours: the cause is
  /// logged under a reference, and only the reference leaves.
  func setback(of error: any Error) -> Setback {
    if let setback = error as? Setback { return setback }
    let told = Fault.told(error, logger: logger, entropy: keeping.entropy, now: now)
    guard let cause = error as? StoreError else { return Setback(error: told) }
    return Setback(
      error: told, isPassing: cause.isPassing, isOfTheDisk: cause.isOfTheDisk,
      isInterruption: cause.isInterruption)
  }

  /// Whether what failed for a passing reason gets another chance before it is parked.
  func mayTryAgain(_ place: Place, _ setback: Setback) -> Bool {
    if setback.isOfTheDisk { return true }
    guard setback.isPassing else { return false }
    tries[place, default: 0] += 1
    guard tries[place, default: 0] <= Self.chances else {
      tries[place] = nil
      return false
    }
    return true
  }

  private static let chances = 5
}

extension StoreError {
  /// The machine's fault, not the statement's.
  var isPassing: Bool {
    switch self {
    case .busy, .interrupted, .exhausted, .lost, .cannotOpen, .inUse: true
    case .full, .readOnly, .corrupt: isOfTheDisk
    case .constraint, .newerRelease, .editedMigration, .other: false
    }
  }

  /// Only the operator can mend it: room, rights, or a copy of what was damaged.
  fileprivate var isOfTheDisk: Bool {
    switch self {
    case .full, .readOnly, .corrupt: true
    case .busy, .interrupted, .exhausted, .lost, .cannotOpen, .inUse, .constraint, .newerRelease,
      .editedMigration, .other:
      false
    }
  }

  fileprivate var isInterruption: Bool {
    if case .interrupted = self { true } else { false }
  }
}

/// How errors that are not a handler's own word are told.
enum Fault {
  static func told(
    _ error: any Error, logger: Logger, entropy: Entropy, now: Timestamp
  ) -> ServiceError {
    if let error = error as? ServiceError { return error }
    if let known = (error as? StoreError).flatMap(known) { return known }
    let reference = TypeID.encode(prefix: "fault", uuid: entropy.uuid(at: now))
    logger.error("a handler failed", metadata: ["reference": "\(reference)", "error": "\(error)"])
    if case .corrupt? = error as? StoreError {
      return ServiceError(
        .unavailable, "The database is damaged; nothing was changed.", reference: reference,
        subtype: "damaged")
    }
    return ServiceError(
      .internalError, "Something went wrong here; the reference leads to the cause.",
      reference: reference)
  }

  /// What of the storage's errors a caller can do something about.
  private static func known(_ error: StoreError) -> ServiceError? {
    switch error {
    case .interrupted: .tooLarge("This takes longer than one request may; ask for less at once.")
    case .busy: .busy("The database is busy.", retryAfter: .seconds(1))
    case .exhausted:
      .busy("The service has no room for this at the moment.", retryAfter: .seconds(1))
    case .full:
      ServiceError(.unavailable, "The disk is full; nothing was changed.", subtype: "diskFull")
    case .readOnly:
      ServiceError(
        .unavailable, "The database is read-only; nothing was changed.", subtype: "readOnly")
    // Whether the commit went through cannot be known: the caller repeats with its key.
    case .lost: ServiceError(.unavailable, "The database was lost; repeat with the same key.")
    case .corrupt, .constraint, .cannotOpen, .inUse, .newerRelease, .editedMigration, .other: nil
    }
  }
}
