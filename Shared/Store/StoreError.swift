/// What can go wrong between the program and its database, the same for both drivers.
///
/// It stays below the service edge: the engine decides by the case, logs the sentence, and answers
/// with a `ServiceError`. Sentences quote SQL and names of constraints, never values.
package enum StoreError: Error, Equatable, Sendable {
  /// Somebody else holds a lock; nothing was done, and trying again makes sense.
  case busy(String)
  /// A deadline or an ``Interrupter`` ended the statement. Ask ``Connection/transactionLives``.
  case interrupted(String)
  /// No space is left.
  case full(String)
  /// The database, or this connection, cannot be written.
  case readOnly(String)
  /// The process has no descriptor or no memory left for it; nothing was done.
  case exhausted(String)
  /// The file is damaged or no database.
  case corrupt(String)
  /// A rule of the schema said no.
  case constraint(Constraint, String)
  /// The connection or the disk failed; only opening it again helps.
  case lost(String)
  /// The database cannot be opened or reached.
  case cannotOpen(String)
  /// Another process runs this database.
  case inUse(String)
  /// A newer release made this database, and this one cannot read it.
  case newerRelease(String)
  /// A migration that was applied says something else now.
  case editedMigration(String)
  /// A mistake in a statement, or what has no case of its own.
  case other(String)

  /// Which rule of the schema said no.
  package enum Constraint: String, Sendable {
    case unique, foreignKey, notNull, check
  }
}

extension StoreError: CustomStringConvertible {
  /// One sentence for the log.
  package var description: String {
    switch self {
    case .constraint(let rule, let text): "\(text) (\(rule.rawValue))"
    case .busy(let text), .interrupted(let text), .full(let text), .readOnly(let text),
      .exhausted(let text), .corrupt(let text), .lost(let text), .cannotOpen(let text),
      .inUse(let text), .newerRelease(let text), .editedMigration(let text), .other(let text):
      text
    }
  }
}
