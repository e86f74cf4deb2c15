import Logging
import Store
import Wire

extension Engine {
  /// What a caller is told of an error, and what the log keeps of it.
  ///
  /// A `ServiceError` is the handler's own word. Everything else is a fault of ours: the cause is
  /// logged under a reference, and only the reference leaves.
  func failure(of error: any Error) -> ServiceError {
    Fault.answer(to: error, logger: logger, entropy: keeping.entropy, now: now)
  }
}

/// How errors that are not a handler's own word are told.
enum Fault {
  static func answer(
    to error: any Error, logger: Logger, entropy: Entropy, now: Timestamp
  ) -> ServiceError {
    if let error = error as? ServiceError { return error }
    if let known = (error as? StoreError).flatMap(known) { return known }
    let reference = TypeID.encode(prefix: "fault", uuid: entropy.uuid(at: now))
    logger.error("a handler failed", metadata: ["reference": "\(reference)", "error": "\(error)"])
    return ServiceError(
      .internalError, "Something went wrong here; the reference leads to the cause.",
      reference: reference)
  }

  /// What of the storage's errors a caller can do something about.
  private static func known(_ error: StoreError) -> ServiceError? {
    switch error {
    case .interrupted:
      .tooLarge("This takes longer than one request may; ask for less at once.")
    case .busy: .busy("The database is busy.", retryAfter: .seconds(1))
    case .full: ServiceError(.unavailable, "The disk is full; nothing was changed.")
    case .readOnly, .lost:
      ServiceError(.unavailable, "The database cannot be written; nothing was changed.")
    case .corrupt, .constraint, .cannotOpen, .inUse, .newerRelease, .editedMigration, .other: nil
    }
  }
}

extension ServiceError {
  /// A handler took longer than its budget without waiting for the database.
  static func overBudget(_ milliseconds: Int) -> ServiceError {
    .tooLarge("This took \(milliseconds) ms, more than one request may; ask for less at once.")
  }
}
